internal import Core
internal import HTTPTypes
internal import Identity
internal import SQL
internal import Web

extension IDSite {
    static let signInCookie = "lanyard_id_signin"

    /// The token of the sign-in that is in progress in this browser.
    func signInToken(_ request: WebRequest) -> Secret<String>? {
        request.cookie(IDSite.signInCookie).flatMap { RandomToken.isWellFormed($0) ? Secret($0) : nil }
    }

    /// The sign-in that is in progress in this browser, with its token; nil if there is none, or if it is over.
    func currentSignIn(_ request: WebRequest) async throws -> (token: Secret<String>, signIn: SignIn)? {
        guard let token = signInToken(request) else { return nil }
        let now = clock.now()
        let keyring = keyring
        guard let signIn = try await database.read({ try $0.signIn(token: token.exposed, keyring, at: now) }) else { return nil }
        return (token, signIn)
    }

    func browser(_ request: WebRequest) -> SignInSteps.Browser {
        SignInSteps.Browser(
            ClientOrigin(address: request.client, agent: request.headers[.userAgent] ?? ""),
            sessionToken: request.cookie(IDSite.sessionCookie).map { Secret($0) },
            knownToken: request.cookie(IDSite.knownCookie).flatMap { RandomToken.isWellFormed($0) ? Secret($0) : nil })
    }

    /// Begins a sign-in in this browser: sets its cookie and goes to the password.
    func begun(_ token: Secret<String>) -> WebResponse {
        WebResponse.redirect(SignInPath.password).with(SetCookie(IDSite.signInCookie, token.exposed, for: SignIn.lifetime))
    }

    /// Starts the sign-in again, after it has expired or if it never began.
    func startAnew() -> WebResponse {
        .redirect(SignInPath.address, notice: .info("That sign-in is over, or took longer than 15 minutes. Please begin again."))
    }
}
