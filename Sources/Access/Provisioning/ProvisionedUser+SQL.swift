package import Core
package import SQL

extension ProvisionedUser: Stored {
    package static let stored: [Column<ProvisionedUser>] = [
        Column("id", \.id), Column("account_id", \.account), Column("product", \.product), Column("user_name", \.terms.userName),
        Column("user_name_key", \.nameKey), Column("external_id", \.terms.externalID), Column("email", \.terms.email?.written),
        Column("email_canonical", \.terms.email?.canonical), Column("active", \.terms.isActive),
        Column("attributes", \.terms.attributes), Column("created_at", \.createdAt), Column("changed_at", \.changedAt),
    ]

    private var nameKey: String { Self.nameKey(terms.userName) }

    /// The form in which two user names are one.
    package static func nameKey(_ userName: String) -> String { userName.comparableName }

    package init(row: Row) throws {
        let written: String? = try row["email"]
        let terms = Terms(
            userName: try row["user_name"], externalID: try row["external_id"], email: written.flatMap { EmailAddress(existing: $0) },
            isActive: try row["active"], attributes: try row["attributes"])
        self.init(
            id: try row["id"], account: try row["account_id"], product: try row["product"], terms: terms, createdAt: try row["created_at"],
            changedAt: try row["changed_at"])
    }
}

extension Transaction {
    package func provisionedUser(_ id: MemberID, of account: AccountID, product: ProductID) throws -> ProvisionedUser? {
        try provisionedUsers("id = \(id) AND account_id = \(account) AND product = \(product)").first
    }

    /// Those of a list of memberships of which a directory says something.
    package func provisionedUsers(_ ids: [MemberID]) throws -> [ProvisionedUser] {
        ids.isEmpty ? [] : try provisionedUsers("id IN \(list: ids)")
    }

    /// The groups that somebody will be in when they arrive.
    package func groupsWaiting(for user: MemberID) throws -> Set<AccessGroupID> {
        Set(try rows("SELECT group_id FROM provisioned_group_members WHERE user_id = \(user)").map { try $0["group_id"] })
    }

    func provisionedUser(called userName: String, in account: AccountID, product: ProductID) throws -> ProvisionedUser? {
        try provisionedUsers(
            "account_id = \(account) AND product = \(product) AND user_name_key = \(ProvisionedUser.nameKey(userName))"
        ).first
    }

    /// The user whom a directory expects at the address, and who has not arrived.
    func provisionedUser(at email: EmailAddress, in account: AccountID, product: ProductID) throws -> ProvisionedUser? {
        try provisionedUsers(
            """
            email_canonical = \(email.canonical) AND account_id = \(account) AND product = \(product)
            AND NOT EXISTS (SELECT 1 FROM members m WHERE m.id = provisioned_users.id)
            """
        ).first
    }

    func provisionedUserCount(of token: ProvisioningToken) throws -> Int {
        try first(
            "SELECT COUNT(*) AS number FROM provisioned_users WHERE account_id = \(token.account) AND product = \(token.product)")?[
                "number"]
            ?? 0
    }

    private func provisionedUsers(_ condition: Statement) throws -> [ProvisionedUser] {
        try all("SELECT \(ProvisionedUser.columns) FROM provisioned_users WHERE \(condition) ORDER BY id", as: ProvisionedUser.self)
    }

    func insert(_ user: ProvisionedUser) throws {
        try run("INSERT INTO provisioned_users (\(ProvisionedUser.columns)) VALUES (\(values: user))")
    }

    func update(_ user: ProvisionedUser) throws {
        try run(
            """
            UPDATE provisioned_users SET user_name = \(user.terms.userName), user_name_key = \(ProvisionedUser.nameKey(user.terms.userName)),
                external_id = \(user.terms.externalID), email = \(user.terms.email?.written),
                email_canonical = \(user.terms.email?.canonical), active = \(user.terms.isActive),
                attributes = \(user.terms.attributes), changed_at = \(user.changedAt)
            WHERE id = \(user.id)
            """)
    }

    func deleteProvisionedUser(_ id: MemberID) throws { try run("DELETE FROM provisioned_users WHERE id = \(id)") }

    /// The open invitation that a directory had sent for the membership.
    func invitation(for user: MemberID, of account: AccountID) throws -> Invitation? {
        let row = try first(
            "SELECT id FROM invitations WHERE provisioned_id = \(user) AND state = 'pending'")
        return try row.flatMap { try invitation($0["id"], of: account) }
    }
}
