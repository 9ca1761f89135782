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

    private typealias Granted = (person: PersonID, area: Area, target: AccountInProduct)

    package func areDue(in tx: Transaction, at now: Timestamp) throws -> Bool { try !ended(in: tx, at: now).isEmpty }

    /// Mails whoever now may do what they asked for, and forgets those requests and the old ones.
    package func send(in tx: Transaction, at now: Timestamp) throws {
        for (id, granted) in try ended(in: tx, at: now) {
            try tx.run("DELETE FROM access_requests WHERE id = \(id)")
            guard let granted, let person = try tx.person(granted.person),
                let letter = try letter(granted.area, of: granted.target, to: person, tx),
                let recipient = try tx.recipient(granted.person, about: tx.account(granted.target.account))
            else { continue }
            try tx.send(letter.message(to: recipient), at: now)
        }
    }

    /// The requests that are over: those that were granted, and with nil those that are old or name what there is no more.
    private func ended(in tx: Transaction, at now: Timestamp) throws -> [(id: AccessRequestID, granted: Granted?)] {
        try tx.oldestAccessRequests(limit: Self.most).compactMap { request in
            guard let product = catalog[request.product], let area = product.area(request.area),
                request.askedAt > now - AccessRequest.lifetime
            else { return (request.id, nil) }
            let member = try tx.member(request.person, in: request.account, product: product.id)
            let isGranted = try decide(member, .view, .area(area.id), in: product, at: now).isPermitted && tx.maySignIn(request.person)
            let target = AccountInProduct(account: request.account, product: product)
            return isGranted ? (request.id, (request.person, area, target)) : nil
        }
    }

    private func letter(_ asked: Area, of target: AccountInProduct, to person: Person, _ tx: Transaction) throws -> Letter? {
        guard let account = try tx.account(target.account) else { return nil }
        let area = asked.title
        let product = target.product
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
