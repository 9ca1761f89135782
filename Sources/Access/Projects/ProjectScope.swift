package import Core

/// The projects in which a member may do something.
package enum ProjectScope: Sendable, Equatable {
    case all
    case these(Set<ProjectID>)

    package func contains(_ project: ProjectID) -> Bool {
        switch self {
        case .all: true
        case .these(let ids): ids.contains(project)
        }
    }
}

extension Member {
    /// The projects that the member sees by any grant; with an area, those in which they may do this in it, by one grant (rule 7). As
    /// `decide` decides for each project.
    package func projects(where action: Action = .view, in area: AreaID? = nil, of product: Product, at now: Timestamp) -> ProjectScope {
        guard status == .active else { return .these([]) }
        var assigned: Set<ProjectID> = []
        for grant in grants(at: now) {
            guard let role = product.role(of: grant), area.map({ role.may(action, in: $0) }) ?? true else { continue }
            switch role.projects {
            case .all: return .all
            case .assigned: assigned.formUnion(grant.projects)
            case .none: break
            }
        }
        return .these(assigned)
    }
}
