package import Core

/// Decides who may do what (docs/rules.md, the tables and rules 3, 5 and 7). Pages, APIs and commands all use this function.
package func decide(
    _ member: Member?, _ action: Action, _ resource: Resource, in product: Product, at now: Timestamp
) -> Decision {
    if case .project(_, let account, _) = resource, account != member?.account { return .refused(.notMember) }
    return decide(member, in: product, at: now) { role, grant, _ in
        refusal(of: role, action, resource, in: product, assigned: grant.holds(for: resource))
    }
}

/// Decides about a resource of a type that the product's catalog declares. Its conditions narrow what a role permits.
package func decide(_ member: Member?, _ question: ResourceQuestion, in product: Product, at now: Timestamp) -> Decision {
    guard question.account == member?.account else { return .refused(.notMember) }
    return decide(member, in: product, at: now) { role, grant, member in
        let isAssigned = question.project.map(grant.assignment.contains) ?? true
        let known = question.properties.known(member, as: role)
        return refusal(of: role, question, known, in: product, assigned: isAssigned)
    }
}

/// Decides what somebody may do on the server's own pages. `product` is that of `Operations/operations.yaml`.
package func decide(_ found: Operator?, _ action: Action, _ area: AreaID, in product: Product) -> Decision {
    guard let found else { return .refused(.notMember) }
    guard let role = product.role(found.role) else { return .refused(.unknownRole) }
    if let reason = refusal(of: role, action, area, in: product) { return .refused(reason, role) }
    return Decision(isPermitted: true, reason: .permitted, grant: nil, role: role)
}

/// Permitted is what one grant alone permits: `refusal` says why a grant does not.
private func decide(
    _ member: Member?, in product: Product, at now: Timestamp, refusal: (Role, AccessGrant, Member) -> Decision.Reason?
) -> Decision {
    guard let member, member.product == product.id else { return .refused(.notMember) }
    let grants = member.grants(at: now)
    guard member.status == .active else { return .refused(.suspended, grants.lazy.compactMap { product.role(of: $0) }.first) }
    var nearest = Decision.refused(.noGrant)
    for grant in grants {
        guard let role = product.role(of: grant) else {
            nearest = nearest.nearer(.refused(.unknownRole))
            continue
        }
        guard let reason = refusal(role, grant, member) else {
            return Decision(isPermitted: true, reason: .permitted, grant: grant, role: role)
        }
        nearest = nearest.nearer(.refused(reason, role))
    }
    return nearest
}

extension Product {
    /// Those of the roles that permit the action, to whoever is assigned to the project: what a refused person needs one of.
    package func permitting(_ action: Action, _ resource: Resource, among roles: [Role]) -> [Role] {
        roles.filter { refusal(of: $0, action, resource, in: self, assigned: true) == nil }
    }

    /// Its roles that permit the member what is asked, where every condition holds for them.
    func permitting(_ question: ResourceQuestion, to member: Member) -> [Role] {
        roles.filter { refusal(of: $0, question, question.properties.known(member, as: $0), in: self, assigned: true) == nil }
    }
}

private func refusal(of role: Role, _ action: Action, _ resource: Resource, in product: Product, assigned: Bool) -> Decision.Reason? {
    switch resource {
    case .area(let area): return refusal(of: role, action, area, in: product)
    case .project(_, _, let area):
        if let area, let reason = refusal(of: role, action, area, in: product) { return reason }
        switch role.projects {
        case .none: return .noProjects
        case .assigned where !assigned: return .projectNotAssigned
        case .assigned, .all: return action == .manage && role.onlyViews ? .viewOnly : nil
        }
    }
}

private func refusal(
    of role: Role, _ question: ResourceQuestion, _ properties: ResourceProperties, in product: Product, assigned: Bool
) -> Decision.Reason? {
    guard let type = product.resourceType(question.type) else { return .unknownType }
    guard let permits = type.permits(of: question.action) else { return .unknownAction }
    let own = permits.filter { $0.roles.contains(role.id) }
    if own.isEmpty { return .actionNotInRole }
    if question.project != nil {
        if role.projects == .none { return .noProjects }
        if role.projects == .assigned, !assigned { return .projectNotAssigned }
    }
    return own.contains { $0.conditions.allSatisfy { $0.holds(properties) } } ? nil : .conditionNotMet
}

private func refusal(of role: Role, _ action: Action, _ area: AreaID, in product: Product) -> Decision.Reason? {
    if product.area(area) == nil { return .unknownArea }
    guard role.may(.view, in: area) else { return .areaNotInRole }
    return role.may(action, in: area) ? nil : .viewOnly
}

extension AccessGrant {
    /// Whether the project is one of those that were assigned; true for what is no project.
    fileprivate func holds(for resource: Resource) -> Bool {
        guard case .project(let project, _, _) = resource else { return true }
        return assignment.contains(project)
    }
}

extension Decision {
    fileprivate static func refused(_ reason: Reason, _ role: Role? = nil) -> Decision {
        Decision(isPermitted: false, reason: reason, grant: nil, role: role)
    }

    /// Of two refusals the one that less is missing for: whoever is refused reads that one.
    fileprivate func nearer(_ other: Decision) -> Decision { other.reason.distance < reason.distance ? other : self }
}

extension Decision.Reason {
    fileprivate var distance: Int {
        switch self {
        case .permitted: 0
        case .conditionNotMet: 1
        case .projectNotAssigned: 2
        case .viewOnly: 3
        case .noProjects: 4
        case .areaNotInRole, .actionNotInRole: 5
        case .unknownArea, .unknownType, .unknownAction: 6
        case .unknownRole: 7
        case .noGrant: 8
        case .suspended: 9
        case .notMember: 10
        }
    }
}
