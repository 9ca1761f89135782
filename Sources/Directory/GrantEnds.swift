package import Access
package import Core
internal import Identity
internal import Language
internal import Outbox
package import SQL

/// Tells a person, and whoever gave them a role, that it ends in seven days; and takes away what has ended. Repeated in the background.
package struct GrantEnds: Sendable {
    /// So many grants in one transaction.
    private static let most = 100

    private let catalog: ProductCatalog
    private let productPage: @Sendable (ProductID) -> String
    private let memberPage: @Sendable (EndingGrant) -> String

    /// The closures give the full URLs of a product's start, and of the page where the member's roles are changed.
    package init(
        catalog: ProductCatalog, productPage: @escaping @Sendable (ProductID) -> String,
        memberPage: @escaping @Sendable (EndingGrant) -> String
    ) {
        self.catalog = catalog
        self.productPage = productPage
        self.memberPage = memberPage
    }

    package func areDue(in tx: Transaction, at now: Timestamp) throws -> Bool { try tx.areGrantEndsDue(at: now) }

    package func carryOut(in tx: Transaction, at now: Timestamp) throws {
        try Administration(tx, catalog: catalog, by: .system, at: now).sweepEndedGrants(limit: Self.most)
        for ending in try tx.takeGrantsToWarnOf(limit: Self.most, at: now) { try warn(of: ending, tx, at: now) }
    }

    private func warn(of ending: EndingGrant, _ tx: Transaction, at now: Timestamp) throws {
        guard let product = catalog[ending.product], let account = try tx.account(ending.account),
            let role = try tx.role(ending.role, of: product, in: account.id),
            let person = try tx.person(ending.person)
        else { return }
        let givers = try givers(of: ending, product, tx, at: now)
        let names = try givers.compactMap { try tx.person($0)?.name }
        let facts: KeyValuePairs<String, any PhraseArgument> = [
            "role": role.title, "account": account.name, "product": product.name, "day": Phrase.day(ending.endsAt - .milliseconds(1)),
            "person": person.name,
        ]
        let own = Letter(
            Phrase("grant-end-mail.subject", facts),
            [Phrase("granted-mail.greeting", facts), Phrase("grant-end-mail.lead", facts)]
                + (names.isEmpty ? [] : [Phrase("grant-end-mail.ask", ["people": Phrase.any(names.map { .text($0) })])]),
            action: (Phrase("granted-mail.open", facts), productPage(product.id)), ending: [Phrase("grant-end-mail.reason", facts)])
        if let recipient = try tx.recipient(person.id, about: account) { try tx.send(own.message(to: recipient), at: now) }
        // A group may have thousands of members; whoever gave its role chose the day for all.
        guard ending.group == nil else { return }
        let theirs = Letter(
            Phrase("grant-end-mail.giver-subject", facts), [Phrase("grant-end-mail.giver-lead", facts), "grant-end-mail.giver-next"],
            action: ("grant-end-mail.giver-open", memberPage(ending)), ending: [Phrase("access-request-mail.reason-of-managers", facts)])
        for giver in givers {
            if let recipient = try tx.recipient(giver, about: account) { try tx.send(theirs.message(to: recipient), at: now) }
        }
    }

    /// Whoever gave it, if they still can; else those who can.
    private func givers(of ending: EndingGrant, _ product: Product, _ tx: Transaction, at now: Timestamp) throws -> [PersonID] {
        let able = try tx.roleHolders(in: ending.account, product, besides: ending.person, at: now).filter(tx.maySignIn)
        guard let giver = ending.giver, giver != ending.person, let area = product.area(governing: .people), try tx.maySignIn(giver) else {
            return able
        }
        let member = try tx.member(giver, in: ending.account, product: product.id)
        return decide(member, .manage, .area(area.id), in: product, at: now).isPermitted ? [giver] : able
    }
}
