package import Core

/// The paths of the ID's API as a product calls it. They are the ID's; a test compares them with its route table.
package enum ManagementPath {
    package static let me = Path("/api/v1/me")
    package static let account = PathTo<String>("/api/v1/accounts/:account")
    package static let members = PathTo<String>("/api/v1/accounts/:account/members")
    package static let member = PathTo<String, String>("/api/v1/accounts/:account/members/:member")
    package static let memberEvents = PathTo<String, String>("/api/v1/accounts/:account/members/:member/events")
    package static let memberChanges = PathTo<String>("/api/v1/accounts/:account/member-changes")
    package static let grants = PathTo<String, String>("/api/v1/accounts/:account/members/:member/grants")
    package static let grant = PathTo<String, String, String>("/api/v1/accounts/:account/members/:member/grants/:grant")
    package static let groups = PathTo<String>("/api/v1/accounts/:account/groups")
    package static let group = PathTo<String, String>("/api/v1/accounts/:account/groups/:group")
    package static let groupGrants = PathTo<String, String>("/api/v1/accounts/:account/groups/:group/grants")
    package static let groupGrant = PathTo<String, String, String>("/api/v1/accounts/:account/groups/:group/grants/:grant")
    package static let groupMembers = PathTo<String, String>("/api/v1/accounts/:account/groups/:group/members")
    package static let groupMember = PathTo<String, String, String>("/api/v1/accounts/:account/groups/:group/members/:member")
    package static let memberRecovery = PathTo<String, String>("/api/v1/accounts/:account/members/:member/recovery")
    /// The caller's own membership.
    package static let ownMembership = PathTo<String>("/api/v1/accounts/:account/members/me")
    package static let answers = PathTo<String>("/api/v1/accounts/:account/answers")
    package static let roles = PathTo<String>("/api/v1/accounts/:account/roles")
    package static let role = PathTo<String, String>("/api/v1/accounts/:account/roles/:role")
    package static let invitations = PathTo<String>("/api/v1/accounts/:account/invitations")
    package static let invitationBatches = PathTo<String>("/api/v1/accounts/:account/invitation-batches")
    package static let invitation = PathTo<String, String>("/api/v1/accounts/:account/invitations/:invitation")
    package static let resends = PathTo<String, String>("/api/v1/accounts/:account/invitations/:invitation/resends")
    package static let projects = PathTo<String>("/api/v1/accounts/:account/projects")
    package static let project = PathTo<String, String>("/api/v1/accounts/:account/projects/:project")
    package static let accessKeys = PathTo<String>("/api/v1/accounts/:account/access-keys")
    package static let accessKey = PathTo<String, String>("/api/v1/accounts/:account/access-keys/:key")
    package static let accessRequests = PathTo<String>("/api/v1/accounts/:account/access-requests")
    package static let accessRequest = PathTo<String, String>("/api/v1/accounts/:account/access-requests/:request")
    package static let approval = PathTo<String, String>("/api/v1/accounts/:account/access-requests/:request/approval")
    package static let denial = PathTo<String, String>("/api/v1/accounts/:account/access-requests/:request/denial")
    /// Where the metadata of the provider is (OpenID Connect Discovery section 4).
    package static let configuration = Path("/.well-known/openid-configuration")
}
