internal import Core
internal import Language
internal import SQL
internal import Traffic

/// What became of a mail, as the servers that send it say.
struct MailEvent: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable, SQLCodable {
        case accepted, delivered, deferred, bounced, complained, opened, clicked, unsubscribed

        var words: Phrase {
            switch self {
            case .accepted: "events.accepted"
            case .delivered: "events.delivered"
            case .deferred: "events.deferred"
            case .bounced: "events.bounced"
            case .complained: "events.complained"
            case .opened: "events.opened"
            case .clicked: "events.clicked"
            case .unsubscribed: "events.unsubscribed"
            }
        }

        /// Why no more mail goes to the address after it; nil if nothing follows.
        var suppression: Suppression.Cause? {
            switch self {
            case .bounced: .bounce
            case .complained: .complaint
            case .unsubscribed: .unsubscribe
            case .accepted, .delivered, .deferred, .opened, .clicked: nil
            }
        }
    }

    /// Why no more mail goes to the address after it; nil if nothing follows: what failed for a time alone (RFC 3463 section 2) may arrive later.
    var suppression: Suppression.Cause? { kind == .bounced && code.hasPrefix("4.") ? nil : kind.suppression }

    var key: TrafficKey
    let id: String
    var account: String
    let kind: Kind
    /// The sending domain.
    let domain: String
    /// In the canonical form.
    let recipient: String
    /// The recipient's domain.
    let receiving: String
    /// The status code that the reason begins with (RFC 3463): `5.1.1`, or empty.
    let code: String
    let reason: String
    /// The id of the mail; empty if it was not given.
    let message: String

    var at: Timestamp { key.sentAt }
}
