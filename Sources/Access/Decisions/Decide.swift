package import Core

/// Decides who may do what (docs/rules.md, the tables and rules 3, 5 and 7). Pages, APIs and commands all use this function.
package func decide(
    _ member: Member?, _ action: Action, _ resource: Resource, in product: Product, at now: Timestamp
) -> Decision {
    func refuse(_ reason: Decision.Reason, _ role: Role? = nil) -> Decision {
        Decision(isPermitted: false, reason: reason, grant: nil, role: role)
    }
    guard let member, member.product == product.id else { return refuse(.notMember) }
    if case .project(_, let account, _) = resource, account != member.account { return refuse(.notMember) }
    let grants = member.grants(at: now)
    guard member.status == .active else { return refuse(.suspended, grants.lazy.compactMap { product.role(of: $0) }.first) }
    var nearest = refuse(.noGrant)
    for grant in grants {
        guard let role = product.role(of: grant) else {
            nearest = nearest.nearer(refuse(.unknownRole))
            continue
        }
        guard let reason = refusal(of: role, action, resource, in: product, assigned: grant.holds(for: resource)) else {
            return Decision(isPermitted: true, reason: .permitted, grant: grant, role: role)
        }
        nearest = nearest.nearer(refuse(reason, role))
    }
    return nearest
}

extension Product {
    /// Those of the roles that permit the action, to whoever is assigned to the project: what a refused person needs one of.
    package func permitting(_ action: Action, _ resource: Resource, among roles: [Role]) -> [Role] {
        roles.filter { refusal(of: $0, action, resource, in: self, assigned: true) == nil }
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

private func refusal(of role: Role, _ action: Action, _ area: AreaID, in product: Product) -> Decision.Reason? {
    if product.area(area) == nil { return .unknownArea }
    guard role.may(.view, in: area) else { return .areaNotInRole }
    return role.may(action, in: area) ? nil : .viewOnly
}

extension AccessGrant {
    /// Whether the project is one of those that were assigned; true for what is no project.
    fileprivate func holds(for resource: Resource) -> Bool {
        guard case .project(let project, _, _) = resource else { return true }
        return projects.contains(project)
    }
}

extension Decision {
    /// Of two refusals the one that less is missing for: whoever is refused reads that one.
    fileprivate func nearer(_ other: Decision) -> Decision { other.reason.distance < reason.distance ? other : self }
}

extension Decision.Reason {
    fileprivate var distance: Int {
        switch self {
        case .permitted: 0
        case .projectNotAssigned: 1
        case .viewOnly: 2
        case .noProjects: 3
        case .areaNotInRole: 4
        case .unknownArea: 5
        case .unknownRole: 6
        case .noGrant: 7
        case .suspended: 8
        case .notMember: 9
        }
    }
}
