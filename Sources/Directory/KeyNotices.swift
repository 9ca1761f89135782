package import Access
package import Core
internal import Identity
internal import OpenID
internal import Outbox
package import SQL

/// Tells the administrators of an account about access keys that go on working although their makers lost access. Access records the keys
/// with the change; this is repeated in the background, so that one mail names all keys of an account that an import touched.
package struct KeyNotices: Sendable {
    private let catalog: ProductCatalog
    private let page: @Sendable (ProductID) -> String

    /// `page` gives the full URL of a product's page of access keys.
    package init(catalog: ProductCatalog, page: @escaping @Sendable (ProductID) -> String) {
        self.catalog = catalog
        self.page = page
    }

    package func areDue(in tx: Transaction) throws -> Bool { try tx.first("SELECT client_id FROM key_notices LIMIT 1") != nil }

    /// Sends what is due for one account. Whoever caused all of it is not told. A key that was revoked or kept since, or whose maker is back,
    /// is left out.
    package func send(in tx: Transaction, at now: Timestamp) throws {
        guard let first = try tx.first("SELECT account_id, product FROM key_notices ORDER BY account_id, product LIMIT 1") else { return }
        let id: AccountID = try first["account_id"]
        let productID: ProductID = try first["product"]
        let due = try tx.rows(
            "SELECT client_id, caused_by FROM key_notices WHERE account_id = \(id) AND product = \(productID) ORDER BY client_id DESC")
        try tx.run("DELETE FROM key_notices WHERE account_id = \(id) AND product = \(productID)")
        guard let account = try tx.account(id), let product = catalog[productID] else { return }
        let lines = try due.compactMap { try line(of: $0["client_id"], account, product, tx) }
        guard !lines.isEmpty else { return }
        let causes = Set(try due.map { row -> String in try row["caused_by"] ?? "" })
        let letter = letter(lines, account, product)
        for holder in try tx.keyHolders(in: id, product) where causes != [holder.text] {
            if let address = try tx.mainAddress(of: holder)?.address { try tx.send(letter.message(to: address), at: now) }
        }
    }

    private func line(of id: ClientID, _ account: Account, _ product: Product, _ tx: Transaction) throws -> String? {
        guard let key = try tx.accessKey(id, of: account.id), key.keptAt == nil, let maker = key.maker, let project = key.project,
            let lost = try tx.accessLost(by: maker, project, in: account.id, product)
        else { return nil }
        let reason =
            switch lost {
            case .removed: "is no longer a member"
            case .suspended: "is suspended"
            case .narrowed: "no longer looks after it"
            }
        let name = try tx.person(maker)?.name ?? "somebody"
        let used = key.lastUsedAt.map { "last used on \($0.rfc3339.prefix(10))" } ?? "not used yet"
        return "\(key.name), of \(try tx.project(project)?.name ?? "a project"): made by \(name), who \(reason); \(used)."
    }

    private func letter(_ lines: [String], _ account: Account, _ product: Product) -> Letter {
        let shown = lines.prefix(20)
        let rest = lines.count > shown.count ? ["And \(lines.count - shown.count) more."] : []
        return Letter(
            "Access keys in \(account.name) work on without whoever made them",
            [
                "Access keys belong to their projects, so these go on working, although whoever made them has lost access to \(account.name):"
            ] + shown + rest + ["Look at each: keep it if a program still needs it, or revoke it."],
            action: ("Look at the access keys", page(product.id)),
            ending: ["You get this mail because you look after the access keys of \(account.name) in the \(product.name)."])
    }
}
