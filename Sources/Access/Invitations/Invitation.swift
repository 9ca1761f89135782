package import Core
internal import SQL

/// An offer of a role in an account, sent to an address. Its link is a secret that only the mail carries; here rests its hash.
package struct Invitation: Sendable, Equatable {
    package let id: InvitationID
    package let account: AccountID
    package let product: ProductID
    package let email: EmailAddress
    package let role: RoleID
    package var projects: Set<ProjectID>
    /// nil where the operator sent it.
    package let invitedBy: PersonID?
    package let createdAt: Timestamp
    package let sentAt: Timestamp
    package let expiresAt: Timestamp
    package let state: State

    package enum State: String, Sendable, SQLCodable { case pending, accepted, revoked }

    /// standards.md: invitation 7 days.
    package static let lifetime = Duration.days(7)

    /// The path of the page behind the mail's link; opening it uses nothing up.
    package static func path(_ token: Secret<String>) -> String { "/invitations/\(token.exposed)" }

    /// What stands against accepting it now, if anything.
    package func problem(at now: Timestamp) -> AccessError.InvitationProblem? {
        switch state {
        case .accepted: .used
        case .revoked: .withdrawn
        case .pending: now < expiresAt ? nil : .expired
        }
    }
}
