package import Core
package import Identity
package import Web

extension IDSite {
    /// The session cookie's name without prefix; `WebsiteSettings.cookieName` of the ID's server is the same.
    package static let sessionCookie = "lanyard_id"

    /// Completes the sign-in: sets the session cookie and redirects to the continuation or to `returnTo`.
    func signedIn(_ started: SignInSteps.Started, returnTo: String) async throws -> WebResponse {
        let returnPath = LocalPath(returnTo) ?? .home
        let next = try await continuation.next(after: started.session, returnTo: returnPath)
        return (next.map { .redirect($0) } ?? WebResponse.redirect(returnPath))
            .with(SetCookie(IDSite.sessionCookie, started.token.exposed, for: Session.longestTime))
            .with(.removal(IDSite.signInCookie))
    }
}

/// A step that may come between a finished sign-in and the page it returns to.
package protocol SignInContinuation: Sendable {
    /// The path of a page to show first, which then continues to `returnTo`; nil for none.
    func next(after session: Session, returnTo: LocalPath) async throws -> Path?
}

package struct NoContinuation: SignInContinuation {
    package init() {}
    package func next(after session: Session, returnTo: LocalPath) async throws -> Path? { nil }
}
