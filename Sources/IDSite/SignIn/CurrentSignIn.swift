internal import Core
internal import HTTPTypes
internal import Identity
internal import Language
internal import SQL
internal import Web

extension IDSite {
    /// A random value of the browser, the same for all sign-ins in its tabs. It opens nothing by itself.
    static let signInCookie = "lanyard_id_signin"

    /// The sign-in that the page is about: its own part is in the address of the page, the browser's part in the cookie. So another tab
    /// cannot change whom a page speaks of, and an address alone is of no use elsewhere (threat 20).
    func signInToken(_ request: WebRequest) -> Secret<String>? {
        guard let browser = signInBrowser(request), let own = request.query["flow"], RandomToken.isWellFormed(own) else { return nil }
        return token(browser: browser, own: own)
    }

    func signInBrowser(_ request: WebRequest) -> String? {
        request.cookie(IDSite.signInCookie).flatMap { RandomToken.isWellFormed($0) ? $0 : nil }
    }

    private func token(browser: String, own: String) -> Secret<String> { Secret(browser + "." + own) }

    /// The sign-in in progress that the page is about, with its token; nil if there is none, or if it is over.
    func currentSignIn(_ request: WebRequest) async throws -> (token: Secret<String>, signIn: SignIn)? {
        guard let token = signInToken(request) else { return nil }
        let now = clock.now()
        let keyring = keyring
        guard let signIn = try await database.read({ try $0.signIn(token: token.exposed, keyring, at: now) }) else { return nil }
        return (token, signIn)
    }

    /// The sign-in that the page is about, also if it is over since a day at most.
    func knownSignIn(_ request: WebRequest) async throws -> SignIn? {
        guard let token = signInToken(request) else { return nil }
        let keyring = keyring
        return try await database.read { try $0.pastSignIn(token: token.exposed, keyring) }
    }

    func browser(_ request: WebRequest) -> SignInSteps.Browser {
        var browser = SignInSteps.Browser(
            ClientOrigin(address: request.client, agent: request.headers[.userAgent] ?? ""),
            sessionToken: request.cookie(IDSite.sessionCookie).map { Secret($0) },
            knownToken: request.cookie(IDSite.knownCookie).flatMap { RandomToken.isWellFormed($0) ? Secret($0) : nil },
            trustedToken: request.cookie(IDSite.trustedCookie).flatMap { RandomToken.isWellFormed($0) ? Secret($0) : nil })
        browser.asksForTrust = request.form[TrustChoice.field] == TrustChoice.yes
        return browser
    }

    /// Begins a sign-in in this tab and goes to the password.
    func begin(
        _ login: String, returnTo: LocalPath?, askedBy party: AskingParty?, _ request: WebRequest
    ) async throws -> WebResponse {
        let browser = signInBrowser(request) ?? SystemRandom().token().exposed
        let own = SystemRandom().token().exposed
        try await steps.begin(
            login: login, returnTo: (returnTo ?? .home).text, askedBy: party, from: self.browser(request).origin,
            token: token(browser: browser, own: own))
        return WebResponse.redirect(SignInPath.password.query([("flow", own), (SignInPath.locales, party?.locales)]))
            .with(SetCookie(IDSite.signInCookie, browser, for: SignIn.remembered))
    }

    /// The answer of a page whose sign-in is over or never began. Whoever is signed in by now goes on; everybody else begins again with the
    /// same address and the same way back.
    func startAnew(_ request: WebRequest) async throws -> WebResponse {
        guard let past = try await knownSignIn(request) else {
            // A bookmark, or a browser that sends no cookies.
            return .redirect(SignInPath.address, notice: .info("sign-in.begin-here"))
        }
        if try await MaybeSignedIn.establish(request, in: self).signedIn != nil { return .redirect(LocalPath(past.returnTo) ?? .home) }
        return .redirect(
            SignInPath.address(past.address, returningTo: past.returnTo),
            notice: .info("sign-in.took-long"))
    }
}
