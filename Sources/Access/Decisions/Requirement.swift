package import Core
package import SQL

extension Transaction {
    /// The person's membership, once it is clear that it permits this. Throws `AccessError.notFound` where the person is no active member or the
    /// project is another account's, and `.refused` with the whole explanation (rule 6) where the role is not enough.
    @discardableResult
    package func require(
        _ action: Action, _ area: AreaID, project: ProjectID? = nil, of person: PersonID, in account: AccountID, _ product: Product
    ) throws -> Member {
        guard let member = try member(person, in: account, product: product.id), member.status == .active else {
            throw AccessError.notFound
        }
        var resource = Resource.area(area)
        if let project {
            guard let found = try self.project(project), found.account == account else { throw AccessError.notFound }
            resource = .project(project, of: account, area: area)
        }
        let decision = decide(member, action, resource, in: product)
        guard decision.isPermitted else { throw try refusal(decision, action, resource, of: member, product) }
        return member
    }

    /// The refusal of a decision, with those who can change it.
    package func refusal(
        _ decision: Decision, _ action: Action, _ resource: Resource, of member: Member, _ product: Product
    ) throws -> AccessError {
        guard let role = decision.role, decision.reason != .suspended, let account = try account(member.account) else { return .notFound }
        let (area, project): (AreaID?, ProjectID?) =
            switch resource {
            case .area(let area): (area, nil)
            case .project(let project, _, let area): (area, project)
            }
        return .refused(
            Refusal(
                account: account.id, accountName: account.name, product: product.id, action: action, area: area.flatMap(product.area),
                project: project, reason: decision.reason, role: role, needed: decision.needed,
                holders: try roleHolders(in: account.id, product, besides: member.person)))
    }

    /// Active members who manage people there, without the one who asks: at most ten, role by role in the catalog's order.
    package func roleHolders(in account: AccountID, _ product: Product, besides person: PersonID) throws -> [PersonID] {
        guard let area = product.area(governing: .people) else { return [] }
        var people: [PersonID] = []
        for role in product.roles(that: .manage, in: area.id) where people.count < 10 {
            people += try holders(of: [role.id], in: account, product: product.id, limit: 11).map(\.person).filter { $0 != person }
        }
        return Array(people.prefix(10))
    }
}
