package import Core

package enum RecoveryRequestKind: IdentifierKind { package static let prefix = "rcv" }
package typealias RecoveryRequestID = Identifier<RecoveryRequestKind>

/// Somebody who knows the password, and has no second factor any more, asks to be let in. It waits, so that the person can stop it if it was
/// somebody else, and somebody has to approve it. Only then a link is mailed that takes the old factors away.
package struct RecoveryRequest: Sendable, Equatable {
    package let id: RecoveryRequestID
    package let personID: PersonID
    package let state: State
    package let requestedAt: Timestamp
    /// No link leaves before.
    package let waitsUntil: Timestamp
    /// The browser that asked.
    package let origin: ClientOrigin
    /// Who approved or denied it: an actor as the audit log writes it.
    package let decidedBy: String?
    /// The account whose administrator approved it; nil if the operator did, or nobody yet.
    package let account: AccountID?
    package let linkExpiresAt: Timestamp?
    package let endedAt: Timestamp?

    package enum State: String, Sendable {
        case waiting, approved
        /// The link was mailed.
        case linked
        /// By the person, or because they signed in fully or set a new password.
        case stopped
        case denied, expired, done

        package var isOpen: Bool { [.waiting, .approved, .linked].contains(self) }
    }

    package static let standardWait: Duration = .hours(48)
    /// A request that nobody approves is forgotten.
    static let lifetime: Duration = .days(30)
    static let linkLifetime: Duration = .days(3)
    /// A link goes to no address that the person has had for less.
    static let addressAge: Duration = .days(7)
    /// After a request was stopped or denied, no other one can begin for so long.
    static let pause: Duration = .days(7)
}
