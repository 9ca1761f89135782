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

    /// Active members of the account in that product who hold one of the roles, at most `limit`, oldest first.
    package func holders(of roles: [RoleID], in account: AccountID, product: ProductID, limit: Int) throws -> [Member] {
        try members(
            """
            m.id IN (SELECT id FROM members WHERE account_id = \(account) AND product = \(product) AND role IN \(list: roles)
                     AND status = 'active' AND held_at IS NULL ORDER BY id LIMIT \(limit))
            """)
    }

    /// Whether the person can sign in: whoever is suspended, has never set a password, or was joined into another person cannot. An
    /// administrator who cannot is not the one who remains (rule 1).
    package func maySignIn(_ person: PersonID) throws -> Bool {
        try first("SELECT id FROM people WHERE id = \(person) AND status = 'active' AND merged_into IS NULL") != nil
    }

    /// Who stands as an administrator of the account in the product: active there, and able to sign in (`maySignIn`).
    package func standingAdministrators(of account: AccountID, _ product: Product) throws -> [PersonID] {
        try rows(
            """
            SELECT p.id AS id FROM members m JOIN people p ON p.id = m.person_id
            WHERE m.account_id = \(account) AND m.product = \(product.id) AND m.role IN \(list: product.roles.filter(\.isAdministrator).map(\.id))
                AND m.status = 'active' AND m.held_at IS NULL AND p.status = 'active' AND p.merged_into IS NULL
            """
        ).map { try $0["id"] }
    }

    /// How many active members besides that one hold one of the roles and can sign in (`maySignIn`).
    func standingCount(of roles: [RoleID], in account: AccountID, product: ProductID, besides member: MemberID) throws -> Int {
        let row = try first(
            """
            SELECT COUNT(*) AS number FROM members m JOIN people p ON p.id = m.person_id
            WHERE m.account_id = \(account) AND m.product = \(product) AND m.role IN \(list: roles) AND m.status = 'active'
                AND m.held_at IS NULL AND m.id <> \(member) AND p.status = 'active' AND p.merged_into IS NULL
            """)
        return try row?["number"] ?? 0
    }

    /// The account of the project, and the person's memberships of it, each with only this project in `projects`; nil if the project does
    /// not exist. One indexed read, for decisions.
    package func members(_ person: PersonID, forProject project: ProjectID) throws -> (account: AccountID, members: [Member])? {
        let rows = try rows(
            """
            SELECT p.account_id AS project_account, \(Member.columns(of: "m")), mp.project_id
            FROM projects p LEFT JOIN members m ON m.account_id = p.account_id AND m.person_id = \(person)
            LEFT JOIN member_projects mp ON mp.member_id = m.id AND mp.project_id = p.id
            WHERE p.id = \(project)
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
                SELECT \(Member.columns(of: "m")), mp.project_id
                FROM members m LEFT JOIN member_projects mp ON mp.member_id = m.id
                WHERE \(condition) ORDER BY m.id
                """))
    }

    func insert(_ member: Member) throws {
        try run("INSERT INTO members (\(Member.columns)) VALUES (\(values: member))")
        try assign(member.projects, to: member.id)
    }

    func update(_ member: Member, projectsChanged: Bool) throws {
        try run(
            """
            UPDATE members SET role = \(member.role), status = \(member.standing), held_at = \(member.heldAt) WHERE id = \(member.id)
            """)
        guard projectsChanged else { return }
        try run("DELETE FROM member_projects WHERE member_id = \(member.id)")
        try assign(member.projects, to: member.id)
    }

    func delete(_ member: Member) throws { try run("DELETE FROM members WHERE id = \(member.id)") }

    private func assign(_ projects: Set<ProjectID>, to member: MemberID) throws {
        for project in projects.sorted(by: { $0.text < $1.text }) {
            try run("INSERT INTO member_projects (member_id, project_id) VALUES (\(member), \(project))")
        }
    }
}

extension Member: Stored {
    package static let stored: [Column<Member>] = [
        Column("id", \.id), Column("account_id", \.account), Column("product", \.product), Column("person_id", \.person),
        Column("role", \.role), Column("status", \.standing), Column("created_at", \.createdAt),
        Column("held_at", \.heldAt),
    ]

    /// Without projects, which are rows of another table.
    package init(row: Row) throws {
        self.init(
            id: try row["id"], account: try row["account_id"], product: try row["product"], person: try row["person_id"],
            role: try row["role"], createdAt: try row["created_at"])
        standing = try row["status"]
        heldAt = try row["held_at"]
    }

    /// Expects the rows of one member to follow each other, one row for each project.
    fileprivate static func fold(_ rows: [Row]) throws -> [Member] {
        var members: [Member] = []
        for row in rows {
            let id: MemberID = try row["id"]
            let project: ProjectID? = try row["project_id"]
            if members.last?.id != id { members.append(try Member(row: row)) }
            if let project { members[members.count - 1].projects.insert(project) }
        }
        return members
    }
}
