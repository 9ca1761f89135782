internal import Access
package import Core
internal import OpenID

/// The paths of what a person opens with their ID, and of what others may do with it.
package enum AccountsPath {
    package static let list = Path("/accounts")
    package static let leave = PathTo<MemberID>("/accounts/:member/leave")
    package static let applications = Path("/accounts/applications")
    package static let withdrawal = PathTo<ClientID>("/accounts/applications/:client/withdrawal")
}
