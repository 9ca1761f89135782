package import Core

/// The paths that the frame of every page posts to.
package enum ShellPath {
    /// Posted to by a choice of an account; opened, it lists them all.
    package static let account = Path("/switch/account")
    package static let project = Path("/switch/project")
    /// A form that waited for a newer sign-in.
    package static let heldForm = Path("/continue")
    package static let accessRequests = Path("/access-requests")
}
