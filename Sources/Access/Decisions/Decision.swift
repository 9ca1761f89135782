package import Core

/// What somebody wants to use. Access to a project's data needs the area and the project; `area` is nil if only the project matters.
package enum Resource: Sendable, Equatable {
    case area(AreaID)
    case project(ProjectID, of: AccountID, area: AreaID? = nil)

    /// The project that it is, or whose data.
    var project: ProjectID? { if case .project(let project, _, _) = self { project } else { nil } }

    /// The area that it is, or whose data of the project it is.
    package var area: AreaID? {
        switch self {
        case .area(let area): area
        case .project(_, _, let area): area
        }
    }
}

/// The result of `decide`: whether the action is permitted, and why.
package struct Decision: Sendable, Equatable {
    package let isPermitted: Bool
    package let reason: Reason
    /// The grant that permits it; nil if none does.
    package let grant: AccessGrant?
    /// The role of that grant, or the one that came nearest to permitting it; nil if the member holds none that the catalog has.
    package let role: Role?
    /// The role that permits it; nil for a refusal.
    package var permitting: Role? { isPermitted ? role : nil }

    package enum Reason: String, Sendable, CaseIterable {
        case permitted
        /// Not a member of the account in this product. An outsider learns nothing more.
        case notMember = "not-a-member"
        case suspended
        /// A member to whom nobody gave a role, or whose last one has ended.
        case noGrant = "no-grant"
        case unknownArea = "unknown-area"
        case unknownType = "unknown-resource-type"
        case unknownAction = "unknown-action"
        /// The role the member holds is no longer in the catalog.
        case unknownRole = "unknown-role"
        case areaNotInRole = "area-not-in-role"
        case viewOnly = "view-only"
        /// The role may not do it to resources of that type.
        case actionNotInRole = "action-not-in-role"
        /// It may, but a condition of the catalog does not hold.
        case conditionNotMet = "condition-not-met"
        case noProjects = "role-has-no-projects"
        case projectNotAssigned = "project-not-assigned"
    }
}
