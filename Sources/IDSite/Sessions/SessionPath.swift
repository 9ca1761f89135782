package import Core

/// The paths of a person's sessions. `CommonPath.signOut` ends the session of this browser.
package enum SessionPath {
    package static let list = Path("/sessions")
    package static let end = PathTo<SessionID>("/sessions/:session/end")
    package static let endOthers = Path("/sessions/end-others")
}
