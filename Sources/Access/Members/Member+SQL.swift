package import Core
package import SQL

extension Transaction {
    /// The person's membership of the account in that product, suspended or not.
    package func member(_ person: PersonID, in account: AccountID, product: ProductID) throws -> Member? {
        try members("m.person_id = \(person) AND m.account_id = \(account) AND m.product = \(product)").first
    }

    /// One member of that account; nil if they belong to another account.
    package func member(_ id: MemberID, of account: AccountID) throws -> Member? {
        try members("m.id = \(id) AND m.account_id = \(account)").first
    }

    /// All memberships of the person, in every account and product, oldest first.
    package func memberships(of person: PersonID) throws -> [Member] { try members("m.person_id = \(person)") }

    /// The person's memberships of one account, one for each product.
    package func memberships(of person: PersonID, in account: AccountID) throws -> [Member] {
        try members("m.person_id = \(person) AND m.account_id = \(account)")
    }

    /// The members with these ids, in this order.
    package func members(_ ids: [MemberID]) throws -> [Member] {
        let found = try Dictionary(members("m.id IN \(list: ids)").map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { found[$0] }
    }

    /// A page of the account's members in that product, oldest first, after the given id.
    package func members(of account: AccountID, product: ProductID, after: MemberID?, limit: Int) throws -> [Member] {
        try members(
            """
            m.id IN (SELECT id FROM members WHERE account_id = \(account) AND product = \(product) AND id > \(after?.text ?? "")
                     ORDER BY id LIMIT \(limit))
            """)
    }

    /// The number of members of the account in that product, suspended ones included.
    package func memberCount(of account: AccountID, product: ProductID) throws -> Int {
        let row = try first("SELECT COUNT(*) AS number FROM members WHERE account_id = \(account) AND product = \(product)")
        return try row?["number"] ?? 0
    }

    /// Active members of the account in that product who hold one of the roles now, at most `limit`, oldest first.
    package func holders(
        of roles: [RoleID], in account: AccountID, product: ProductID, limit: Int, at now: Timestamp
    ) throws -> [Member] {
        try members(
            """
            m.id IN (SELECT DISTINCT h.id FROM access_grants r JOIN members h ON h.id = r.member_id
                     WHERE r.account_id = \(account) AND r.product = \(product) AND r.role IN \(list: roles)
                     AND (r.ends_at IS NULL OR r.ends_at > \(now)) AND h.status = 'active' AND h.held_at IS NULL ORDER BY h.id LIMIT \(limit))
            """)
    }

    /// Whether the person can sign in: whoever is suspended, has never set a password, or was joined into another person cannot. An
    /// administrator who cannot is not the one who remains (rule 1).
    package func maySignIn(_ person: PersonID) throws -> Bool {
        try first("SELECT id FROM people WHERE id = \(person) AND status = 'active' AND merged_into IS NULL") != nil
    }

    /// Who stands as an administrator of the account in the product: active there, by a grant without an end, and able to sign in
    /// (`maySignIn`).
    package func standingAdministrators(of account: AccountID, _ product: Product) throws -> [PersonID] {
        try rows(
            """
            SELECT DISTINCT p.id AS id FROM access_grants g JOIN members m ON m.id = g.member_id JOIN people p ON p.id = m.person_id
            WHERE g.account_id = \(account) AND g.product = \(product.id) AND g.role IN \(list: product.roles.filter(\.isAdministrator).map(\.id))
                AND g.ends_at IS NULL AND m.status = 'active' AND m.held_at IS NULL AND p.status = 'active' AND p.merged_into IS NULL
            """
        ).map { try $0["id"] }
    }

    /// The account of the project, and the person's memberships of it, each grant with only this project in `projects`; nil if the project
    /// does not exist. One indexed read, for decisions.
    package func members(_ person: PersonID, forProject project: ProjectID) throws -> (account: AccountID, members: [Member])? {
        let rows = try rows(
            """
            SELECT p.account_id AS project_account, \(Member.columns(of: "m")), \(AccessGrant.columnsBesideMember),
                \(AccessGrant.columnsOfProjects)
            FROM projects p LEFT JOIN members m ON m.account_id = p.account_id AND m.person_id = \(person)
            LEFT JOIN access_grants g ON g.member_id = m.id \(AccessGrant.joinedCustomRoles)
            LEFT JOIN access_grant_projects gp ON gp.grant_id = g.id AND gp.project_id = p.id
            WHERE p.id = \(project) ORDER BY m.id, g.id
            """)
        guard let first = rows.first else { return nil }
        let account: AccountID = try first["project_account"]
        let held = try rows.filter { row in
            let id: MemberID? = try row["id"]
            return id != nil
        }
        return (account, try Member.fold(held))
    }

    func members(_ condition: Statement) throws -> [Member] {
        try Member.fold(
            rows(
                """
                SELECT \(Member.columns(of: "m")), \(AccessGrant.columnsBesideMember), \(AccessGrant.columnsOfProjects)
                FROM members m LEFT JOIN access_grants g ON g.member_id = m.id \(AccessGrant.joinedCustomRoles)
                LEFT JOIN access_grant_projects gp ON gp.grant_id = g.id
                WHERE \(condition) ORDER BY m.id, g.id
                """))
    }

    func insert(_ member: Member) throws {
        try run("INSERT INTO members (\(Member.columns)) VALUES (\(values: member))")
        for grant in member.grants { try insert(grant, of: member) }
    }

    /// The same for many members.
    func insert(_ members: [Member]) throws {
        try fill(TableRows("members", members))
        try insert(members.flatMap { member in member.grants.map { (member, $0) } })
    }

    /// Gives members these grants.
    func insert(_ grants: [(member: Member, grant: AccessGrant)]) throws {
        try fill(TableRows("access_grants", AccessGrant.columns, grants.map { $1.values(of: $0.id, in: $0.account, $0.product) }))
        try fill(
            TableRows(
                "access_grant_projects", AccessGrant.projectColumns, grants.flatMap { $0.grant.projectValues }))
    }

    /// Without the grants.
    func update(_ member: Member) throws {
        try run("UPDATE members SET status = \(member.standing), held_at = \(member.heldAt) WHERE id = \(member.id)")
    }

    func update(_ member: Member, insteadOf before: Member) throws {
        try update(member)
        var kept: [(AccessGrantID, ProjectAssignment)] = []
        for grant in before.grants where !member.grants.contains(grant) {
            // A grant of the same role goes on holding the projects that are put away.
            if member.grants.contains(where: { $0.id == grant.id && $0.role == grant.role }) {
                kept.append((grant.id, try archivedProjects(of: grant.id)))
            }
            try run("DELETE FROM access_grants WHERE id = \(grant.id)")
        }
        for grant in member.grants where !before.grants.contains(grant) { try insert(grant, of: member) }
        for (grant, archived) in kept { try keep(archived, of: grant) }
    }

    func delete(_ member: Member) throws {
        try run("DELETE FROM members WHERE id = \(member.id)")
        try deleteProvisionedUser(member.id)
    }
}

extension Member: Stored {
    package static let stored: [Column<Member>] = [
        Column("id", \.id), Column("account_id", \.account), Column("product", \.product), Column("person_id", \.person),
        Column("status", \.standing), Column("created_at", \.createdAt), Column("held_at", \.heldAt),
    ]

    /// Without grants, which are rows of another table.
    package init(row: Row) throws {
        self.init(
            id: try row["id"], account: try row["account_id"], product: try row["product"], person: try row["person_id"],
            createdAt: try row["created_at"])
        standing = try row["status"]
        heldAt = try row["held_at"]
    }

    /// Expects the rows of one member to follow each other, and in them those of one grant, one row for each project.
    fileprivate static func fold(_ rows: [Row]) throws -> [Member] {
        var members: [Member] = []
        for row in rows {
            let id: MemberID = try row["id"]
            if members.last?.id != id { members.append(try Member(row: row)) }
            let last = members.count - 1
            let grant: AccessGrantID? = try row["grant_id"]
            guard let grant else { continue }
            if members[last].grants.last?.id != grant { members[last].grants.append(try AccessGrant(besideMember: row)) }
            try members[last].grants[members[last].grants.count - 1].addProject(of: row)
        }
        return members
    }
}
