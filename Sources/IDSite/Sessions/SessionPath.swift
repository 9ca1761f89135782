package import Core

/// The paths that end sessions. `CommonPath.signOut` ends the session of this browser.
package enum SessionPath {
    package static let end = PathTo<SessionID>("/sessions/:session/end")
    package static let endOthers = Path("/sessions/end-others")
}
