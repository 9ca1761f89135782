package import Core
package import SQL

extension Transaction {
    /// Checks that the person's membership permits the action, and returns the membership. Throws `AccessError.notFound` if the person is
    /// not an active member or the project belongs to another account, and `.refused` with the full explanation (rule 6) if no grant of
    /// theirs is enough.
    @discardableResult
    package func require(
        _ action: Action, _ area: AreaID, project: ProjectID? = nil, of person: PersonID, in target: AccountInProduct,
        at now: Timestamp
    ) throws -> Member {
        try required(action, area, project: project, of: person, in: target, at: now).member
    }

    /// The same, with the grant and the role that permit it.
    func required(
        _ action: Action, _ area: AreaID, project: ProjectID?, of person: PersonID, in target: AccountInProduct,
        at now: Timestamp
    ) throws -> (member: Member, grant: AccessGrant, role: Role) {
        let account = target.account
        let product = target.product
        guard let member = try member(person, in: account, product: product.id), member.status == .active else {
            throw AccessError.notFound
        }
        var resource = Resource.area(area)
        if let project {
            guard let found = try self.project(project), found.account == account else { throw AccessError.notFound }
            resource = .project(project, of: account, area: area)
        }
        let decision = decide(member, action, resource, in: product, at: now)
        guard decision.isPermitted, let grant = decision.grant, let role = decision.role else {
            throw try refusal(decision, action, resource, of: member, product, at: now)
        }
        return (member, grant, role)
    }

    /// The error for a refused decision, with the people who can change it. It is `.notFound` if the member is suspended.
    private func refusal(
        _ decision: Decision, _ action: Action, _ resource: Resource, of member: Member, _ product: Product, at now: Timestamp
    ) throws -> AccessError {
        guard decision.reason != .suspended, let account = try account(member.account) else { return .notFound }
        let (area, project): (AreaID?, ProjectID?) =
            switch resource {
            case .area(let area): (area, nil)
            case .project(let project, _, let area): (area, project)
            }
        return .refused(
            Refusal(
                account: account.id, accountName: account.name, product: product.id, action: action, area: area.flatMap(product.area),
                project: project, reason: decision.reason, role: decision.role,
                others: member.roles(in: product, at: now).filter { $0.id != decision.role?.id },
                needed: product.permitting(action, resource, among: try roles(of: product, in: account.id)),
                holders: try roleHolders(in: account.id, product, besides: member.person, at: now)))
    }

    /// Active members who can manage people in the account, without `person`: at most ten, ordered by role as in the catalog.
    package func roleHolders(in account: AccountID, _ product: Product, besides person: PersonID?, at now: Timestamp) throws -> [PersonID] {
        guard let area = product.area(governing: .people) else { return [] }
        var people: [PersonID] = []
        for role in try roles(of: product, in: account) where people.count < 10 && role.may(.manage, in: area.id) {
            people += try holders(of: [role.id], in: account, product: product.id, limit: 11, at: now).map(\.person).filter {
                $0 != person && !people.contains($0)
            }
        }
        return Array(people.prefix(10))
    }
}
