package import Access
package import Core
internal import Identity
internal import Language
internal import OpenID
internal import Outbox
package import SQL

/// Tells those who manage an access key that it was used from a network it had not come from before, and that it ends within a week.
package struct KeyUseNotices: Sendable {
    private static let warnedBefore = Duration.days(7)
    private static let mostShown = 10
    private let catalog: ProductCatalog
    private let page: @Sendable (ProductID, AccountID, ClientID) -> String

    /// `page` gives the full URL of the product's page of a key.
    package init(catalog: ProductCatalog, page: @escaping @Sendable (ProductID, AccountID, ClientID) -> String) {
        self.catalog = catalog
        self.page = page
    }

    package func areDue(in tx: Transaction, at now: Timestamp) throws -> Bool {
        try tx.keyWithNewNetworks() != nil || tx.keyToWarnOf(within: Self.warnedBefore, at: now) != nil
    }

    /// Sends what is due of one key of each kind.
    package func send(in tx: Transaction, at now: Timestamp) throws {
        if let key = try tx.keyWithNewNetworks() { try tell(of: key, try tx.takeNewNetworks(of: key.id), tx, at: now) }
        if let key = try tx.keyToWarnOf(within: Self.warnedBefore, at: now) {
            try tx.noteWarning(of: key.id, at: now)
            try warn(of: key, tx, at: now)
        }
    }

    private func tell(of key: Client, _ networks: [KeyNetwork], _ tx: Transaction, at now: Timestamp) throws {
        guard key.revokedAt == nil, !key.isOver(at: now) else { return }
        let lines = networks.prefix(Self.mostShown).map { seen in
            let facts: KeyValuePairs<String, any PhraseArgument> = ["network": seen.network, "time": seen.firstAt]
            return seen.isRefused ? Phrase("key-use-mail.refused", facts) : Phrase("key-use-mail.network", facts)
        }
        let rest = networks.count - lines.count
        let more = rest > 0 ? [Phrase("key-use-mail.more", ["count": rest])] : []
        try send(of: key, tx, at: now) { facts, url in
            Letter(
                Phrase("key-use-mail.subject", facts),
                [Phrase(key.project == nil ? "key-use-mail.lead-of-account" : "key-use-mail.lead", facts)] + lines + more + [
                    "key-use-mail.next"
                ],
                action: ("key-use-mail.end", url), ending: [Phrase("key-use-mail.reason", facts)])
        }
    }

    private func warn(of key: Client, _ tx: Transaction, at now: Timestamp) throws {
        try send(of: key, tx, at: now) { facts, url in
            Letter(
                Phrase("key-end-mail.subject", facts),
                [Phrase(key.project == nil ? "key-end-mail.lead-of-account" : "key-end-mail.lead", facts), "key-end-mail.next"],
                action: ("key-end-mail.open", url), ending: [Phrase("key-use-mail.reason", facts)])
        }
    }

    /// To its maker, if they still manage it, and to those who manage every key.
    private func send(
        of key: Client, _ tx: Transaction, at now: Timestamp,
        _ letter: (KeyValuePairs<String, any PhraseArgument>, String) -> Letter
    ) throws {
        guard let id = key.account, let account = try tx.account(id),
            let product = key.product.flatMap({ catalog[ProductID(rawValue: $0)] })
        else { return }
        let place = AccountInProduct(account: id, product: product)
        let maker = try key.maker.flatMap { try tx.accessLost(by: $0, key.project, in: place, at: now) == nil ? $0 : nil }
        let holders = try tx.keyHolders(in: id, product, at: now)
        let facts: KeyValuePairs<String, any PhraseArgument> = [
            "key": key.name, "account": account.name,
            "project": try key.project.map { try tx.project($0)?.name ?? $0.text } ?? account.name,
            "product": product.name, "day": Phrase.day((key.expiresAt ?? now) - .milliseconds(1)),
        ]
        let mail = letter(facts, page(product.id, id, key.id))
        for person in (maker.map { [$0] } ?? []) + holders.filter({ $0 != maker }) {
            if let recipient = try tx.recipient(person, about: account) { try tx.send(mail.message(to: recipient), at: now) }
        }
    }
}
