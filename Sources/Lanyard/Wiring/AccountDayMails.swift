internal import Access
internal import Core
internal import Identity
internal import Language
internal import Outbox
internal import ProductKit
internal import SQL
internal import Transition

/// Tells whoever asked for another day of their account's move what was decided, while they are its administrator.
struct AccountDayMails: Sendable {
    let catalog: ProductCatalog
    /// The product's public address.
    let address: @Sendable (ProductID) -> String

    /// One transaction has the mails and notes that they were sent.
    func send(in tx: Transaction, at now: Timestamp) throws {
        for day in try tx.untoldAnswers() {
            try tx.noteTold(day)
            guard let product = catalog[day.product], let asker = day.askedBy, let asked = day.asked,
                let account = try tx.account(day.account),
                try tx.memberships(of: asker, in: day.account).contains(where: { member in
                    member.product == day.product && member.status == .active
                        && member.roles(in: product, at: now).contains(where: \.isAdministrator)
                }), let recipient = try tx.recipient(asker)
            else { continue }
            let answer =
                day.answer == .declined
                ? Phrase("settings.move-mail-declined", ["account": account.name, "day": Phrase.day(asked)])
                : Phrase(
                    "settings.move-mail-agreed",
                    ["account": account.name, "product": product.name, "day": Phrase.day(day.agreed ?? asked)])
            let letter = Letter(
                Phrase("settings.move-mail", ["account": account.name]), [answer],
                action: ("settings.move-open", address(day.product) + SettingsPath.move.text), ending: ["settings.move-mail-ending"])
            try tx.send(letter.message(to: recipient), at: now)
        }
    }
}
