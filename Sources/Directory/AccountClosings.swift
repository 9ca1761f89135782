package import Access
internal import Audit
package import Core
internal import Identity
internal import Language
internal import OpenID
internal import Outbox
package import SQL

/// Ends accounts whose day has come, and tells their administrators of both days by mail.
package struct AccountClosings: Sendable {
    private let catalog: ProductCatalog
    private let productPage: @Sendable (ProductID) -> String

    /// `productPage`: the full URL of a product's start.
    package init(catalog: ProductCatalog, productPage: @escaping @Sendable (ProductID) -> String) {
        self.catalog = catalog
        self.productPage = productPage
    }

    package func announce(_ closing: AccountClosing, in tx: Transaction, at now: Timestamp) throws {
        guard let facts = try facts(of: closing, tx) else { return }
        let letter = Letter(
            Phrase("closing-mail.subject", facts), [Phrase("closing-mail.lead", facts), "closing-mail.next"],
            action: (Phrase("closing-mail.keep", facts), productPage(closing.product)), ending: [Phrase("closing-mail.reason", facts)])
        try send(letter, to: administrators(of: closing, tx), tx, at: now)
    }

    package func carryOut(_ closing: AccountClosing, in tx: Transaction, at now: Timestamp) throws {
        guard let facts = try facts(of: closing, tx) else { return }
        let recipients = try administrators(of: closing, tx)
        for key in try tx.accessKeys(of: closing.account) where key.product == closing.product.rawValue {
            try tx.revokeClient(key.id, by: .system, at: now)
        }
        try Administration(tx, catalog: catalog, by: .system, at: now).close(closing)
        let letter = Letter(
            Phrase("closing-mail.done", facts), [Phrase("closing-mail.done-lead", facts)],
            ending: [Phrase("closing-mail.reason", facts)])
        try send(letter, to: recipients, tx, at: now)
    }

    private func facts(of closing: AccountClosing, _ tx: Transaction) throws -> KeyValuePairs<String, any PhraseArgument>? {
        guard let account = try tx.account(closing.account), let product = catalog[closing.product] else { return nil }
        return [
            "account": account.name, "product": product.name, "day": Phrase.day(closing.closesAt),
            "person": try tx.person(closing.requestedBy)?.name ?? "",
        ]
    }

    private func administrators(of closing: AccountClosing, _ tx: Transaction) throws -> [Recipient] {
        guard let product = catalog[closing.product] else { return [] }
        let account = try tx.account(closing.account)
        return try tx.standingAdministrators(of: closing.account, product).compactMap { try tx.recipient($0, about: account) }
    }

    private func send(_ letter: Letter, to recipients: [Recipient], _ tx: Transaction, at now: Timestamp) throws {
        for recipient in recipients { try tx.send(letter.message(to: recipient), at: now) }
    }
}
