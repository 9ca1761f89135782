package import Core

/// Something that happened, as it will be read by an administrator, an operator or an auditor.
package struct AuditEvent: Sendable, Equatable {
    /// Who did it.
    package var actor: Actor
    /// What was done, as `noun.participle`: `member.role-changed`, `session.started`.
    package var action: String
    /// What it was done to: an id.
    package var subject: String
    /// The account it belongs to, where it belongs to one.
    package var account: AccountID?
    /// What changed, in words and ids; never a secret. Keys sort; kept as JSON.
    package var details: [String: String]

    package enum Actor: Sendable, Equatable {
        case person(PersonID)
        case client(String)
        /// The operator at the command line.
        case operatorCommand
        /// The server itself: an expiry, an import's side effect.
        case system
    }

    package init(_ action: String, by actor: Actor, on subject: String, account: AccountID? = nil, details: [String: String] = [:]) {
        (self.actor, self.action, self.subject, self.account, self.details) = (actor, action, subject, account, details)
    }
}
