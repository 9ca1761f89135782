internal import Audit
package import Core

/// What an administrator agreed to before the person asked: their next request, begun with the right password, is approved by the account.
package struct FactorReset: Sendable, Equatable {
    package let approval: RecoveryApproval
    package let expiresAt: Timestamp

    static let lifetime: Duration = .days(7)
}

extension RecoveryRequest {
    /// The account's agreement; nil where the operator agreed, or nobody.
    var approval: RecoveryApproval? {
        guard let account, let approver = decidedBy.flatMap(AuditEvent.Actor.person(of:)) else { return nil }
        return RecoveryApproval(of: personID, for: account, by: approver)
    }
}
