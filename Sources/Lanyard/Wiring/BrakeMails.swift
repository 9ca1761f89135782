internal import Access
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import Outbox
internal import SQL
internal import Transition
internal import TransitionSite

/// Tells those who decide about moves by mail what was paused by itself, and why.
struct BrakeMails: Sendable {
    let operations: Product
    /// The ID's public address.
    let issuer: String

    /// Whoever of the operators has an address gets one mail for each class.
    func send(_ pulled: [RolloutBrake], named name: (ProductID) -> String, in tx: Transaction, at now: Timestamp) throws {
        guard !pulled.isEmpty else { return }
        let people = try tx.serverOperators().filter { decide($0, .manage, MovesArea.id, in: operations).isPermitted }
        for recipient in try people.compactMap({ try tx.recipient($0.person) }) {
            for brake in pulled { try tx.send(letter(brake, name(brake.product)).message(to: recipient), at: now) }
        }
    }

    private func letter(_ brake: RolloutBrake, _ product: String) -> Letter {
        let inside = Phrase("operator.failed-of", ["failed": brake.inside.failed, "all": brake.inside.episodes])
        let outside = Phrase("operator.failed-of", ["failed": brake.outside.failed, "all": brake.outside.episodes])
        return Letter(
            Phrase("operator.mail-paused", ["product": product]),
            [
                Phrase("operator.mail-class", ["class": brake.whom.title]),
                Phrase("operator.mail-why", ["inside": inside, "outside": outside]),
                brake.whom.isWhole ? "operator.paused-whole-lead" : "operator.paused-lead",
            ],
            action: ("operator.mail-open", issuer + MovePath.move(brake.product.rawValue).text), ending: ["operator.mail-ending"])
    }
}
