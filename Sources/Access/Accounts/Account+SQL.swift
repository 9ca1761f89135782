package import Core
internal import Language
package import SQL

extension Account: Stored {
    package static let stored: [Column<Account>] = [
        Column("id", \.id), Column("name", \.name), Column("created_at", \.createdAt), Column("needs_two_factors", \.needsTwoFactors),
        Column("two_factors_from", \.twoFactorsFrom), Column("sign_in_ways", \.policies.ways.rawValue),
        Column("sign_in_hours", \.policies.hours), Column("sign_in_networks", { $0.policies.networks.joined(separator: " ") }),
        Column("others_invite", \.policies.othersInvite), Column("fresh_proof", \.policies.needsFreshProof),
        Column("technical_contact", { $0.contacts.text(.technical) }), Column("billing_contact", { $0.contacts.text(.billing) }),
        Column("security_contact", { $0.contacts.text(.security) }), Column("locale", { $0.language?.rawValue }),
        Column("zoneinfo", { $0.zone?.name }),
    ]

    package init(row: Row) throws {
        self.init(id: try row["id"], name: try row["name"], createdAt: try row["created_at"])
        needsTwoFactors = try row["needs_two_factors"]
        twoFactorsFrom = try row["two_factors_from"]
        guard let ways = AccountPolicies.Ways(rawValue: try row["sign_in_ways"]) else {
            throw SQLError.unexpectedValue(column: "sign_in_ways")
        }
        let networks: String = try row["sign_in_networks"]
        policies.ways = ways
        policies.hours = try row["sign_in_hours"]
        policies.networks = networks.split(separator: " ").map(String.init)
        policies.othersInvite = try row["others_invite"]
        policies.needsFreshProof = try row["fresh_proof"]
        contacts[.technical] = EmailAddress(existing: try row["technical_contact"])
        contacts[.billing] = EmailAddress(existing: try row["billing_contact"])
        contacts[.security] = EmailAddress(existing: try row["security_contact"])
        language = (try row["locale"] as String?).flatMap { Language(tag: $0) }
        zone = (try row["zoneinfo"] as String?).flatMap { Zone($0) }
    }
}

extension Transaction {
    package func account(_ id: AccountID) throws -> Account? {
        try first("SELECT \(Account.columns) FROM accounts WHERE id = \(id)", as: Account.self)
    }

    /// Finds an account by its own id, or by its id in an import (`acc_10000`) of that product. If `product` is nil, the import id must
    /// belong to exactly one account.
    package func account(named text: String, product: ProductID? = nil) throws -> Account? {
        if let id = AccountID(text), let account = try account(id) { return account }
        let found = try all(
            """
            SELECT DISTINCT \(Account.columns(of: "a")) FROM account_sources s JOIN accounts a ON a.id = s.account_id
            WHERE s.external_id = \(text) AND (s.product = \(product) OR CAST(\(product) AS TEXT) IS NULL) ORDER BY a.id LIMIT 2
            """, as: Account.self)
        return found.count == 1 ? found[0] : nil
    }

    /// Those accounts of the person that do not open after such a sign-in, each with the first thing that it asks for.
    package func demands(on person: PersonID, after signIn: SignInFacts, at now: Timestamp) throws -> [AccountID: SignInDemand] {
        let asking: [Account] = try all(
            """
            SELECT DISTINCT \(Account.columns(of: "a")) FROM members m JOIN accounts a ON a.id = m.account_id
            WHERE m.person_id = \(person)
                AND (a.needs_two_factors = 1 OR a.sign_in_ways <> 'any' OR a.sign_in_hours IS NOT NULL OR a.sign_in_networks <> '')
            """)
        let demands = asking.compactMap { account in account.demand(of: signIn, at: now).map { (account.id, $0) } }
        return Dictionary(demands) { first, _ in first }
    }

    /// A page of all accounts, oldest first. `matching`: a part of the name, in any case.
    package func accounts(matching: String? = nil, after: AccountID?, limit: Int) throws -> [Account] {
        let condition: Statement =
            matching.map { " AND lower(name) LIKE lower(\("%" + $0.escapedForLike + "%")) ESCAPE '!'" } ?? ""
        return try all(
            "SELECT \(Account.columns) FROM accounts WHERE id > \(after?.text ?? "")\(condition) ORDER BY id LIMIT \(limit)",
            as: Account.self)
    }

    /// Those with this name, written in any case, at most ten.
    package func accounts(called name: String) throws -> [Account] {
        try all("SELECT \(Account.columns) FROM accounts WHERE lower(name) = lower(\(name)) ORDER BY id LIMIT 10", as: Account.self)
    }

    package func products(of account: AccountID) throws -> [ProductID] {
        try rows("SELECT product FROM account_products WHERE account_id = \(account) ORDER BY product").map { try $0["product"] }
    }

    /// The ids of the account in imports, each with its product.
    package func sources(of account: AccountID) throws -> [(product: ProductID, externalID: String)] {
        try rows("SELECT product, external_id FROM account_sources WHERE account_id = \(account) ORDER BY product, external_id")
            .map { (try $0["product"], try $0["external_id"]) }
    }

    func insert(_ account: Account) throws {
        try run("INSERT INTO accounts (\(Account.columns)) VALUES (\(values: account))")
    }

    func give(_ product: ProductID, to account: AccountID) throws {
        try run(
            "INSERT INTO account_products (account_id, product) VALUES (\(account), \(product)) ON CONFLICT (account_id, product) DO NOTHING"
        )
    }
}
