package import Core
internal import SQL

/// An offer of a role in an account, sent to an address. Only the mail contains the secret link; the database stores its hash.
package struct Invitation: Sendable, Equatable {
    package let id: InvitationID
    package let account: AccountID
    package let product: ProductID
    package let email: EmailAddress
    /// nil for none, until a group gives one: so a directory invites.
    package let role: RoleID?
    package var projects: ProjectAssignment
    /// nil if the operator sent it.
    package let invitedBy: PersonID?
    package let createdAt: Timestamp
    package let sentAt: Timestamp
    package let expiresAt: Timestamp
    package let state: State
    /// What the inviter writes, for the mail.
    package var message: String?
    /// The mail that took it along; nil for one of before that was kept.
    package internal(set) var mail: DeliveryID?
    /// The membership that a directory keeps for whoever accepts; nil if no directory asked for them.
    package var provisioned: MemberID?

    package enum State: String, Sendable, SQLCodable { case pending, accepted, revoked }

    /// When whoever sent it lost the right to; it does not come back with the right.
    package internal(set) var voidedAt: Timestamp?

    /// How long an invitation is valid after it was sent.
    package static let lifetime = Duration.days(7)

    /// Why the invitation cannot be accepted now; nil if it can.
    package func problem(at now: Timestamp) -> AccessError.InvitationProblem? {
        switch state {
        case .accepted: .used
        case .revoked: .withdrawn
        case .pending: now < expiresAt ? nil : .expired
        }
    }
}
