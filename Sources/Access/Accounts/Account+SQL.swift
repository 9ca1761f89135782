package import Core
package import SQL

extension Account: RowDecodable {
    package init(row: Row) throws {
        self.init(id: try row["id"], name: try row["name"], createdAt: try row["created_at"])
    }
}

extension Transaction {
    package func account(_ id: AccountID) throws -> Account? {
        try first("SELECT id, name, created_at FROM accounts WHERE id = \(id)", as: Account.self)
    }

    /// By its own id, or by the id it had in an import (`acc_10000`), in that product or in the only one that knows it.
    package func account(named text: String, product: ProductID? = nil) throws -> Account? {
        if let id = AccountID(text), let account = try account(id) { return account }
        let found = try all(
            """
            SELECT DISTINCT a.id, a.name, a.created_at FROM account_sources s JOIN accounts a ON a.id = s.account_id
            WHERE s.external_id = \(text) AND (s.product = \(product) OR CAST(\(product) AS TEXT) IS NULL) ORDER BY a.id LIMIT 2
            """, as: Account.self)
        return found.count == 1 ? found[0] : nil
    }

    /// A page of all accounts, oldest first.
    package func accounts(after: AccountID?, limit: Int) throws -> [Account] {
        try all(
            "SELECT id, name, created_at FROM accounts WHERE id > \(after?.text ?? "") ORDER BY id LIMIT \(limit)", as: Account.self)
    }

    package func products(of account: AccountID) throws -> [ProductID] {
        try rows("SELECT product FROM account_products WHERE account_id = \(account) ORDER BY product").map { try $0["product"] }
    }

    /// The ids that the account had in imports, a product each.
    package func sources(of account: AccountID) throws -> [(product: ProductID, externalID: String)] {
        try rows("SELECT product, external_id FROM account_sources WHERE account_id = \(account) ORDER BY product, external_id")
            .map { (try $0["product"], try $0["external_id"]) }
    }

    /// Accounts without an active administrator in a product they have members in: an import may leave such, and only the operator mends it.
    package func accountsWithoutAdministrator(_ product: Product) throws -> [Account] {
        let administrators = product.roles.filter(\.isAdministrator).map(\.id)
        return try all(
            """
            SELECT a.id, a.name, a.created_at FROM accounts a JOIN account_products ap ON ap.account_id = a.id
            WHERE ap.product = \(product.id)
              AND EXISTS (SELECT 1 FROM members m WHERE m.account_id = a.id AND m.product = \(product.id))
              AND NOT EXISTS (SELECT 1 FROM members m WHERE m.account_id = a.id AND m.product = \(product.id)
                              AND m.role IN \(list: administrators) AND m.status = 'active')
            ORDER BY a.id
            """, as: Account.self)
    }

    func insert(_ account: Account) throws {
        try run("INSERT INTO accounts (id, name, created_at) VALUES (\(account.id), \(account.name), \(account.createdAt))")
    }

    func give(_ product: ProductID, to account: AccountID) throws {
        try run(
            "INSERT INTO account_products (account_id, product) VALUES (\(account), \(product)) ON CONFLICT (account_id, product) DO NOTHING"
        )
    }
}
