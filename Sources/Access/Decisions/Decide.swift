internal import Core

/// Decides who may do what (docs/rules.md, the tables and rules 3 and 5). Pages, APIs and commands all use this function.
package func decide(_ member: Member?, _ action: Action, _ resource: Resource, in product: Product) -> Decision {
    let needed = product.roles.filter { refusal(of: $0, action, resource, in: product, assigned: true) == nil }
    func refuse(_ reason: Decision.Reason, _ role: Role? = nil) -> Decision {
        Decision(isPermitted: false, reason: reason, role: role, needed: needed)
    }
    guard let member, member.product == product.id else { return refuse(.notMember) }
    var assigned = true
    if case .project(let project, let account, _) = resource {
        guard account == member.account else { return refuse(.notMember) }
        assigned = member.projects.contains(project)
    }
    guard let role = product.role(member.role) else { return refuse(.unknownRole) }
    guard member.status == .active else { return refuse(.suspended, role) }
    if let reason = refusal(of: role, action, resource, in: product, assigned: assigned) { return refuse(reason, role) }
    return Decision(isPermitted: true, reason: .permitted, role: role, needed: needed)
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
