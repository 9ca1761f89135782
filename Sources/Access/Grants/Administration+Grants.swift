internal import Audit
package import Core
internal import SQL

/// What a grant gives.
package struct GrantTerms: Sendable, Equatable {
    package var role: RoleID
    /// If nil, none for a new grant, and those it has for another one, if both roles have assigned projects.
    package var projects: ProjectAssignment?
    /// nil for no end.
    package var endsAt: Timestamp?
    /// Whether a changed grant keeps the end that it has, whatever `endsAt` says.
    package var keepsEnd = false

    /// Nobody plans further ahead, and RFC 3339 has no year of five digits.
    static let longest = Duration.days(36_525)

    package init(role: RoleID, projects: ProjectAssignment? = nil, endsAt: Timestamp? = nil) {
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
        let own = before.ownGrants.filter { $0.isLive(at: now) }
        guard own.count < Self.mostGrants else { throw AccessError.tooManyGrants(Self.mostGrants) }
        let role = try grantable(terms, in: account, product, by: authority)
        let projects = try assigned(terms.projects, role: role, kept: [], in: account)
        let given = AccessGrant(id: AccessGrantID(at: now), giving: role, projects: projects, endsAt: terms.endsAt, origin: origin)
        guard !own.contains(where: given.saysTheSame) else { throw AccessError.sameGrant(role) }
        var member = before
        member.grants.append(given)
        return try store(member, insteadOf: before, product)
    }

    /// Changes one grant of a member. Whoever changes it is from then on the one who gave it.
    package func change(
        _ grant: AccessGrantID, of id: MemberID, in account: AccountID, as productID: ProductID, to terms: GrantTerms
    ) throws -> Member {
        let product = try self.product(productID)
        let (before, authority) = try changeable(id, of: account, product)
        let isThere = { (held: AccessGrant) in held.id == grant && held.isLive(at: now) }
        guard let index = before.grants.firstIndex(where: isThere) else { throw AccessError.notFound }
        let held = before.grants[index]
        guard held.group == nil else { throw AccessError.grantOfGroup }
        let role = try grantable(terms, in: account, product, by: authority)
        let kept = product.role(of: held)?.projects == .assigned ? held.assignment : []
        let projects = try assigned(terms.projects, role: role, kept: kept, in: account)
        let end = terms.keepsEnd ? held.endsAt : terms.endsAt
        let changed = held.changed(to: role, projects: projects, endsAt: end, by: origin)
        let others = before.ownGrants.filter { $0.id != grant && $0.isLive(at: now) }
        guard !others.contains(where: changed.saysTheSame) else { throw AccessError.sameGrant(role) }
        var member = before
        member.grants[index] = changed
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
        try MembershipRules.checkChange(of: member, in: product, by: authority, at: now)
        return (member, authority)
    }

    private func grantable(
        _ terms: GrantTerms, in account: AccountID, _ product: Product, by authority: MembershipRules.Authority
    ) throws -> Role {
        let role = try known(terms.role, in: account, product)
        try MembershipRules.checkGrant(of: role, by: authority)
        try checkEnd(of: terms)
        return role
    }

    func checkEnd(of terms: GrantTerms) throws {
        guard let end = terms.endsAt, !terms.keepsEnd else { return }
        guard end > now else { throw AccessError.endIsPast }
        guard end <= now + GrantTerms.longest else { throw AccessError.endIsFar }
    }

    /// Where a grant comes from that the actor gives now.
    var origin: AccessGrant.Origin {
        switch actor {
        case .person(let person): AccessGrant.Origin(source: .person, giver: person, at: now)
        case .operatorCommand, .system: AccessGrant.Origin(source: .operatorCommand, at: now)
        case .importer: AccessGrant.Origin(source: .importer, at: now)
        case .directory: AccessGrant.Origin(source: .directory, at: now)
        }
    }
}

extension AccessGrant {
    /// Whether the other one gives the same: a form that was sent twice.
    fileprivate func saysTheSame(_ other: AccessGrant) -> Bool {
        role == other.role && assignment == other.assignment && endsAt == other.endsAt
    }

    /// The same grant with other terms; where it comes from changes only if they do.
    func changed(to role: Role, projects: ProjectAssignment, endsAt: Timestamp?, by origin: Origin) -> AccessGrant {
        guard role.id != self.role || projects != assignment || endsAt != self.endsAt else { return self }
        var copy = self
        copy.role = role.id
        copy.custom = role.isCustom ? role : nil
        copy.assignment = projects
        copy.endsAt = endsAt
        copy.origin = origin
        return copy
    }
}
