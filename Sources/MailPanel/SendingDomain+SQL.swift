internal import Core
internal import SQL

let sendingDomains = Migration(
    101, "sending domains",
    [
        """
        CREATE TABLE sending_domains (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            added_at BIGINT NOT NULL,
            added_by TEXT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX sending_domains_by_account ON sending_domains (account, name)",
    ])

extension SendingDomain: Stored {
    static let stored: [Column<SendingDomain>] = [
        Column("id", \.id), Column("name", \.name.text), Column("added_at", \.addedAt), Column("added_by", \.addedBy),
    ]

    init(row: Row) throws {
        let name: String = try row["name"]
        guard let name = DomainName(name) else { throw SQLError.unexpectedValue(column: "name") }
        try self.init(id: row["id"], name: name, addedAt: row["added_at"], addedBy: row["added_by"])
    }
}

extension Transaction {
    /// The account's domains sorted by name: at most `limit`, beginning after the name `after`.
    func sendingDomains(of account: String, after: String, limit: Int) throws -> [SendingDomain] {
        try all(
            """
            SELECT \(SendingDomain.columns) FROM sending_domains
            WHERE account = \(account) AND name > \(after) ORDER BY name LIMIT \(limit)
            """)
    }

    func sendingDomain(_ id: SendingDomainID, of account: String) throws -> SendingDomain? {
        try first(
            "SELECT \(SendingDomain.columns) FROM sending_domains WHERE id = \(id) AND account = \(account)", as: SendingDomain.self)
    }

    /// Returns false if the account has the domain already.
    func add(_ domain: SendingDomain, to account: String) throws -> Bool {
        try run(
            """
            INSERT INTO sending_domains (\(SendingDomain.columns), account) VALUES (\(values: domain), \(account))
            ON CONFLICT (account, name) DO NOTHING
            """) == 1
    }

    func removeSendingDomain(_ id: SendingDomainID, of account: String) throws {
        try run("DELETE FROM sending_domains WHERE id = \(id) AND account = \(account)")
    }
}
