package import Core
internal import Identity
internal import SQL
package import Web

/// What all pages of a sign-in share: the brand of the asking product, the step, and where forms may redirect.
struct SignInFrame: Sendable {
    let site: IDSite
    let request: WebRequest
    let party: AskingParty?

    init(_ site: IDSite, _ request: WebRequest, returnTo: String?) async throws {
        self.site = site
        self.request = request
        if let path = LocalPath(returnTo) { party = try await site.asking(path) } else { party = nil }
    }

    var brand: Brand { site.brand(of: party?.product) }
    var formOrigins: [String] { party?.redirectOrigin.map { [$0] } ?? [] }

    func page(
        _ title: String, step: Int? = nil, address: String? = nil, status: Int = 200, content: HTML, below: HTML = HTML()
    ) -> WebResponse {
        let page = ColumnPage(
            title, brand: brand, request: request, step: step.map { "Step \($0) of 3" },
            identity: address.map { .init($0, changePath: "/sign-in/change") }, content: content, below: below)
        return .page(page, status: status, formOrigins: formOrigins)
    }
}

extension IDSite {
    func brand(of product: String?) -> Brand { products.first { $0.id == product }?.brand ?? .id }

    func tooManyTries(_ wait: Duration) -> Problem {
        let seconds = max(1, Int(wait.wholeMilliseconds + 999) / 1000)
        return Problem(
            status: 429, code: "too-many-tries", title: "Too many tries.",
            detail: "To keep guessers out, we take no more for now. Nothing of yours has changed, and a new password can be set meanwhile.",
            retryAfter: seconds)
    }

    /// The page of a problem for which the sign-in offers a way around (too many tries); nil for any other problem.
    package static func problemPage(_ problem: Problem, _ request: WebRequest) -> HTML? {
        guard problem.code == "too-many-tries", request.path.hasPrefix("/sign-in") else { return nil }
        return ProblemPage(problem, .id, request, below: "<a href=\"/forgot-password\">Set a new password</a>").html
    }

    /// Completes the sign-in: sets the session cookie and redirects to the continuation or to `returnTo`.
    func signedIn(_ started: SignInSteps.Started, returnTo: String) async throws -> WebResponse {
        let next = try await continuation.next(after: started.session, returnTo: returnTo) ?? returnTo
        return WebResponse.redirect(next)
            .with(SetCookie(IDSite.sessionCookie, started.token.exposed, for: Session.longestTime))
            .with(.removal(IDSite.signInCookie))
    }

    /// The token of the sign-in that is in progress in this browser.
    func signInToken(_ request: WebRequest) -> Secret<String>? {
        request.cookie(IDSite.signInCookie).flatMap { RandomToken.isWellFormed($0) ? Secret($0) : nil }
    }

    func currentSignIn(_ request: WebRequest) async throws -> (token: Secret<String>, signIn: SignIn)? {
        guard let token = signInToken(request) else { return nil }
        let now = clock.now()
        let keyring = keyring
        guard let signIn = try await database.read({ try $0.signIn(token: token.exposed, keyring, at: now) }) else { return nil }
        return (token, signIn)
    }

    /// Starts the sign-in again, after it has expired or if it never began.
    func startAnew() -> WebResponse {
        .redirect("/sign-in", notice: .info("That sign-in is over, or took longer than 15 minutes. Please begin again."))
    }
}
