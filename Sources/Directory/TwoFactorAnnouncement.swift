package import Access
package import Core
internal import Identity
internal import Language
internal import Outbox
package import SQL

/// Tells those who have one factor alone that the account will ask for two, or does.
package struct TwoFactorAnnouncement: Sendable {
    let address: String
    let product: Product

    /// `address`: the ID's, where a second factor is added.
    package init(address: String, product: Product) {
        self.address = address
        self.product = product
    }

    /// One mail to each, in the transaction of the change. `from` is nil for at once.
    package func send(to target: AccountInProduct, from: Timestamp?, in tx: Transaction, at now: Timestamp) throws {
        guard let account = try tx.account(target.account) else { return }
        var filter = MemberFilter()
        filter.secondFactor = .no
        filter.standing = .active
        var place: MemberPlace?
        repeat {
            let page = try MemberSearch(filter, in: target, at: now).page(after: place, limit: 500, in: tx)
            for member in page.members { try tell(member.person, account, from, tx, at: now) }
            place = page.next
        } while place != nil
    }

    private func tell(_ id: PersonID, _ account: Account, _ from: Timestamp?, _ tx: Transaction, at now: Timestamp) throws {
        guard let person = try tx.person(id), let main = try tx.mainAddress(of: id) else { return }
        let demand =
            from.map { Phrase("two-factor-mail.from", ["account": account.name, "product": product.name, "day": Phrase.day($0)]) }
            ?? Phrase("two-factor-mail.now", ["account": account.name, "product": product.name])
        let letter = Letter(
            Phrase("two-factor-mail.subject", ["account": account.name]), [demand, "two-factor-mail.next"],
            action: ("two-factor-mail.add", address), ending: [Phrase("two-factor-mail.reason", ["account": account.name])])
        try tx.send(letter.message(to: Recipient(main.address, person.reader(in: account))), at: now)
    }
}
