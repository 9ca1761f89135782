package import Core
internal import SQL

extension Transaction {
    /// Why the invitation cannot be accepted now; nil if it can. Whoever sent it must still have the right to grant its role.
    package func problem(of invitation: Invitation, in product: Product, at now: Timestamp) throws -> AccessError.InvitationProblem? {
        if let problem = invitation.problem(at: now) { return problem }
        return try stands(invitation, product, at: now) ? nil : .inviterLostRight
    }

    /// Whether its sender may no longer grant its role.
    func hasLostRight(_ invitation: Invitation, in product: Product, at now: Timestamp) throws -> Bool {
        try !stands(invitation, product, at: now)
    }

    private func stands(_ invitation: Invitation, _ product: Product, at now: Timestamp) throws -> Bool {
        guard invitation.voidedAt == nil else { return false }
        let role = try invitation.role.map { try self.role($0, of: product, in: invitation.account) }
        if case .some(.none) = role { return false }
        guard let inviter = invitation.invitedBy else { return true }
        guard try maySignIn(inviter), let people = product.area(governing: .people),
            let member = try member(inviter, in: invitation.account, product: product.id),
            let acting = decide(member, .manage, .area(people.id), in: product, at: now).permitting
        else { return false }
        let authority = member.authority(acting: acting, in: product, at: now)
        return (role ?? nil).map { MembershipRules.mayGrant($0, by: authority) } ?? true
    }
}
