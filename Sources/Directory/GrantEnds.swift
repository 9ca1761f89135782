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
    private let holderPage: @Sendable (EndingGrant) -> String

    /// The closures give the full URLs of a product's start, and of the page where the roles of the member or group are changed.
    package init(
        catalog: ProductCatalog, productPage: @escaping @Sendable (ProductID) -> String,
        holderPage: @escaping @Sendable (EndingGrant) -> String
    ) {
        self.catalog = catalog
        self.productPage = productPage
        self.holderPage = holderPage
    }

    package func areDue(in tx: Transaction, at now: Timestamp) throws -> Bool { try tx.areGrantEndsDue(at: now) }

    package func carryOut(in tx: Transaction, at now: Timestamp) throws {
        try Administration(tx, catalog: catalog, by: .system, at: now).sweepEndedGrants(limit: Self.most)
        for ending in try tx.takeGrantsToWarnOf(limit: Self.most, at: now) { try warn(of: ending, tx, at: now) }
    }

    private func warn(of ending: EndingGrant, _ tx: Transaction, at now: Timestamp) throws {
        guard let product = catalog[ending.product], let account = try tx.account(ending.account),
            let role = try tx.role(ending.role, of: product, in: account.id)
        else { return }
        func facts(_ holder: String, _ count: Int = 1) -> KeyValuePairs<String, any PhraseArgument> {
            [
                "role": role.title, "account": account.name, "product": product.name, "day": Phrase.day(ending.endsAt - .milliseconds(1)),
                "person": holder, "count": count,
            ]
        }
        let post = Post(tx: tx, account: account, now: now)
        switch ending.holder {
        case .member(_, let person, let isByGroup):
            guard let person = try tx.person(person) else { return }
            let givers = try givers(of: ending, besides: person.id, product, tx, at: now)
            try tell(person, givers, facts(person.name), product, post)
            // A group may have thousands of members; whoever gave its role is told of all of them at once.
            guard !isByGroup else { return }
            let facts = facts(person.name)
            let lines: [Phrase] = [Phrase("grant-end-mail.giver-lead", facts), "grant-end-mail.giver-next"]
            let letter = Letter(
                Phrase("grant-end-mail.giver-subject", facts), lines, action: ("grant-end-mail.giver-open", holderPage(ending)),
                ending: [Phrase("access-request-mail.reason-of-managers", facts)])
            for giver in givers { try post.send(letter, to: giver) }
        case .group(_, let name, let members):
            guard members > 0 else { return }
            let givers = try givers(of: ending, besides: nil, product, tx, at: now)
            let facts = facts(name, members)
            let lines: [Phrase] = [Phrase("grant-end-mail.group-lead", facts), "grant-end-mail.group-next"]
            let letter = Letter(
                Phrase("grant-end-mail.group-subject", facts), lines, action: ("grant-end-mail.group-open", holderPage(ending)),
                ending: [Phrase("access-request-mail.reason-of-managers", facts)])
            for giver in givers { try post.send(letter, to: giver) }
        }
    }

    /// Tells the person who holds it, and whom they may ask.
    private func tell(
        _ person: Person, _ givers: [PersonID], _ facts: KeyValuePairs<String, any PhraseArgument>, _ product: Product, _ post: Post
    ) throws {
        let names = try givers.compactMap { try post.tx.person($0)?.name }
        let letter = Letter(
            Phrase("grant-end-mail.subject", facts),
            [Phrase("granted-mail.greeting", facts), Phrase("grant-end-mail.lead", facts)]
                + (names.isEmpty ? [] : [Phrase("grant-end-mail.ask", ["people": Phrase.any(names.map { .text($0) })])]),
            action: (Phrase("granted-mail.open", facts), productPage(product.id)), ending: [Phrase("grant-end-mail.reason", facts)])
        try post.send(letter, to: person.id)
    }

    /// Whoever gave it, if they still can; else those who can.
    private func givers(
        of ending: EndingGrant, besides person: PersonID?, _ product: Product, _ tx: Transaction, at now: Timestamp
    ) throws -> [PersonID] {
        let able = try tx.roleHolders(in: ending.account, product, besides: person, at: now).filter(tx.maySignIn)
        guard let giver = ending.giver, giver != person, let area = product.area(governing: .people), try tx.maySignIn(giver) else {
            return able
        }
        let member = try tx.member(giver, in: ending.account, product: product.id)
        return decide(member, .manage, .area(area.id), in: product, at: now).isPermitted ? [giver] : able
    }
}

/// Sends letters about an account, in whose language whoever chose none reads them.
private struct Post {
    let tx: Transaction
    let account: Account
    let now: Timestamp

    func send(_ letter: Letter, to person: PersonID) throws {
        guard let recipient = try tx.recipient(person, about: account) else { return }
        try tx.send(letter.message(to: recipient), at: now)
    }
}
