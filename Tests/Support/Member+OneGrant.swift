package import Access
package import Core

/// What a member holds whom a test gave one grant alone.
extension Member {
    package var role: RoleID? { grants.count == 1 ? grants[0].role : nil }
    package var projects: Set<ProjectID> { grants.count == 1 ? grants[0].projects : [] }
}
