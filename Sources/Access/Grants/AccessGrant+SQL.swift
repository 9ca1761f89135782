internal import Core
internal import SQL

extension AccessGrant {
    static let columns: [StaticString] = [
        "id", "account_id", "product", "member_id", "group_id", "copy_of", "role", "ends_at", "source", "given_by", "given_at",
    ]

    /// In the order of `columns`. A grant of nobody is one of its group.
    func values(of member: MemberID?, in account: AccountID, _ product: ProductID) -> [SQLValue] {
        [
            id.sqlValue, account.sqlValue, product.sqlValue, member.sqlValue, group.sqlValue, original.sqlValue, role.sqlValue,
            endsAt.sqlValue, origin.source.sqlValue, origin.giver.sqlValue, origin.at.sqlValue,
        ]
    }

    /// The columns of grants that the query calls `g`, under names that no column of a member has.
    static let columnsBesideMember: Statement = """
        g.id AS grant_id, g.role AS grant_role, g.ends_at AS grant_ends_at, g.source AS grant_source, g.given_by AS grant_given_by,
        g.given_at AS grant_given_at, g.group_id AS grant_group_id, g.copy_of AS grant_copy_of,
        c.name AS custom_name, c.purpose AS custom_purpose, c.areas AS custom_areas, c.projects AS custom_projects
        """

    /// The columns of a grant's projects that the query calls `gp`.
    static let columnsOfProjects: Statement = "gp.project_id, gp.with_below, gp.through"

    /// For a query that has grants as `g` and reads `columnsBesideMember`.
    static let joinedCustomRoles: Statement = "LEFT JOIN custom_roles c ON c.id = g.role"

    static let projectColumns: [StaticString] = ["grant_id", "project_id", "with_below", "through"]

    /// The rows of its projects, in the order of `projectColumns`.
    var projectValues: [[SQLValue]] {
        assignment.sortedGiven.map { project, includesBelow in
            [id.sqlValue, project.sqlValue, includesBelow.sqlValue, Optional<ProjectID>.none.sqlValue]
        }
            + assignment.reached.sorted { $0.key.text < $1.key.text }.map { project, through in
                [id.sqlValue, project.sqlValue, false.sqlValue, through.sqlValue]
            }
    }

    /// Takes in one row of `columnsOfProjects`; nothing where the grant has none.
    mutating func addProject(of row: Row) throws {
        let project: ProjectID? = try row["project_id"]
        guard let project else { return }
        assignment.add(project, withBelow: try row["with_below"], through: try row["through"])
    }

    /// Without projects, which are rows of another table.
    init(besideMember row: Row) throws {
        self.init(
            id: try row["grant_id"], role: try row["grant_role"], projects: [], endsAt: try row["grant_ends_at"],
            origin: Origin(source: try row["grant_source"], giver: try row["grant_given_by"], at: try row["grant_given_at"]))
        group = try row["grant_group_id"]
        original = try row["grant_copy_of"]
        let ownName: String? = try row["custom_name"]
        if ownName != nil { custom = Role(custom: role.rawValue, try CustomRoleTerms(row: row)) }
    }
}

extension Transaction {
    func insert(_ grant: AccessGrant, of member: Member) throws {
        try insert(grant, of: member.id, in: member.account, member.product)
    }

    /// A grant of nobody is one of its group.
    func insert(_ grant: AccessGrant, of member: MemberID?, in account: AccountID, _ product: ProductID) throws {
        let values = grant.values(of: member, in: account, product)
        try run("INSERT INTO access_grants (\(columns: AccessGrant.columns)) VALUES \(list: values)")
        try fill(TableRows("access_grant_projects", AccessGrant.projectColumns, grant.projectValues))
    }

    /// Assigns one more project to a grant, without what lies below.
    func assign(_ project: ProjectID, to grant: AccessGrantID) throws {
        try run("INSERT INTO access_grant_projects (grant_id, project_id) VALUES (\(grant), \(project))")
    }
}
