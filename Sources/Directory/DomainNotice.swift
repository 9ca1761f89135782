package import Access
package import Core
internal import Identity
internal import Language
internal import Outbox
package import SQL

/// Tells the administrators of an account that one of its domains is verified no longer.
package struct DomainNotice: Sendable {
    private let catalog: ProductCatalog

    package init(catalog: ProductCatalog) {
        self.catalog = catalog
    }

    package func tellLost(_ domain: AccountDomain, in tx: Transaction, at now: Timestamp) throws {
        guard let account = try tx.account(domain.account) else { return }
        let letter = Letter(
            Phrase("domain-notice.lost", ["domain": domain.name]),
            [
                Phrase("domain-notice.lost-lead", ["domain": domain.name, "account": account.name]),
                Phrase("domain-notice.lost-next", ["record": domain.record]),
            ], ending: [Phrase("domain-notice.reason", ["account": account.name])])
        let products = try tx.products(of: account.id).compactMap { catalog[$0] }
        for administrator in Set(try products.flatMap { try tx.standingAdministrators(of: account.id, $0) }) {
            if let recipient = try tx.recipient(administrator, about: account) { try tx.send(letter.message(to: recipient), at: now) }
        }
        guard let contact = account.contacts[.security] else { return }
        try tx.send(letter.message(to: Recipient(contact, Reader(account.language ?? .english, zone: account.zone ?? .utc))), at: now)
    }
}
