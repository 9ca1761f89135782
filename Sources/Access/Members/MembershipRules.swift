internal import Core

/// Rules 1 and 2 of mission.md as pure functions. Each answers the refusal, or nil where the rule has nothing against it.
package enum MembershipRules {
    /// Who is about to change something: a member with a role, or the operator and the import, whom rule 2 does not bind.
    package enum Authority: Sendable, Equatable {
        case member(Member, Role)
        case unbound
    }

    /// Rule 2: only an administrator grants the administrator role.
    package static func granting(_ role: Role, by authority: Authority) -> AccessError? {
        guard role.isAdministrator, case .member(_, let own) = authority, !own.isAdministrator else { return nil }
        return .administratorOnly(role: role, held: own)
    }

    /// Rule 2: only an administrator changes or removes one, and nobody changes their own role, projects or status.
    package static func changing(_ target: Member, holding role: Role?, by authority: Authority) -> AccessError? {
        guard case .member(let member, let own) = authority else { return nil }
        if member.id == target.id { return .ownRole }
        guard let role, role.isAdministrator, !own.isAdministrator else { return nil }
        return .administratorOnly(role: role, held: own)
    }

    /// Rule 1: what would leave the account without an active administrator is refused. `others` counts the other active ones.
    package static func losing(_ before: Member, holding role: Role?, after: (role: Role, status: Member.Status)?, others: Int)
        -> AccessError?
    {
        guard let role, role.isAdministrator, before.status == .active, others == 0 else { return nil }
        if let after, after.role.isAdministrator, after.status == .active { return nil }
        return .lastAdministrator(role)
    }
}
