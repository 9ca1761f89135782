internal import Audit
package import Core
package import SQL

extension Administration {
    /// Creates an account in the products. The first person, if given, becomes the administrator in each product. For the operator and the
    /// import only.
    package func openAccount(named name: String, products: [ProductID], first person: PersonID? = nil) throws -> Account {
        if case .person = actor { throw AccessError.notFound }
        let account = Account(id: AccountID(at: now), name: try name.name(field: "name"), createdAt: now)
        try tx.insert(account)
        try record(.accountOpened, on: account.id.text, account: account.id, ["name": account.name])
        for id in products {
            try tx.give(product(id).id, to: account.id)
            if let person { try addMember(person, to: account.id, product: id, role: firstRole(of: product(id)).id) }
        }
        return account
    }

    /// Adds a product to an account. For the operator and the import only.
    package func give(_ product: ProductID, to account: AccountID) throws {
        if case .person = actor { throw AccessError.notFound }
        guard try tx.account(account) != nil else { throw AccessError.notFound }
        try tx.give(self.product(product).id, to: account)
        try record(.accountProductAdded, on: account.text, account: account, ["product": product.rawValue])
    }

    /// Needs the right to manage the area that governs the account (Settings).
    package func rename(_ account: AccountID, to name: String, as product: ProductID) throws -> Account {
        try authorize(.manage, .account, in: account, self.product(product))
        guard var changed = try tx.account(account) else { throw AccessError.notFound }
        let before = changed.name
        changed.name = try name.name(field: "name")
        guard changed.name != before else { return changed }
        try tx.run("UPDATE accounts SET name = \(changed.name) WHERE id = \(account)")
        try record(.accountRenamed, on: account.text, account: account, ["from": before, "to": changed.name])
        return changed
    }

    /// Finds the account by its id in an import of the product, or creates it with that name. For the operator and the import only.
    package func importedAccount(_ externalID: String, named name: String, product: ProductID) throws -> Account {
        if case .person = actor { throw AccessError.notFound }
        if let known = try tx.account(sourceID: externalID, product: product) { return known }
        let account = try openAccount(named: name, products: [product])
        try tx.run(
            "INSERT INTO account_sources (product, external_id, account_id) VALUES (\(product), \(externalID), \(account.id))")
        return account
    }

    func firstRole(of product: Product) throws -> Role {
        guard let role = product.firstRole else { throw AccessError.unknownProduct(product.id.rawValue) }
        return role
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
