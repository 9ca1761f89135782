internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Something that waits for the person: an invitation, or an old sign-in to bring in.
enum Unfinished: Sendable {
    case join(Path)
    case invitation(Invitation, account: String)

    /// The invitations to addresses that the person has proved, which they have not followed yet.
    static func list(for person: PersonID, _ tx: Transaction, at now: Timestamp) throws -> [Unfinished] {
        let proved = try tx.addresses(of: person).filter { $0.verifiedAt != nil }.map(\.address)
        return try tx.invitationsWaiting(for: proved, at: now).map { .invitation($0, account: try tx.account($0.account)?.name ?? "") }
    }

    private var html: HTML {
        switch self {
        case .join(let path): "<li>\(words: "home.join") <a href=\"\(path)\">\(words: "home.join-now")</a></li>"
        case .invitation(let invitation, let account):
            """
            <li>\(words: "home.invited", [
                "account": account, "day": Phrase.day(invitation.sentAt), "address": invitation.email.written,
            ])</li>
            """
        }
    }

    static func panel(_ waiting: [Unfinished]) -> Panel? {
        waiting.isEmpty ? nil : Panel("home.waiting", "<ul class=\"check-up\">\(waiting.map(\.html))</ul>")
    }
}
