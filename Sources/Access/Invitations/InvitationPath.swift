package import Core

/// The paths of the page that an invitation mail links to. Opening the page does not use up the invitation.
package enum InvitationPath {
    package static let invitation = PathTo<String>("/invitations/:token")
    /// Where a person who is new to the ID registers and accepts.
    package static let person = PathTo<String>("/invitations/:token/person")
}
