package import Core

/// Rules 1 and 2 of docs/rules.md as pure functions. A rule that does not permit the change throws its refusal.
package enum MembershipRules {
    /// Who makes the change: a member with the role that lets them act and all roles that they hold now, or the operator or the import, which
    /// rule 2 does not bind.
    package enum Authority: Sendable, Equatable {
        case member(Member, acting: Role, all: [Role])
        case unbound
        /// A directory, which changes neither administrators nor whoever made its token.
        case directory(ProvisioningRight)

        /// Whether rule 2 leaves the Administrator role to them.
        package var isAdministrator: Bool {
            switch self {
            case .member(_, _, let roles): roles.contains(where: \.isAdministrator)
            case .unbound: true
            case .directory: false
            }
        }
    }

    /// Rule 2: only an administrator grants the administrator role.
    package static func mayGrant(_ role: Role, by authority: Authority) -> Bool { !role.isAdministrator || authority.isAdministrator }

    /// Throws `administratorOnly` if `mayGrant` is false.
    static func checkGrant(of role: Role, by authority: Authority) throws(AccessError) {
        guard !mayGrant(role, by: authority) else { return }
        switch authority {
        case .member(_, let acting, _): throw .administratorOnly(role: role, held: acting)
        case .directory: throw .beyondDirectory(.administrator)
        case .unbound: break
        }
    }

    /// Rule 2: only an administrator changes or removes an administrator, and nobody changes their own role, projects or status.
    static func checkChange(
        of target: Member, in product: Product, by authority: Authority, at now: Timestamp
    ) throws(AccessError) {
        if case .directory(let right) = authority { return try checkReach(of: right, to: target, in: product, at: now) }
        guard case .member(let member, let acting, _) = authority else { return }
        if member.id == target.id { throw .ownRole }
        guard let role = target.administratorRole(in: product, at: now), !authority.isAdministrator else { return }
        throw .administratorOnly(role: role, held: acting)
    }

    /// A directory's token changes no administrator and not its maker; one that no administrator made, nobody who manages people.
    private static func checkReach(
        of right: ProvisioningRight, to target: Member, in product: Product, at now: Timestamp
    ) throws(AccessError) {
        guard target.id != right.maker?.id else { throw .beyondDirectory(.maker) }
        guard target.administratorRole(in: product, at: now) == nil, target.heldAt == nil else { throw .beyondDirectory(.administrator) }
        guard right.isByAdministrator || !target.managesPeople(in: product, at: now) else { throw .beyondDirectory(.manager) }
    }

    /// Whoever is held is the business of an administrator or the operator alone: removing and inviting them anew would let them in.
    static func checkHold(of member: Member, by authority: Authority) throws(AccessError) {
        guard member.heldAt != nil, case .member(_, let acting, _) = authority, !authority.isAdministrator else { return }
        throw .onHold(held: acting)
    }

    /// Sets who stands how. Whoever is held is let in by an administrator or the operator alone; an import (`lifting` is false) only notes
    /// what they would be without the hold.
    static func set(_ status: Member.Status, of member: inout Member, by authority: Authority, lifting: Bool) throws(AccessError) {
        guard status != .held else { return }
        try checkHold(of: member, by: authority)
        member.standing = status
        if status == .active, lifting { member.heldAt = nil }
    }

    /// Rule 1: a change that would leave the account without a standing administrator is refused. `after` is nil if the membership ends;
    /// `others` is the number of other standing administrators.
    static func checkLoss(of before: Member, after: Member?, in product: Product, others: Int) throws(AccessError) {
        guard let role = before.standingRole(in: product), others == 0, after?.standingRole(in: product) == nil else { return }
        throw .lastAdministrator(role)
    }
}

extension Member {
    /// An administrator role that the member holds now, until whenever; nil for others.
    func administratorRole(in product: Product, at now: Timestamp) -> Role? {
        roles(in: product, at: now).first(where: \.isAdministrator)
    }

    /// The grants by which rule 1 counts an active member as an administrator: those without an end.
    package func standingGrants(in product: Product) -> [AccessGrant] {
        grants.filter { $0.endsAt == nil && product.role(of: $0)?.isAdministrator == true }
    }

    /// Whether a role that the member holds now lets them manage people, once the account opens for them.
    fileprivate func managesPeople(in product: Product, at now: Timestamp) -> Bool {
        roles(in: product, at: now).contains { $0.managesPeople(of: product) }
    }

    func standingRole(in product: Product) -> Role? {
        guard status == .active else { return nil }
        return standingGrants(in: product).first.flatMap { product.role(of: $0) }
    }

    /// What they may grant and change, acting with this role.
    package func authority(acting role: Role, in product: Product, at now: Timestamp) -> MembershipRules.Authority {
        .member(self, acting: role, all: roles(in: product, at: now))
    }
}

extension Role {
    func managesPeople(of product: Product) -> Bool { product.area(governing: .people).map { may(.manage, in: $0.id) } ?? false }
}
