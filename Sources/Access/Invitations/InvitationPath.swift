package import Core

/// The paths of the page that an invitation mail links to. Opening the page does not use up the invitation.
package enum InvitationPath {
    package static let invitation = PathTo<String>("/invitations/:token")
    /// Where a person who is new to the ID registers and accepts.
    package static let person = PathTo<String>("/invitations/:token/person")
    /// Signs out whoever is signed in, and comes back to the invitation.
    package static let otherID = PathTo<String>("/invitations/:token/other-id")
}
