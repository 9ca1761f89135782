internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL

/// The users of a directory's account in its product.
struct UserRecords {
    let token: ProvisioningToken
    let tx: Transaction

    /// How many there are.
    func count() throws -> Int {
        let members = try tx.memberCount(of: token.account, product: token.product)
        let waiting: Int = try tx.first("SELECT COUNT(*) AS number FROM provisioned_users u WHERE \(waiting)")?["number"] ?? 0
        return members + waiting
    }

    /// A page of them, oldest first.
    func page(offset: Int, limit: Int) throws -> [UserRecord] {
        let rows = try tx.rows(
            """
            SELECT id FROM (
                SELECT m.id AS id FROM members m WHERE \(members) UNION ALL SELECT u.id AS id FROM provisioned_users u WHERE \(waiting)
            ) everybody ORDER BY id LIMIT \(limit) OFFSET \(offset)
            """)
        return try with(rows.map { try $0["id"] })
    }

    /// All of them: for filters and orders that no index answers. Throws `tooMany` if directories said more of them than so many bytes (RFC 7644
    /// section 3.12): the answer would keep others waiting.
    func all(within limit: Int) throws -> [UserRecord] {
        let row = try tx.first(
            """
            SELECT COALESCE(SUM(LENGTH(attributes)), 0) AS bytes FROM provisioned_users
            WHERE account_id = \(token.account) AND product = \(token.product)
            """)
        let bytes: Int = try row?["bytes"] ?? 0
        guard bytes <= limit else {
            throw Problem(
                status: 400, code: "tooMany", title: .english("That looks at more than is answered at once."),
                detail: .english("Filter by userName, externalId or id, compare less, or read the list page by page."))
        }
        return try records("")
    }

    func with(_ ids: [MemberID]) throws -> [UserRecord] { ids.isEmpty ? [] : try records(" AND x.id IN \(list: ids)") }

    func one(_ id: MemberID) throws -> UserRecord? { try with([id]).first }

    /// Those who may be called so: by the directory, or by their main address where no directory named them. One indexed read.
    func called(_ userName: String) throws -> [UserRecord] {
        let key = ProvisionedUser.nameKey(userName)
        let address = EmailAddress(userName)?.canonical
        let rows = try tx.rows(
            """
            SELECT id FROM provisioned_users u WHERE u.account_id = \(token.account) AND u.product = \(token.product) AND u.user_name_key = \(key)
            UNION SELECT m.id FROM email_addresses e JOIN members m ON m.person_id = e.person_id
                WHERE e.canonical = \(address) AND \(members)
            """)
        return try with(rows.map { try $0["id"] })
    }

    func knownAs(_ externalID: String) throws -> [UserRecord] {
        let rows = try tx.rows(
            """
            SELECT id FROM provisioned_users WHERE account_id = \(token.account) AND product = \(token.product) AND external_id = \(externalID)
            """)
        return try with(rows.map { try $0["id"] })
    }

    private var members: Statement { "m.account_id = \(token.account) AND m.product = \(token.product)" }

    private var waiting: Statement {
        """
        u.account_id = \(token.account) AND u.product = \(token.product) AND NOT EXISTS (SELECT 1 FROM members a WHERE a.id = u.id)
        """
    }

    /// The condition is about an id that is called `x.id`.
    private func records(_ condition: Statement) throws -> [UserRecord] {
        let arrived = try tx.rows(
            """
            SELECT x.id, x.status, x.held_at, x.created_at, p.name,
                (SELECT e.written FROM email_addresses e WHERE e.id = \(PersonAddress.main(of: "p.id"))) AS address
            FROM members x JOIN people p ON p.id = x.person_id
            WHERE x.account_id = \(token.account) AND x.product = \(token.product)\(condition)
            """)
        let users = try tx.all(
            """
            SELECT \(ProvisionedUser.columns(of: "x")) FROM provisioned_users x
            WHERE x.account_id = \(token.account) AND x.product = \(token.product)\(condition)
            """, as: ProvisionedUser.self)
        let said = Dictionary(users.map { ($0.id, $0) }) { first, _ in first }
        let members = try arrived.map { row in
            let id: MemberID = try row["id"]
            let status: String = try row["status"]
            let heldAt: Timestamp? = try row["held_at"]
            let member = UserRecord.Arrived(
                name: try row["name"], address: try row["address"], isOpen: status == "active" && heldAt == nil,
                createdAt: try row["created_at"])
            return UserRecord(id: id, member: member, user: said[id])
        }
        let there = Set(members.map(\.id))
        let waiting = users.filter { !there.contains($0.id) }.map { UserRecord(id: $0.id, member: nil, user: $0) }
        return (members + waiting).sorted { $0.id.text < $1.id.text }
    }
}
