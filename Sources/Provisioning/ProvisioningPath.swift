package import Access
package import Core

/// The paths of SCIM 2.0 (RFC 7644 section 3.2).
package enum ProvisioningPath {
    /// What a directory is configured with.
    package static let root = Path("/scim/v2")
    package static let users = Path("/scim/v2/Users")
    package static let user = PathTo<MemberID>("/scim/v2/Users/:user")
    package static let userSearch = Path("/scim/v2/Users/.search")
    package static let groups = Path("/scim/v2/Groups")
    package static let group = PathTo<AccessGroupID>("/scim/v2/Groups/:group")
    package static let groupSearch = Path("/scim/v2/Groups/.search")
    package static let search = Path("/scim/v2/.search")
    package static let bulk = Path("/scim/v2/Bulk")
    package static let me = Path("/scim/v2/Me")
    package static let configuration = Path("/scim/v2/ServiceProviderConfig")
    package static let resourceTypes = Path("/scim/v2/ResourceTypes")
    package static let resourceType = PathTo<String>("/scim/v2/ResourceTypes/:type")
    package static let schemas = Path("/scim/v2/Schemas")
    package static let schema = PathTo<String>("/scim/v2/Schemas/:schema")

    /// The path of a kind of resource below the root, as resource types name it.
    static func endpoint(_ path: Path) -> String { String(path.text.dropFirst(root.text.count)) }
}
