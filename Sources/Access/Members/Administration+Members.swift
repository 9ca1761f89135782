internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Adds a person directly, without an invitation: for the operator and the import, also for the first person of an account.
    @discardableResult
    package func addMember(
        _ person: PersonID, to account: AccountID, product id: ProductID, role: RoleID, projects: Set<ProjectID> = [],
        status: Member.Status = .active
    ) throws -> Member {
        if case .person = actor { throw AccessError.notFound }
        guard try tx.account(account) != nil else { throw AccessError.notFound }
        let product = try self.product(id)
        let role = try known(role, in: product)
        if actor == .operatorCommand { try checkFirst(role, in: account, product) }
        try tx.give(product.id, to: account)
        return try insertMember(person, to: account, product, role: role, projects: projects, status: status)
    }

    /// Changes the role, projects or status of another person. If `projects` is nil, the member keeps their projects only if both the old
    /// and the new role have assigned projects; otherwise they start with none (rule 3). `active` also ends a hold, which only an
    /// administrator or the operator may; an import leaves it as it is.
    package func changeMember(
        _ id: MemberID, of account: AccountID, as productID: ProductID, role: RoleID? = nil, projects: Set<ProjectID>? = nil,
        status: Member.Status? = nil
    ) throws -> Member {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        let before = try found(id, of: account, product)
        let held = product.role(before.role)
        try MembershipRules.checkChange(of: before, holding: held, by: authority)
        guard let newRole = try role.map({ try known($0, in: product) }) ?? held else {
            throw AccessError.unknownRole(before.role.rawValue, known: product.roles)
        }
        try MembershipRules.checkGrant(of: newRole, by: authority)
        var member = before
        member.role = newRole.id
        if let status { try MembershipRules.set(status, of: &member, by: authority, lifting: actor != .importer) }
        member.projects = try assigned(projects, role: newRole, kept: held?.projects == .assigned ? before.projects : [], in: account)
        guard member != before else {
            try settleKeys(of: before, after: before, product)
            return before
        }
        try checkRemains(before, held, after: (newRole, member.status), product)
        try tx.update(member, projectsChanged: member.projects != before.projects)
        try settleKeys(of: before, after: member, product)
        try recordChange(from: before, to: member)
        return member
    }

    /// Removes another person from the account, in one product.
    package func removeMember(_ id: MemberID, of account: AccountID, as productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        let member = try found(id, of: account, product)
        let held = product.role(member.role)
        try MembershipRules.checkChange(of: member, holding: held, by: authority)
        try MembershipRules.checkHold(of: member, by: authority)
        try checkRemains(member, held, after: nil, product)
        try tx.delete(member)
        try settleKeys(of: member, after: nil, product)
        try record(.memberRemoved, of: member)
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
        try checkRemains(member, product.role(member.role), after: nil, product)
        try tx.delete(member)
        try settleKeys(of: member, after: nil, product)
        try record(.memberLeft, of: member)
        return member
    }
}

extension Administration {
    /// The account must exist and have the product already: an invitation and an import give it.
    func insertMember(
        _ person: PersonID, to account: AccountID, _ product: Product, role: Role, projects: Set<ProjectID>, status: Member.Status
    ) throws -> Member {
        if let there = try tx.member(person, in: account, product: product.id) { throw AccessError.alreadyMember(there.id) }
        var member = Member(
            id: MemberID(at: now), account: account, product: product.id, person: person, role: role.id, createdAt: now)
        member.standing = status
        member.projects = try assigned(projects.isEmpty ? nil : projects, role: role, kept: [], in: account)
        try tx.insert(member)
        try record(
            .memberAdded, on: member.id.text, account: account,
            ["person": person.text, "product": product.id.rawValue, "role": role.id.rawValue, "projects": member.projectList])
        return member
    }

    func known(_ id: RoleID, in product: Product) throws -> Role {
        guard let role = product.role(id) else { throw AccessError.unknownRole(id.rawValue, known: product.roles) }
        return role
    }

    /// The first member of an account in a product must be an administrator.
    func checkFirst(_ role: Role, in account: AccountID, _ product: Product) throws {
        guard !role.isAdministrator, try tx.memberCount(of: account, product: product.id) == 0 else { return }
        throw AccessError.firstRole(try firstRole(of: product))
    }

    /// The projects to assign: `given`, which must all belong to the account, or `kept` if nothing is given. Empty if the role has no
    /// assigned projects.
    func assigned(_ given: Set<ProjectID>?, role: Role, kept: Set<ProjectID>, in account: AccountID) throws -> Set<ProjectID> {
        guard role.projects == .assigned else {
            if let given, !given.isEmpty { throw AccessError.projectsNotAssignable(role) }
            return []
        }
        guard let given else { return kept }
        try tx.check(given, areOf: account)
        return given
    }

    private func found(_ id: MemberID, of account: AccountID, _ product: Product) throws -> Member {
        guard let member = try tx.member(id, of: account), member.product == product.id else { throw AccessError.notFound }
        return member
    }

    func checkRemains(_ member: Member, _ held: Role?, after: (role: Role, status: Member.Status)?, _ product: Product) throws {
        guard held?.isAdministrator == true else { return }
        let administrators = product.roles.filter(\.isAdministrator).map(\.id)
        let others = try tx.standingCount(of: administrators, in: member.account, product: product.id, besides: member.id)
        try MembershipRules.checkLoss(of: member, holding: held, after: after, others: others)
    }

    private func recordChange(from before: Member, to after: Member) throws {
        try record(
            .memberChanged, on: after.id.text, account: after.account,
            ["person": after.person.text, "product": after.product.rawValue],
            changes: [
                "role": AuditEvent.Change(before.role.rawValue, after.role.rawValue),
                "status": AuditEvent.Change(before.status.rawValue, after.status.rawValue),
                "projects": AuditEvent.Change(before.projectList, after.projectList),
            ])
    }
}

extension Member {
    fileprivate var projectList: String { projects.map(\.text).sorted().joined(separator: " ") }
}
