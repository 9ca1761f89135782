package import Core

/// The paths of the people of an account.
package enum UserPath {
    package static let list = Path("/users")
    package static let file = Path("/users.csv")
    /// One act on several people: what it is, what it would bring, and that it be done.
    package static let selection = Path("/users/selection")
    package static let member = PathTo<String>("/users/:member")
    package static let status = PathTo<String>("/users/:member/status")
    package static let history = PathTo<String>("/users/:member/history")
    package static let newRole = PathTo<String>("/users/:member/roles")
    package static let role = PathTo<String, String>("/users/:member/roles/:grant")
    package static let roleRemoval = PathTo<String, String>("/users/:member/roles/:grant/remove")
    package static let memberGroups = PathTo<String>("/users/:member/groups")
    package static let review = Path("/users/review")
    package static let activity = Path("/users/activity")
    package static let activityFile = Path("/users/activity.csv")
    package static let activityJSON = Path("/users/activity.json")
    package static let groups = Path("/users/groups")
    package static let newGroup = Path("/users/groups/new")
    package static let group = PathTo<String>("/users/groups/:group")
    package static let groupEnd = PathTo<String>("/users/groups/:group/end")
    package static let groupRole = PathTo<String, String>("/users/groups/:group/roles/:grant")
    package static let newGroupRole = PathTo<String>("/users/groups/:group/roles")
    package static let groupRoleRemoval = PathTo<String, String>("/users/groups/:group/roles/:grant/remove")
    package static let groupMemberRemoval = PathTo<String, String>("/users/groups/:group/members/:member/remove")
    package static let roles = Path("/users/roles")
    package static let newOwnRole = Path("/users/roles/new")
    package static let ownRole = PathTo<String>("/users/roles/:role")
    package static let ownRoleRemoval = PathTo<String>("/users/roles/:role/remove")
    package static let directory = Path("/users/directory")
    package static let newDirectoryToken = Path("/users/directory/new")
    /// Shows a token once, after it was made.
    package static let madeDirectoryToken = Path("/users/directory/made")
    package static let directoryTokenEnd = PathTo<String>("/users/directory/:token/revoke")
    package static let recovery = PathTo<String>("/users/:member/second-factor")
    package static let recoveryWithdrawal = PathTo<String>("/users/:member/second-factor/withdraw")
    package static let removal = PathTo<String>("/users/:member/remove")
    package static let invite = Path("/users/invite")
    package static let inviteMany = Path("/users/invite/many")
    package static let invitations = Path("/users/invitations")
    package static let resend = PathTo<InvitationID>("/users/invitations/:invitation/resend")
    package static let withdrawal = PathTo<InvitationID>("/users/invitations/:invitation/withdraw")

    package static let requests = Path("/users/requests")
    package static let request = PathTo<String>("/users/requests/:request")
    package static let denial = PathTo<String>("/users/requests/:request/deny")

    /// For mails: the page of a request for access, after the account it belongs to was opened.
    package static func request(_ request: String, in account: String) -> Path {
        ShellPath.account.query([("account", account), ("return_to", self.request(request).text)])
    }

    /// For mails: the page of a member, after the account they belong to was opened.
    package static func member(_ member: String, in account: String) -> Path {
        page(self.member(member), in: account)
    }

    /// The same for a group.
    package static func group(_ group: String, in account: String) -> Path { page(self.group(group), in: account) }

    private static func page(_ page: Path, in account: String) -> Path {
        ShellPath.account.query([("account", account), ("return_to", page.text)])
    }
}
