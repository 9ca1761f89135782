package import Core
package import SQL

extension AccountDomain: Stored {
    package static let stored: [Column<AccountDomain>] = [
        Column("account_id", \.account), Column("name", \.name), Column("token", \.token), Column("created_at", \.createdAt),
        Column("verified_at", \.verifiedAt), Column("confirmed_at", \.confirmedAt), Column("next_check_at", \.nextCheckAt),
    ]

    package init(row: Row) throws {
        self.init(
            account: try row["account_id"], name: try row["name"], token: try row["token"], createdAt: try row["created_at"],
            verifiedAt: try row["verified_at"], confirmedAt: try row["confirmed_at"], nextCheckAt: try row["next_check_at"])
    }
}

extension Transaction {
    package func domains(of account: AccountID) throws -> [AccountDomain] {
        try all(
            "SELECT \(AccountDomain.columns) FROM account_domains WHERE account_id = \(account) ORDER BY name", as: AccountDomain.self)
    }

    package func domain(_ name: String, of account: AccountID) throws -> AccountDomain? {
        try first(
            "SELECT \(AccountDomain.columns) FROM account_domains WHERE account_id = \(account) AND name = \(name)", as: AccountDomain.self)
    }

    /// Whether the account verified the domain of the address.
    package func owns(_ account: AccountID, _ address: EmailAddress, at now: Timestamp) throws -> Bool {
        try domain(address.domain, of: account)?.isVerified(at: now) ?? false
    }

    /// Verified domains whose check is due, the longest waiting first.
    package func domainsToCheck(at now: Timestamp, limit: Int = 100) throws -> [AccountDomain] {
        try all(
            """
            SELECT \(AccountDomain.columns) FROM account_domains WHERE next_check_at <= \(now)
            ORDER BY next_check_at, name, account_id LIMIT \(limit)
            """, as: AccountDomain.self)
    }

    func insert(_ domain: AccountDomain) throws {
        try run("INSERT INTO account_domains (\(AccountDomain.columns)) VALUES (\(values: domain))")
    }

    func update(_ domain: AccountDomain) throws {
        try run(
            """
            UPDATE account_domains SET verified_at = \(domain.verifiedAt), confirmed_at = \(domain.confirmedAt),
                next_check_at = \(domain.nextCheckAt)
            WHERE account_id = \(domain.account) AND name = \(domain.name)
            """)
    }
}
