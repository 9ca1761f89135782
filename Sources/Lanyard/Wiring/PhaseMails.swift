internal import Access
internal import Core
internal import Identity
internal import Language
internal import Outbox
internal import SQL
internal import Transition

/// Tells people by mail that they will sign in at the ID, a week before a phase begins that is to be announced.
struct PhaseMails: Sendable {
    let catalog: ProductCatalog

    /// The next people; each transaction has the mails of some and notes them as told. Returns false if nothing is due.
    func sendNext(in tx: Transaction, at now: Timestamp) throws -> Bool {
        guard let announcement = try tx.nextAnnouncement(at: now) else { return false }
        let product = catalog[announcement.phase.product]?.name ?? announcement.phase.product.rawValue
        for recipient in try announcement.people.compactMap({ try tx.recipient($0) }) {
            let letter = Letter(
                Phrase("guide.mail", ["product": product]),
                [Phrase("guide.mail-lead", ["product": product, "day": Phrase.day(announcement.startsAt)]), "guide.mail-stays"],
                ending: ["guide.mail-ending"])
            try tx.send(letter.message(to: recipient), at: now)
        }
        try tx.noteAnnounced(announcement)
        return true
    }
}
