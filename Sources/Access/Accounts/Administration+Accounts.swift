package import Core
package import SQL

extension Administration {
    /// Opens an account in the products; its first person, if there is one, becomes the administrator of each. Operator and import only.
    package func openAccount(named name: String, products: [ProductID], first person: PersonID? = nil) throws -> Account {
        if case .person = actor { throw AccessError.notFound }
        let account = Account(id: AccountID(at: now), name: try name.name(field: "name"), createdAt: now)
        try tx.insert(account)
        try record("account.opened", on: account.id.text, account: account.id, ["name": account.name])
        for id in products {
            try tx.give(product(id).id, to: account.id)
            if let person { try addMember(person, to: account.id, product: id, role: firstRole(of: product(id)).id) }
        }
        return account
    }

    /// Gives an account one more product. Operator and import only.
    package func give(_ product: ProductID, to account: AccountID) throws {
        if case .person = actor { throw AccessError.notFound }
        guard try tx.account(account) != nil else { throw AccessError.notFound }
        try tx.give(self.product(product).id, to: account)
        try record("account.product-added", on: account.text, account: account, ["product": product.rawValue])
    }

    /// Needs the area that governs the account (Settings).
    package func rename(_ account: AccountID, to name: String, as product: ProductID) throws -> Account {
        try authorize(.manage, .account, in: account, self.product(product))
        guard var changed = try tx.account(account) else { throw AccessError.notFound }
        let before = changed.name
        changed.name = try name.name(field: "name")
        guard changed.name != before else { return changed }
        try tx.run("UPDATE accounts SET name = \(changed.name) WHERE id = \(account)")
        try record("account.renamed", on: account.text, account: account, ["from": before, "to": changed.name])
        return changed
    }

    /// The account that an import knows by that id, made with that name where it is new.
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
    /// The account that an import of that product knows by that id.
    package func account(sourceID: String, product: ProductID) throws -> Account? {
        try first(
            """
            SELECT a.id, a.name, a.created_at FROM account_sources s JOIN accounts a ON a.id = s.account_id
            WHERE s.product = \(product) AND s.external_id = \(sourceID)
            """, as: Account.self)
    }
}
