internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Adds a person directly, without an invitation: for the operator and the import, also for the first person of an account.
    @discardableResult
    package func addMember(
        _ person: PersonID, to account: AccountID, product id: ProductID, role: RoleID, projects: ProjectAssignment = [],
        status: Member.Status = .active
    ) throws -> Member {
        try requireOperator()
        guard try tx.account(account) != nil else { throw AccessError.notFound }
        let product = try self.product(id)
        let role = try known(role, in: account, product)
        if actor == .operatorCommand { try checkFirst(role, in: account, product) }
        try tx.give(product.id, to: account)
        return try insertMember(
            Newcomer(person: person, role: role, projects: projects, origin: origin, status: status),
            in: AccountInProduct(account: account, product: product))
    }

    /// What is to become of a member: what is nil stays. Their role and projects are those of the one grant that the member has from whoever
    /// changes it; who has several changes each by itself (`change(_:of:in:as:to:)`).
    package struct MemberChange: Sendable {
        package var role: RoleID?
        /// If nil, the member keeps their projects only if both the old and the new role have assigned projects; otherwise they start with
        /// none (rule 3).
        package var projects: ProjectAssignment?
        /// `active` also ends a hold, which only an administrator or the operator may; an import leaves it as it is.
        package var status: Member.Status?

        package init(role: RoleID? = nil, projects: ProjectAssignment? = nil, status: Member.Status? = nil) {
            self.role = role
            self.projects = projects
            self.status = status
        }

        /// Whether it says anything to change.
        package var says: Bool { role != nil || projects != nil || status != nil }
    }

    /// Changes the role, projects or status of another person. Throws `severalGrants` if it is unclear which of their grants is meant.
    package func changeMember(
        _ id: MemberID, of account: AccountID, as productID: ProductID, to change: MemberChange
    ) throws -> Member {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        let before = try found(id, of: account, product)
        try MembershipRules.checkChange(of: before, in: product, by: authority, at: now)
        var member = before
        if let status = change.status {
            try MembershipRules.set(status, of: &member, by: authority, lifting: actor != .importer)
        }
        if change.role != nil || change.projects != nil {
            try set(change, on: &member, product, by: authority)
        }
        return try store(member, insteadOf: before, product)
    }

    /// Removes another person from the account, in one product.
    package func removeMember(_ id: MemberID, of account: AccountID, as productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        let member = try found(id, of: account, product)
        try MembershipRules.checkChange(of: member, in: product, by: authority, at: now)
        try MembershipRules.checkHold(of: member, by: authority)
        try requireFreshProof(of: .removal, in: account)
        try end(member, product, .memberRemoved)
        return member
    }

    /// Removes the actor's own membership. Every member may leave, except the last active administrator.
    package func leave(_ account: AccountID, product productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        guard case .person(let person) = actor, let member = try tx.member(person, in: account, product: product.id),
            member.heldAt == nil
        else {
            throw AccessError.notFound
        }
        try end(member, product, .memberLeft)
        return member
    }

    private func end(_ member: Member, _ product: Product, _ action: AuditAction) throws {
        try checkRemains(member, after: nil, product)
        try tx.delete(member)
        try settleKeys(of: member, after: nil, product)
        try settlePromises(of: member.person, in: member.account, product)
        try record(action, of: member)
    }

    /// The grant that a change of "the role" means: the one that an import gave, for an import, and else the only one there is.
    private func set(
        _ change: MemberChange, on member: inout Member, _ product: Product, by authority: MembershipRules.Authority
    ) throws {
        let own = member.ownGrants.filter { $0.isLive(at: now) }
        let imported = actor == .importer ? own.filter { $0.origin.source == .importer } : []
        let meant = imported.isEmpty ? own : imported
        guard meant.count <= 1 else { throw AccessError.severalGrants(meant.count) }
        let held = meant.first.flatMap { product.role(of: $0) }
        guard let role = try change.role.map({ try known($0, in: member.account, product) }) ?? held else {
            throw AccessError.unknownRole(meant.first?.role.rawValue ?? "", known: product.roles)
        }
        try MembershipRules.checkGrant(of: role, by: authority)
        let kept = held?.projects == .assigned ? meant.first?.assignment ?? [] : []
        let projects = try assigned(change.projects, role: role, kept: kept, in: member.account)
        member.grants.removeAll { grant in meant.contains { $0.id == grant.id } }
        guard let first = meant.first else {
            member.grants.append(AccessGrant(id: AccessGrantID(at: now), giving: role, projects: projects, endsAt: nil, origin: origin))
            return
        }
        member.grants.append(first.changed(to: role, projects: projects, endsAt: first.endsAt, by: origin))
    }
}

extension Administration {
    /// The account must exist and have the product already: an invitation and an import give it.
    func insertMember(_ newcomer: Newcomer, in target: AccountInProduct) throws -> Member {
        let account = target.account
        let product = target.product
        let person = newcomer.person
        if let there = try tx.member(person, in: account, product: product.id) { throw AccessError.alreadyMember(there.id) }
        var member = Member(
            id: newcomer.id ?? MemberID(at: now), account: account, product: product.id, person: person, createdAt: now)
        member.standing = newcomer.status
        if let role = newcomer.role {
            let given = newcomer.projects
            let projects = try assigned(given.isEmpty ? nil : given, role: role, kept: [], in: account)
            member.grants = [
                AccessGrant(id: AccessGrantID(at: now), giving: role, projects: projects, endsAt: nil, origin: newcomer.origin)
            ]
        }
        try tx.insert(member)
        try tx.append(addition(of: member), at: now)
        return member
    }

    func addition(of member: Member) -> AuditEvent {
        AuditEvent(
            .memberAdded, by: auditor, on: member.id.text, account: member.account,
            details: [
                "person": member.person.text, "product": member.product.rawValue, "role": member.roleList,
                "projects": member.grants.projectList, "below": member.grants.belowList,
            ])
    }

    /// Stores a changed member, after a check that the account keeps its administrator, and settles the keys that they made.
    func store(_ member: Member, insteadOf before: Member, _ product: Product) throws -> Member {
        guard member != before else {
            try settleKeys(of: before, after: before, product)
            return before
        }
        try checkRemains(before, after: member, product)
        try tx.update(member, insteadOf: before)
        try settleKeys(of: before, after: member, product)
        try settlePromises(of: member.person, in: member.account, product)
        try tx.append(changeEvent(from: before, to: member), at: now)
        return member
    }

    /// A role of the catalog or of the account.
    func known(_ id: RoleID, in account: AccountID, _ product: Product) throws -> Role {
        guard let role = try tx.role(id, of: product, in: account) else {
            throw AccessError.unknownRole(id.rawValue, known: try tx.roles(of: product, in: account))
        }
        return role
    }

    /// The first member of an account in a product must be an administrator.
    func checkFirst(_ role: Role, in account: AccountID, _ product: Product) throws {
        guard !role.isAdministrator, try tx.memberCount(of: account, product: product.id) == 0 else { return }
        throw AccessError.firstRole(try firstRole(of: product))
    }

    /// The projects to assign: `given`, which must all belong to the account, or `kept` if nothing is given. Empty if the role has no
    /// assigned projects.
    func assigned(
        _ given: ProjectAssignment?, role: Role, kept: ProjectAssignment, in account: AccountID
    ) throws -> ProjectAssignment {
        guard role.projects == .assigned else {
            if let given, !given.isEmpty { throw AccessError.projectsNotAssignable(role) }
            return []
        }
        guard let given else { return kept }
        try tx.check(given.given, areOf: account)
        return given.withBelow.isEmpty ? given : given.completed(by: try tx.projectTree(of: account))
    }

    func found(_ id: MemberID, of account: AccountID, _ product: Product) throws -> Member {
        guard let member = try tx.member(id, of: account), member.product == product.id else { throw AccessError.notFound }
        return member
    }

    func checkRemains(_ member: Member, after: Member?, _ product: Product) throws {
        guard member.standingRole(in: product) != nil else { return }
        let others = try tx.standingAdministrators(of: member.account, product).count { $0 != member.person }
        try MembershipRules.checkLoss(of: member, after: after, in: product, others: others)
    }

    /// `group`: by which it was changed, where it was not by itself.
    func changeEvent(from before: Member, to after: Member, by group: AccessGroupID? = nil) -> AuditEvent {
        var details = ["person": after.person.text, "product": after.product.rawValue]
        if let group { details["group"] = group.text }
        return AuditEvent(.memberChanged, by: auditor, on: after.id.text, account: after.account, details: details).changing(
            [
                "role": AuditEvent.Change(before.roleList, after.roleList),
                "status": AuditEvent.Change(before.status.rawValue, after.status.rawValue),
                "projects": AuditEvent.Change(before.grants.projectList, after.grants.projectList),
                "below": AuditEvent.Change(before.grants.belowList, after.grants.belowList),
                "ends": AuditEvent.Change(before.grants.endList, after.grants.endList),
            ])
    }
}

extension Set<ProjectID> {
    fileprivate var list: String { map(\.text).sorted().joined(separator: " ") }
}

extension Member {
    var roleList: String { grants.roleList }
}

// What an event says of grants: one entry for each, in the same order.
extension [AccessGrant] {
    var roleList: String { map(\.role.rawValue).joined(separator: ", ") }
    var projectList: String { map(\.assignment.given.list).joined(separator: ", ") }
    var belowList: String { map(\.assignment.withBelow.list).joined(separator: ", ") }
    var endList: String { map { $0.endsAt?.rfc3339 ?? "" }.joined(separator: ", ") }
}
