package import Access
package import Core
internal import Identity
internal import Language
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
        let lines = try due.compactMap { try line(of: $0["client_id"], account, product, tx, at: now) }
        guard !lines.isEmpty else { return }
        let causes = Set(try due.map { row -> String in try row["caused_by"] ?? "" })
        let letter = letter(lines, account, product)
        for holder in try tx.keyHolders(in: id, product, at: now) where causes != [holder.text] {
            if let recipient = try tx.recipient(holder, about: account) { try tx.send(letter.message(to: recipient), at: now) }
        }
    }

    private func line(of id: ClientID, _ account: Account, _ product: Product, _ tx: Transaction, at now: Timestamp) throws -> Phrase? {
        guard let key = try tx.accessKey(id, of: account.id), key.keptAt == nil, let maker = key.maker,
            let lost = try tx.accessLost(by: maker, key.project, in: AccountInProduct(account: account.id, product: product), at: now)
        else { return nil }
        let line =
            switch lost {
            case .removed: "key-notice.maker-removed"
            case .suspended: "key-notice.maker-suspended"
            case .narrowed: "key-notice.maker-narrowed"
            }
        let place: Phrase =
            try key.project.map { try tx.project($0).map { .text($0.name) } ?? "key-notice.a-project" } ?? .text(account.name)
        let name: Phrase = try tx.person(maker).map { .text($0.name) } ?? "key-notice.somebody"
        let use: Phrase = key.lastUsedAt.map { Phrase("key-notice.used", ["day": $0.rfc3339.prefix(10)]) } ?? "key-notice.not-used"
        return Phrase(line, ["key": key.name, "project": place, "maker": name, "use": use])
    }

    private func letter(_ lines: [Phrase], _ account: Account, _ product: Product) -> Letter {
        let shown = lines.prefix(20)
        let rest = lines.count > shown.count ? [Phrase("key-notice.more", ["count": lines.count - shown.count])] : []
        return Letter(
            Phrase("key-notice.subject", ["account": account.name]),
            [Phrase("key-notice.lead", ["account": account.name])] + shown + rest + ["key-notice.what-to-do"],
            action: ("key-notice.look", page(product.id)),
            ending: [Phrase("key-notice.reason", ["account": account.name, "product": product.name])])
    }
}
