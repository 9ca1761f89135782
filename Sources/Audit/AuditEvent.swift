package import Core

/// Something that happened, recorded for administrators, operators and auditors.
package struct AuditEvent: Sendable, Equatable {
    /// Who did it.
    package var actor: Actor
    package var action: AuditAction
    /// The id of the object that was changed.
    package var subject: String
    /// The account it belongs to, if any.
    package var account: AccountID?
    /// What changed, in words and ids; never a secret. Stored as JSON with sorted keys.
    package var details: [String: String]

    package enum Actor: Sendable, Equatable {
        case person(PersonID)
        case client(String)
        /// The operator at the command line.
        case operatorCommand
        /// The server itself: an expiry, an import's side effect.
        case system
    }

    package init(_ action: AuditAction, by actor: Actor, on subject: String, account: AccountID? = nil, details: [String: String] = [:]) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.account = account
        self.details = details
    }
}
