package import Core
package import Identity
package import Language
package import Web

extension IDSite {
    /// The session cookie's name without prefix; `WebsiteSettings.cookieName` of the ID's server is the same.
    package static let sessionCookie = "lanyard_id"
    /// By this cookie a browser is known in which somebody signed in fully; it opens nothing.
    static let knownCookie = "lanyard_id_known"
    /// By this cookie a browser is trusted, in which the second factor is not asked for.
    static let trustedCookie = "lanyard_id_trusted"

    /// Completes the sign-in: sets the session cookie and redirects to the continuation or to `returnTo`.
    func signedIn(_ started: SignInSteps.Started, returnTo: String, _ request: WebRequest) async throws -> WebResponse {
        try await signedIn(started, returnTo: returnTo, askedBy: try await knownSignIn(request)?.party, request)
    }

    func signedIn(
        _ started: SignInSteps.Started, returnTo: String, askedBy party: AskingParty?, _ request: WebRequest
    ) async throws -> WebResponse {
        let returnPath = LocalPath(returnTo) ?? .home
        let next = try await continuation.next(after: started.session, returnTo: returnPath)
        if next == nil, let offer = try await PasskeyOffer.path(in: started.session, before: returnPath, request, self) {
            return WebResponse.redirect(offer).with(cookies(of: started))
        }
        return (next.map { .redirect($0) } ?? leave(to: returnPath, askedBy: party, request))
            .with(cookies(of: started))
    }

    /// The cookies of a browser in which somebody has just signed in.
    func cookies(of started: SignInSteps.Started) -> [SetCookie] {
        let trusted = started.trustedToken.map { SetCookie(IDSite.trustedCookie, $0.exposed, for: TrustedBrowser.lifetime) }
        return [SetCookie(IDSite.sessionCookie, started.token.exposed, for: Session.longestTime), known(started.knownToken)]
            + [trusted].compactMap(\.self)
    }

    /// The cookie of a browser in which somebody has just signed in, or set their password.
    func known(_ token: Secret<String>) -> SetCookie { SetCookie(IDSite.knownCookie, token.exposed, for: KnownBrowser.lifetime) }
}

/// A step that may come between a finished sign-in and the page it returns to.
package protocol SignInContinuation: Sendable {
    /// The path of a page to show first, which then continues to `returnTo`; nil for none.
    func next(after session: Session, returnTo: LocalPath) async throws -> Path?

    /// The path of such a page that the person put off; nil if nothing waits.
    func waiting(for session: Session) async throws -> Path?

    /// What it offers to the person among what their ID opens.
    func links(for person: PersonID) async throws -> [ContinuationLink]
}

/// A page that a continuation adds.
package struct ContinuationLink: Sendable {
    let title: Phrase
    let path: Path

    package init(_ title: Phrase, _ path: Path) {
        self.title = title
        self.path = path
    }
}

package struct NoContinuation: SignInContinuation {
    package init() {}
    package func next(after session: Session, returnTo: LocalPath) async throws -> Path? { nil }
    package func waiting(for session: Session) async throws -> Path? { nil }
    package func links(for person: PersonID) async throws -> [ContinuationLink] { [] }
}
