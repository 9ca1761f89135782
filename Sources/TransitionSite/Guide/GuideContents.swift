internal import Access
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// What the guide shows of a person.
struct GuideContents: Sendable {
    let guide: MoveGuide
    /// Where the person may go back to the product's own sign-in, once.
    let mayReturnTo: ProductID?
    let factors: [Phrase]
    let roles: [(role: Phrase, account: String, product: String)]
    /// What the person may do now, each with its page.
    let invitations: [(why: Phrase, title: Phrase, path: Path)]

    /// nil if the person has no guide to go through.
    init?(in session: Session, _ site: IDSite, _ tx: Transaction, at now: Timestamp) throws {
        let person = session.personID
        let catalog = site.catalog
        guard let guide = try tx.moveGuide(for: person, site.keyring, at: now) else { return nil }
        self.guide = guide
        mayReturnTo = try guide.products.first { try tx.mayReturn(person, to: $0, site.keyring, at: now) }
        let own = try tx.secondFactors(of: person)
        let keys = try tx.passkeys(of: person)
        factors = own.map { $0.isCodeSent ? "guide.telephone" : "guide.app" } + (keys.isEmpty ? [] : ["guide.keys"])
        roles = try tx.memberships(of: person).flatMap { member -> [(Phrase, String, String)] in
            guard let product = catalog[member.product], let account = try tx.account(member.account) else { return [] }
            return member.roles(in: product, at: now).map { (Phrase.text($0.name), account.name, product.name) }
        }
        var invitations: [(Phrase, Phrase, Path)] = []
        if try tx.addresses(of: person).allSatisfy({ $0.verifiedAt == nil }) {
            invitations.append(("guide.verify", "address.manage", ProfilePath.addresses))
        }
        if !keys.contains(where: { $0.kind == .passkey }) { invitations.append(("guide.passkey", "passkey.title", PasskeyPath.list)) }
        if try !own.isEmpty && tx.recoveryCodes(of: person) == nil {
            invitations.append(("guide.codes", "recovery-code.title", RecoveryCodesPath.codes))
        }
        if try !tx.joinOffers(for: session, at: now).isEmpty {
            invitations.append(("guide.join", "guide.join-now", JoinPath.offer(returningTo: LocalPath.home.text)))
        }
        self.invitations = invitations
    }
}
