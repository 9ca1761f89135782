internal import Core

/// Rules 1 and 2 of docs/rules.md as pure functions. A rule that does not permit the change throws its refusal.
package enum MembershipRules {
    /// Who makes the change: a member with a role, or the operator or the import, which rule 2 does not bind.
    package enum Authority: Sendable, Equatable {
        case member(Member, Role)
        case unbound

        var seesAllProjects: Bool {
            switch self {
            case .member(_, let role): role.projects == .all
            case .unbound: true
            }
        }
    }

    /// Rule 2: only an administrator grants the administrator role.
    package static func mayGrant(_ role: Role, by authority: Authority) -> Bool {
        guard role.isAdministrator, case .member(_, let own) = authority else { return true }
        return own.isAdministrator
    }

    /// Throws `administratorOnly` if `mayGrant` is false.
    static func checkGrant(of role: Role, by authority: Authority) throws(AccessError) {
        guard case .member(_, let own) = authority, !mayGrant(role, by: authority) else { return }
        throw .administratorOnly(role: role, held: own)
    }

    /// Rule 2: only an administrator changes or removes an administrator, and nobody changes their own role, projects or status.
    static func checkChange(of target: Member, holding role: Role?, by authority: Authority) throws(AccessError) {
        guard case .member(let member, let own) = authority else { return }
        if member.id == target.id { throw .ownRole }
        guard let role, role.isAdministrator, !own.isAdministrator else { return }
        throw .administratorOnly(role: role, held: own)
    }

    /// Whoever is held is the business of an administrator or the operator alone: removing and inviting them anew would let them in.
    static func checkHold(of member: Member, by authority: Authority) throws(AccessError) {
        if member.heldAt != nil, case .member(_, let own) = authority, !own.isAdministrator { throw .onHold(held: own) }
    }

    /// Sets who stands how. Whoever is held is let in by an administrator or the operator alone; an import (`lifting` is false) only notes
    /// what they would be without the hold.
    static func set(_ status: Member.Status, of member: inout Member, by authority: Authority, lifting: Bool) throws(AccessError) {
        guard status != .held else { return }
        try checkHold(of: member, by: authority)
        member.standing = status
        if status == .active, lifting { member.heldAt = nil }
    }

    /// Rule 1: a change that would leave the account without an active administrator is refused. `others` is the number of other active
    /// administrators.
    static func checkLoss(
        of before: Member, holding role: Role?, after: (role: Role, status: Member.Status)?, others: Int
    ) throws(AccessError) {
        guard let role, role.isAdministrator, before.status == .active, others == 0 else { return }
        if let after, after.role.isAdministrator, after.status == .active { return }
        throw .lastAdministrator(role)
    }
}
