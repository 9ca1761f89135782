internal import Audit
package import Core
internal import SQL

/// What a grant gives.
package struct GrantTerms: Sendable, Equatable {
    package var role: RoleID
    /// If nil, none for a new grant, and those it has for another one, if both roles have assigned projects.
    package var projects: Set<ProjectID>?
    /// nil for no end.
    package var endsAt: Timestamp?

    package init(role: RoleID, projects: Set<ProjectID>? = nil, endsAt: Timestamp? = nil) {
        self.role = role
        self.projects = projects
        self.endsAt = endsAt
    }
}

extension Administration {
    /// So many grants a member may have.
    private static let mostGrants = 20

    /// Gives a member one more grant.
    package func give(_ terms: GrantTerms, to id: MemberID, of account: AccountID, as productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        let (before, authority) = try changeable(id, of: account, product)
        guard before.ownGrants.count < Self.mostGrants else { throw AccessError.tooManyGrants(Self.mostGrants) }
        let role = try grantable(terms, in: product, by: authority)
        let projects = try assigned(terms.projects, role: role, kept: [], in: account)
        var member = before
        member.grants.append(
            AccessGrant(id: AccessGrantID(at: now), role: role.id, projects: projects, endsAt: terms.endsAt, origin: origin))
        return try store(member, insteadOf: before, product)
    }

    /// Changes one grant of a member. Whoever changes it is from then on the one who gave it.
    package func change(
        _ grant: AccessGrantID, of id: MemberID, in account: AccountID, as productID: ProductID, to terms: GrantTerms
    ) throws -> Member {
        let product = try self.product(productID)
        let (before, authority) = try changeable(id, of: account, product)
        guard let index = before.grants.firstIndex(where: { $0.id == grant }) else { throw AccessError.notFound }
        let role = try grantable(terms, in: product, by: authority)
        let held = before.grants[index]
        guard held.group == nil else { throw AccessError.grantOfGroup }
        let kept = product.role(held.role)?.projects == .assigned ? held.projects : []
        let projects = try assigned(terms.projects, role: role, kept: kept, in: account)
        var member = before
        member.grants[index] = held.changed(role: role.id, projects: projects, endsAt: terms.endsAt, by: origin)
        return try store(member, insteadOf: before, product)
    }

    /// Takes one grant from a member, who stays a member.
    package func take(_ grant: AccessGrantID, of id: MemberID, in account: AccountID, as productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        let (before, _) = try changeable(id, of: account, product)
        guard before.grants.first(where: { $0.id == grant })?.group == nil else { throw AccessError.grantOfGroup }
        var member = before
        member.grants.removeAll { $0.id == grant }
        guard member.grants.count < before.grants.count else { throw AccessError.notFound }
        return try store(member, insteadOf: before, product)
    }

    private func changeable(
        _ id: MemberID, of account: AccountID, _ product: Product
    ) throws -> (member: Member, authority: MembershipRules.Authority) {
        let authority = try authorize(.manage, .people, in: account, product)
        let member = try found(id, of: account, product)
        try MembershipRules.checkChange(of: member, in: product, by: authority)
        return (member, authority)
    }

    private func grantable(_ terms: GrantTerms, in product: Product, by authority: MembershipRules.Authority) throws -> Role {
        let role = try known(terms.role, in: product)
        try MembershipRules.checkGrant(of: role, by: authority)
        if let end = terms.endsAt, end <= now { throw AccessError.endIsPast }
        return role
    }

    /// Where a grant comes from that the actor gives now.
    var origin: AccessGrant.Origin {
        switch actor {
        case .person(let person): AccessGrant.Origin(source: .person, giver: person, at: now)
        case .operatorCommand, .system: AccessGrant.Origin(source: .operatorCommand, at: now)
        case .importer: AccessGrant.Origin(source: .importer, at: now)
        }
    }
}

extension AccessGrant {
    /// The same grant with other terms; where it comes from changes only if they do.
    func changed(role: RoleID, projects: Set<ProjectID>, endsAt: Timestamp?, by origin: Origin) -> AccessGrant {
        guard role != self.role || projects != self.projects || endsAt != self.endsAt else { return self }
        var copy = self
        copy.role = role
        copy.projects = projects
        copy.endsAt = endsAt
        copy.origin = origin
        return copy
    }
}
