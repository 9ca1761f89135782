internal import Core
internal import Identity
internal import Web

extension IDSite {
    /// The session cookie's name without prefix; `WebsiteSettings.cookieName` of the ID's server is the same.
    package static let sessionCookie = "lanyard_id"
    static let signInCookie = "lanyard_id_signin"

    /// The token of the sign-in that is in progress in this browser.
    func signInToken(_ request: WebRequest) -> Secret<String>? {
        request.cookie(IDSite.signInCookie).flatMap { RandomToken.isWellFormed($0) ? Secret($0) : nil }
    }

    /// Begins a sign-in in this browser: sets its cookie and goes to the password.
    func begun(_ token: Secret<String>) -> WebResponse {
        WebResponse.redirect(SignInPath.password).with(SetCookie(IDSite.signInCookie, token.exposed, for: SignIn.lifetime))
    }

    /// Completes the sign-in: sets the session cookie and redirects to the continuation or to `returnTo`.
    func signedIn(_ started: SignInSteps.Started, returnTo: String) async throws -> WebResponse {
        let returnPath = LocalPath(returnTo) ?? .home
        let next = try await continuation.next(after: started.session, returnTo: returnPath)
        return (next.map { .redirect($0) } ?? WebResponse.redirect(returnPath))
            .with(SetCookie(IDSite.sessionCookie, started.token.exposed, for: Session.longestTime))
            .with(.removal(IDSite.signInCookie))
    }
}
