internal import Audit
package import Core
package import SQL

/// What an import of an old product's people finds or creates beside them.
extension Administration {
    /// Finds the account by its id in an import of the product, or creates it with that name. For the operator and the import only.
    package func importedAccount(_ externalID: String, named name: String, product: ProductID) throws -> Account {
        if case .person = actor { throw AccessError.notFound }
        if let known = try tx.account(sourceID: externalID, product: product) { return known }
        let account = try openAccount(named: name, products: [product])
        try tx.run(
            "INSERT INTO account_sources (product, external_id, account_id) VALUES (\(product), \(externalID), \(account.id))")
        return account
    }

    /// Finds the account's project by name, or creates it. For the operator and the import only.
    package func importedProject(_ name: String, in account: AccountID) throws -> Project {
        if case .person = actor { throw AccessError.notFound }
        let name = try name.name(field: "project")
        if let known = try tx.project(named: name, of: account) { return known }
        let project = Project(id: ProjectID(at: now), account: account, name: name, createdAt: now)
        try tx.insert(project)
        try record(.projectOpened, on: project.id.text, account: account, ["name": name])
        return project
    }
}

extension Transaction {
    /// The account with this id in an import of the product.
    package func account(sourceID: String, product: ProductID) throws -> Account? {
        try first(
            """
            SELECT \(Account.columns(of: "a")) FROM account_sources s JOIN accounts a ON a.id = s.account_id
            WHERE s.product = \(product) AND s.external_id = \(sourceID)
            """, as: Account.self)
    }
}
