internal import Access
internal import Core
internal import Language
internal import SQL

/// A place that the person has in an account, with what pages show of it.
struct Membership: Sendable {
    let member: Member
    let account: String
    let role: Phrase
    let place: ProductPlace

    var isOpen: Bool { member.status == .active }
    /// The address that opens the account in its product.
    var address: String { place.address + place.signIn.query([("account", member.account.text)]).text }
}

extension IDSite {
    /// The person's places in accounts, product by product.
    func memberships(of person: PersonID, _ tx: Transaction, at now: Timestamp) throws -> [Membership] {
        let own = try tx.memberships(of: person)
        return try products.flatMap { place in
            try own.filter { $0.product.rawValue == place.id }.compactMap { member in
                guard let account = try tx.account(member.account), let product = catalog[member.product] else { return nil }
                return Membership(
                    member: member, account: account.name, role: member.roles(in: product, at: now).title, place: place)
            }
        }
    }
}
