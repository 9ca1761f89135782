package import Core

/// What is asked for. A project's data needs its area and the project; the area may be left out where only the project is asked about.
package enum Resource: Sendable, Equatable {
    case area(AreaID)
    case project(ProjectID, of: AccountID, area: AreaID? = nil)
}

/// Whether it may be done, and why.
package struct Decision: Sendable, Equatable {
    package let isPermitted: Bool
    package let reason: Reason
    /// The role held, where there is a membership at all.
    package let role: Role?
    /// The roles of the product that would permit it.
    package let needed: [Role]

    package enum Reason: String, Sendable, CaseIterable {
        case permitted
        /// Not a member of the account in this product: an outsider, who is told nothing more.
        case notMember = "not-a-member"
        case suspended
        case unknownArea = "unknown-area"
        /// The role the member holds is no longer in the catalog.
        case unknownRole = "unknown-role"
        case areaNotInRole = "area-not-in-role"
        case viewOnly = "view-only"
        case noProjects = "role-has-no-projects"
        case projectNotAssigned = "project-not-assigned"
    }
}
