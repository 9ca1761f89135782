package import Core

/// The paths that the frame of every page posts to.
package enum ShellPath {
    package static let account = Path("/switch/account")
    package static let project = Path("/switch/project")
    package static let accessRequests = Path("/access-requests")
}
