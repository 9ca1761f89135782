internal import Access
internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// Where a person lets a device in that has no browser: they type the code that it shows, see what asks and from where, and answer. A code
/// that came in a link is not taken before the person says that their device shows it (RFC 8628 section 5.4);
/// the page that asks shows it again, because a link may lead there too.
enum DevicePages {
    static func register(on routes: Routes<OpenIDEndpoints>) {
        routes.get(OpenIDPath.device, as: Anyone<IDSite>.self) { _, request, _ in entry(request, FormState()) }
        routes.post(OpenIDPath.device, as: Anyone<IDSite>.self, enter)
        routes.get(OpenIDPath.deviceApproval, as: MaybeSignedIn.self) { proof, request, endpoints in
            try await next(request.queryParameters, proof.signedIn, proof.current, decision: nil, request, endpoints)
        }
        routes.post(OpenIDPath.deviceApproval, as: SignedIn.self, decide)
    }

    private static func entry(_ request: WebRequest, _ form: FormState) -> WebResponse {
        if form.errors.isEmpty, let code = request.query["user_code"].flatMap({ UserCode($0) }) { return compare(code, request) }
        let form = form.focusing("user_code")
        let field = TextField("user_code", "authorization.device-code", .text, in: form, hint: "authorization.device-code-hint")
        return .page(
            ColumnPage(
                "authorization.device", brand: .id, request: request,
                content: """
                    <p class="lead">\(words: "authorization.device-lead")</p>\
                    \(Form(OpenIDPath.device, request, form, content: "\(field)\(Button("sign-in.continue"))"))
                    """
            ).html, status: form.status)
    }

    /// The code came in a link, perhaps from somebody else.
    private static func compare(_ code: UserCode, _ request: WebRequest) -> WebResponse {
        let yes = Form(
            OpenIDPath.device, request, content: "\(Hidden("user_code", code.text))\(Button("authorization.device-same"))")
        return .page(
            ColumnPage(
                "authorization.device-compare", brand: .id, request: request,
                content: """
                    <p class="lead"><strong>\(code.text)</strong></p><p>\(words: "authorization.device-compare-lead")</p>\(yes)\
                    \(Buttons("\(Button("authorization.device-other", .secondary, to: OpenIDPath.device))"))
                    """
            ).html)
    }

    @Sendable private static func enter(
        _ proof: Anyone<IDSite>, _ request: WebRequest, _ endpoints: OpenIDEndpoints
    ) async throws -> WebResponse {
        let site = endpoints.site
        try await site.requireTry(of: request)
        guard let code = UserCode(request.form.text("user_code")), try await endpoints.provider.isWaiting(code, at: request.time) else {
            try await site.countWrongCode(of: request)
            return entry(request, FormState(request.form, "user_code", "authorization.device-unknown"))
        }
        return .redirect(OpenIDPath.deviceApproval.query([("user_code", code.text)]))
    }

    @Sendable private static func decide(
        _ proof: SignedIn, _ request: WebRequest, _ endpoints: OpenIDEndpoints
    ) async throws -> WebResponse {
        guard let parameters = Parameters(encoded: request.form["request"] ?? "") else { throw Problem.notFound }
        let decision = request.form["decision"] == "allow"
        let current = CurrentSession(proof.session)
        return try await next(parameters, proof, current, decision: decision, request, endpoints)
    }

    private static func next(
        _ parameters: Parameters, _ signedIn: SignedIn?, _ current: CurrentSession?, decision: Bool?, _ request: WebRequest,
        _ endpoints: OpenIDEndpoints
    ) async throws -> WebResponse {
        let site = endpoints.site
        try await site.requireTry(of: request)
        switch try await endpoints.provider.device(parameters, signedIn: current, decision: decision, at: request.time) {
        case .unknown:
            try await site.countWrongCode(of: request)
            return .redirect(OpenIDPath.device, notice: .info("authorization.device-unknown"))
        case .signIn(let returnTo): return .redirect(SignInPath.address(returningTo: returnTo.text))
        case .ask(let waiting, let asked, let permissions):
            var account: String?
            if let id = asked.account { account = try await site.database.read { try $0.account(id)?.name } }
            return try confirmation(signedIn, waiting, asked, permissions, account: account, request)
        case .account(let accounts, let asked):
            if accounts.count == 1 { return .redirect(try asked.path(for: accounts[0])) }
            let named = try await site.names(of: accounts)
            return try AccountChoicePage.page(signedIn, named, asked, request)
        case .noMembership(let product, let returnTo):
            guard let signedIn else { return .redirect(SignInPath.address(returningTo: returnTo.text)) }
            return AuthorizationPages.noMembership(signedIn, site.brand(of: product), returnTo: returnTo, join: nil, request)
        case .outside(let product):
            let place = site.products.first { $0.id == product }
            return AuthorizationPages.outside(place?.brand.name ?? product, site.brand(of: product), place, request)
        case .refused:
            return ended("authorization.device-refused", "authorization.device-refused-next", request, status: 403)
        case .answered(true, let client):
            return ended("authorization.device-connected", Phrase("authorization.device-connected-next", ["client": client]), request)
        case .answered(false, _): return ended("authorization.device-denied", "authorization.device-denied-next", request)
        }
    }

    private static func confirmation(
        _ signedIn: SignedIn?, _ waiting: DeviceRequest, _ asked: AuthorizationRequest, _ permissions: [String], account: String?,
        _ request: WebRequest
    ) throws -> WebResponse {
        let items = permissions.map { permission -> HTML in "<li>\(PermissionWords.phrase(permission, in: account))</li>" }
        let agent: (Phrase, HTML)? = waiting.agent.isEmpty ? nil : ("authorization.device-program", HTML(text: waiting.agent))
        let code = asked.parameters["user_code"].flatMap { UserCode($0) }?.text ?? ""
        let facts = [
            ("authorization.device-code", "<strong>\(code)</strong>"), ("authorization.device-asked", PageText.time(waiting.createdAt)),
            ("authorization.device-from", HTML(text: waiting.origin)),
            agent,
        ]
        let buttons: HTML = """
            \(Button(Phrase("authorization.allow", ["client": asked.client.name]), name: "decision", value: "allow"))\
            \(Button("authorization.do-not-allow", .secondary, name: "decision", value: "deny"))
            """
        let asking = Hidden("request", try asked.encoded())
        let content: HTML = """
            \(AuthorizationPages.logo(of: asked.client))<p>\(words: "authorization.device-warning", ["code": code])</p>\(Definitions(facts.compactMap(\.self)))\
            <p>\(words: "authorization.device-may", ["client": asked.client.name])</p><ul>\(items)</ul>\
            \(AuthorizationPages.links(of: asked.client))\
            \(Form(OpenIDPath.deviceApproval, request, content: "\(asking)\(Buttons(buttons))"))
            """
        var page = ColumnPage(
            Phrase("authorization.device-confirm", ["client": asked.client.name]), brand: .id, request: request, content: content)
        page.identity = try signedIn.map { .init($0.person.name, changePath: SignInPath.address(returningTo: try asked.path().text)) }
        return WebResponse.page(page).showing(asked.client.logoURI)
    }

    private static func ended(_ title: Phrase, _ next: Phrase, _ request: WebRequest, status: Int = 200) -> WebResponse {
        .page(ColumnPage(title, brand: .id, request: request, content: "<p class=\"lead\">\(next)</p>").html, status: status)
    }
}

extension IDSite {
    /// Wrong codes alone count, of a network in an hour, wherever they are given. Throws a 429.
    fileprivate func requireTry(of request: WebRequest) async throws {
        let subject = TrySubject.deviceCodes(browser(request).origin)
        let limits = steps.defence.limits
        let now = request.time
        let wait = try await database.read { try $0.wait(for: [subject], limits: limits, at: now) }
        if let wait { throw tooManyTries(wait) }
    }

    fileprivate func countWrongCode(of request: WebRequest) async throws {
        let subject = TrySubject.deviceCodes(browser(request).origin)
        let limits = steps.defence.limits
        let now = request.time
        _ = try await database.writeUnflushed { try $0.countTry(for: [subject], limits: limits, at: now) }
    }
}
