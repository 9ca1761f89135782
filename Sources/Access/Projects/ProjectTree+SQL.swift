package import Core
package import SQL

extension Transaction {
    package func projectTree(of account: AccountID) throws -> ProjectTree {
        let rows = try rows("SELECT id, parent_id FROM projects WHERE account_id = \(account) AND parent_id IS NOT NULL")
        return ProjectTree(
            parents: try Dictionary(rows.map { (try $0["id"], try $0["parent_id"]) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Makes the rows anew that follow from assignments with what lies below, for a project that came to its place and all below it. Cost: a
    /// statement for each of them and each project above it, of which there are at most two.
    func reach(_ project: ProjectID, in account: AccountID) throws {
        let tree = try projectTree(of: account)
        let moved = [project] + tree.below(project)
        try run("DELETE FROM access_grant_projects WHERE project_id IN \(list: moved) AND through IS NOT NULL")
        for below in moved {
            for above in tree.above(below) {
                try run(
                    """
                    INSERT INTO access_grant_projects (grant_id, project_id, through)
                    SELECT grant_id, \(below), \(above) FROM access_grant_projects
                    WHERE project_id = \(above) AND with_below = 1 AND through IS NULL
                    ON CONFLICT (grant_id, project_id) DO NOTHING
                    """)
            }
        }
    }

    /// The members who hold a grant in which one of the projects is assigned or reached, as a query of their ids.
    func holdersOfAny(of projects: [ProjectID]) -> Statement {
        """
        SELECT g.member_id FROM access_grant_projects gp JOIN access_grants g ON g.id = gp.grant_id
        WHERE gp.project_id IN \(list: projects) AND g.member_id IS NOT NULL
        """
    }
}
