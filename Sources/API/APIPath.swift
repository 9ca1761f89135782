package import Access
package import Core

/// The paths of the management API, of the decision API and of their descriptions.
package enum APIPath {
    package static let me = Path("/api/v1/me")
    /// The caller puts off their move to the ID.
    package static let moveWait = Path("/api/v1/me/move/wait")

    package static let account = PathTo<AccountID>("/api/v1/accounts/:account")
    package static let members = PathTo<AccountID>("/api/v1/accounts/:account/members")
    package static let member = PathTo<AccountID, MemberID>("/api/v1/accounts/:account/members/:member")
    package static let memberEvents = PathTo<AccountID, MemberID>("/api/v1/accounts/:account/members/:member/events")
    package static let events = PathTo<AccountID>("/api/v1/accounts/:account/events")
    package static let reviews = PathTo<AccountID>("/api/v1/accounts/:account/reviews")
    package static let memberChanges = PathTo<AccountID>("/api/v1/accounts/:account/member-changes")
    package static let grants = PathTo<AccountID, MemberID>("/api/v1/accounts/:account/members/:member/grants")
    package static let grant = PathTo<AccountID, MemberID, AccessGrantID>("/api/v1/accounts/:account/members/:member/grants/:grant")
    package static let groups = PathTo<AccountID>("/api/v1/accounts/:account/groups")
    package static let group = PathTo<AccountID, AccessGroupID>("/api/v1/accounts/:account/groups/:group")
    package static let groupGrants = PathTo<AccountID, AccessGroupID>("/api/v1/accounts/:account/groups/:group/grants")
    package static let groupGrant = PathTo<AccountID, AccessGroupID, AccessGrantID>(
        "/api/v1/accounts/:account/groups/:group/grants/:grant")
    package static let groupMembers = PathTo<AccountID, AccessGroupID>("/api/v1/accounts/:account/groups/:group/members")
    package static let groupMember = PathTo<AccountID, AccessGroupID, MemberID>(
        "/api/v1/accounts/:account/groups/:group/members/:member")
    package static let memberRecovery = PathTo<AccountID, MemberID>("/api/v1/accounts/:account/members/:member/recovery")
    /// The caller's own membership.
    package static let ownMembership = PathTo<AccountID>("/api/v1/accounts/:account/members/me")
    package static let answers = PathTo<AccountID>("/api/v1/accounts/:account/answers")
    package static let completions = PathTo<AccountID>("/api/v1/accounts/:account/answers/completions")
    package static let roles = PathTo<AccountID>("/api/v1/accounts/:account/roles")
    package static let role = PathTo<AccountID, CustomRoleID>("/api/v1/accounts/:account/roles/:role")
    package static let twoFactors = PathTo<AccountID>("/api/v1/accounts/:account/two-factors")
    package static let confirmations = PathTo<AccountID>("/api/v1/accounts/:account/confirmations")
    package static let closing = PathTo<AccountID>("/api/v1/accounts/:account/closing")
    package static let export = PathTo<AccountID>("/api/v1/accounts/:account/export")
    package static let policies = PathTo<AccountID>("/api/v1/accounts/:account/policies")
    /// When the account's people move to the ID.
    package static let accountMove = PathTo<AccountID>("/api/v1/accounts/:account/move")
    package static let directoryTokens = PathTo<AccountID>("/api/v1/accounts/:account/directory-tokens")
    package static let directoryToken = PathTo<AccountID, ProvisioningTokenID>("/api/v1/accounts/:account/directory-tokens/:token")
    package static let invitations = PathTo<AccountID>("/api/v1/accounts/:account/invitations")
    package static let invitationBatches = PathTo<AccountID>("/api/v1/accounts/:account/invitation-batches")
    package static let invitation = PathTo<AccountID, InvitationID>("/api/v1/accounts/:account/invitations/:invitation")
    package static let invitationResends = PathTo<AccountID, InvitationID>("/api/v1/accounts/:account/invitations/:invitation/resends")
    package static let catalog = PathTo<String>("/api/v1/products/:product/catalog")
    package static let catalogVersions = PathTo<String>("/api/v1/products/:product/catalog/versions")
    package static let projects = PathTo<AccountID>("/api/v1/accounts/:account/projects")
    package static let project = PathTo<AccountID, ProjectID>("/api/v1/accounts/:account/projects/:project")
    package static let projectRestoration = PathTo<AccountID, ProjectID>("/api/v1/accounts/:account/projects/:project/restoration")
    package static let accessKeys = PathTo<AccountID>("/api/v1/accounts/:account/access-keys")
    package static let accessKey = PathTo<AccountID, ClientID>("/api/v1/accounts/:account/access-keys/:key")
    package static let accessKeySecrets = PathTo<AccountID, ClientID>("/api/v1/accounts/:account/access-keys/:key/secrets")
    package static let roleHolders = PathTo<AccountID>("/api/v1/accounts/:account/role-holders")
    package static let accessRequests = PathTo<AccountID>("/api/v1/accounts/:account/access-requests")
    package static let accessRequest = PathTo<AccountID, AccessRequestID>("/api/v1/accounts/:account/access-requests/:request")
    package static let approval = PathTo<AccountID, AccessRequestID>("/api/v1/accounts/:account/access-requests/:request/approval")
    package static let denial = PathTo<AccountID, AccessRequestID>("/api/v1/accounts/:account/access-requests/:request/denial")

    /// The clients of this server, for the operator's programs.
    package static let clients = Path("/api/v1/clients")
    package static let client = PathTo<ClientID>("/api/v1/clients/:client")
    package static let clientSecrets = PathTo<ClientID>("/api/v1/clients/:client/secrets")

    /// Where a login signs in during a product's move.
    package static let rolloutRoute = Path("/api/v1/rollout/route")
    /// What a product needs to know of its old logins, to sign them in itself until they move.
    package static let rolloutChanges = Path("/api/v1/rollout/changes")
    /// What became of tries at the product's own door.
    package static let rolloutEpisodes = Path("/api/v1/rollout/episodes")

    /// What a product asks the ID to tell people.
    package static let notices = Path("/api/v1/notices")
    /// What an account calls its projects, for a product's own client.
    package static let projectNames = Path("/api/v1/project-names")
    package static let billingEvents = Path("/api/v1/billing-events")

    /// AuthZEN Authorization API 1.0.
    package static let evaluation = Path("/access/v1/evaluation")
    package static let evaluations = Path("/access/v1/evaluations")
    package static let subjectSearch = Path("/access/v1/search/subject")
    package static let resourceSearch = Path("/access/v1/search/resource")
    package static let actionSearch = Path("/access/v1/search/action")
    package static let authZENConfiguration = Path("/.well-known/authzen-configuration")

    package static let description = Path("/api/openapi.yaml")
    package static let guide = Path("/api")
}
