internal import Core

/// Rules 1 and 2 of docs/rules.md as pure functions. Each returns the refusal, or nil if the rule permits the change.
package enum MembershipRules {
    /// Who makes the change: a member with a role, or the operator or the import, which rule 2 does not bind.
    package enum Authority: Sendable, Equatable {
        case member(Member, Role)
        case unbound
    }

    /// Rule 2: only an administrator grants the administrator role.
    package static func granting(_ role: Role, by authority: Authority) -> AccessError? {
        guard role.isAdministrator, case .member(_, let own) = authority, !own.isAdministrator else { return nil }
        return .administratorOnly(role: role, held: own)
    }

    /// Rule 2: only an administrator changes or removes an administrator, and nobody changes their own role, projects or status.
    package static func changing(_ target: Member, holding role: Role?, by authority: Authority) -> AccessError? {
        guard case .member(let member, let own) = authority else { return nil }
        if member.id == target.id { return .ownRole }
        guard let role, role.isAdministrator, !own.isAdministrator else { return nil }
        return .administratorOnly(role: role, held: own)
    }

    /// Rule 1: a change that would leave the account without an active administrator is refused. `others` is the number of other active
    /// administrators.
    package static func losing(_ before: Member, holding role: Role?, after: (role: Role, status: Member.Status)?, others: Int)
        -> AccessError?
    {
        guard let role, role.isAdministrator, before.status == .active, others == 0 else { return nil }
        if let after, after.role.isAdministrator, after.status == .active { return nil }
        return .lastAdministrator(role)
    }
}
