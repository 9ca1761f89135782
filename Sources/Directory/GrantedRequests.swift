package import Access
package import Core
internal import Identity
internal import Language
internal import Outbox
package import SQL

/// Tells people that an access they asked for was given to them, whoever gave it and by whichever door. Repeated in the background.
package struct GrantedRequests: Sendable {
    /// So many requests are looked at in one transaction, the oldest first.
    private static let most = 1000

    private let catalog: ProductCatalog
    private let page: @Sendable (ProductID) -> String

    /// `page` gives the full URL of a product's start.
    package init(catalog: ProductCatalog, page: @escaping @Sendable (ProductID) -> String) {
        self.catalog = catalog
        self.page = page
    }

    private struct Request {
        let account: AccountID
        let product: Product
        let person: PersonID
        let area: Area
    }

    package func areDue(in tx: Transaction, at now: Timestamp) throws -> Bool { try !ended(in: tx, at: now).isEmpty }

    /// Mails whoever now may do what they asked for, and forgets those requests and the old ones.
    package func send(in tx: Transaction, at now: Timestamp) throws {
        for (id, granted) in try ended(in: tx, at: now) {
            try tx.run("DELETE FROM access_requests WHERE id = \(id)")
            guard let granted, let person = try tx.person(granted.person), let letter = try letter(granted, to: person, tx),
                let recipient = try tx.recipient(granted.person)
            else { continue }
            try tx.send(letter.message(to: recipient), at: now)
        }
    }

    /// The requests that are over: those that were granted, and with nil those that are old or name what there is no more.
    private func ended(in tx: Transaction, at now: Timestamp) throws -> [(id: String, granted: Request?)] {
        let rows = try tx.rows(
            "SELECT id, account_id, product, person_id, area, created_at FROM access_requests ORDER BY created_at LIMIT \(Self.most)")
        return try rows.compactMap { row in
            let id: String = try row["id"]
            let createdAt: Timestamp = try row["created_at"]
            guard let request = try read(row), createdAt > now - AccessRequest.lifetime else { return (id, nil) }
            let member = try tx.member(request.person, in: request.account, product: request.product.id)
            let isGranted =
                try decide(member, .view, .area(request.area.id), in: request.product, at: now).isPermitted && tx.maySignIn(request.person)
            return isGranted ? (id, request) : nil
        }
    }

    private func read(_ row: Row) throws -> Request? {
        let id: AreaID = try row["area"]
        guard let product = catalog[try row["product"]], let area = product.area(id) else { return nil }
        return Request(account: try row["account_id"], product: product, person: try row["person_id"], area: area)
    }

    private func letter(_ request: Request, to person: Person, _ tx: Transaction) throws -> Letter? {
        guard let account = try tx.account(request.account) else { return nil }
        let area = request.area.title
        let product = request.product
        return Letter(
            Phrase("granted-mail.subject", ["area": area, "account": account.name]),
            [
                Phrase("granted-mail.greeting", ["person": person.name]),
                Phrase("granted-mail.granted", ["area": area, "account": account.name, "product": product.name]),
            ],
            action: (Phrase("granted-mail.open", ["product": product.name]), page(product.id)),
            ending: [Phrase("granted-mail.reason", ["area": area])])
    }
}
