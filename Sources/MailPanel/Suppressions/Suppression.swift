internal import Core
internal import Language
internal import SQL

enum SuppressionKind: IdentifierKind { static let prefix = "sup" }
typealias SuppressionID = Identifier<SuppressionKind>

/// An address to which an account's mail is not sent any more.
struct Suppression: Sendable, Identifiable, Equatable {
    enum Cause: String, Sendable, CaseIterable, SQLCodable {
        case bounce, complaint, unsubscribe, manual

        var words: Phrase {
            switch self {
            case .bounce: "suppressions.bounce"
            case .complaint: "suppressions.complaint"
            case .unsubscribe: "suppressions.unsubscribe"
            case .manual: "suppressions.manual"
            }
        }
    }

    let id: SuppressionID
    let account: String
    /// In the canonical form (`EmailAddress`).
    let address: String
    let cause: Cause
    /// Why, in the words of whoever added it or of the receiving server.
    let note: String
    let addedAt: Timestamp
    /// Who added it, by name; empty where an event did.
    let addedBy: String

    static let longestNote = 200
}

/// That somebody took an address off the list, and why.
struct SuppressionRemoval: Sendable {
    let address: String
    let cause: Suppression.Cause
    let reason: String
    let at: Timestamp
    let by: String
}
