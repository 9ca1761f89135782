internal import Core
internal import HTTPTypes
internal import JOSE
internal import Language
internal import Logging
internal import SQL
internal import Web

/// Sign-in, callback, sign-out, and the back-channel logout from the ID.
enum RelyingPartyRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(RelyingPartyPath.signIn, as: Anyone.self) { _, request, site in
            if let earlier = site.earlier, try await !isAtTheID(request, site) {
                // The product cannot prove more than it did: a second factor is added at the ID.
                if request.query[RelyingPartyPath.twoFactors] != nil, try await site.sessions.session(of: request) != nil {
                    return needsSecondFactor(
                        request, site, returningTo: request.returnPath ?? .home, in: request.accountAsked)
                }
                return try await earlier.page(request)
            }
            return try await start(request, site, account: request.accountAsked, returningTo: request.returnPath ?? .home)
        }
        routes.get(RelyingPartyPath.callback, as: Anyone.self) { _, request, site in try await callback(request, site) }
        routes.post(CommonPath.signOut, as: Anyone.self) { _, request, site in try await signOut(request, site) }
        routes.get(RelyingPartyPath.signedOut, as: Anyone.self) { _, request, site in
            .page(
                ColumnPage(
                    "product.signed-out", brand: site.brand, request: request,
                    content: "<p>\(words: "product.signed-out-next")</p>\(Button("product.sign-in-again", to: CommonPath.home))"))
        }
        routes.standard(.post, RelyingPartyPath.backChannelLogout, as: Anyone.self) { _, request, site in try await logout(request, site) }
    }

    private static func browserCookie(_ site: ProductSite) -> String { site.cookieName + "_browser" }

    /// Whether the sign-in is one for the ID, although the product has its own: chosen so, or of somebody who is inside.
    private static func isAtTheID(_ request: WebRequest, _ site: ProductSite) async throws -> Bool {
        if request.query[RelyingPartyPath.place] == RelyingPartyPath.placeID { return true }
        guard let session = try await site.sessions.session(of: request) else { return false }
        return session.idSession != nil
    }

    static func start(
        _ request: WebRequest, _ site: ProductSite, login: LoginHint? = nil, account: String?, returningTo page: LocalPath
    ) async throws -> WebResponse {
        let random = SystemRandom()
        let state = random.token().exposed
        let nonce = random.token().exposed
        let verifier = random.token().exposed
        let known = request.cookie(browserCookie(site)).flatMap { RandomToken.isWellFormed($0) ? $0 : nil }
        let browser = known ?? random.token().exposed
        let pending = PendingSignIn(nonce: nonce, verifier: verifier, returnPath: page, account: account)
        let sealed = try pending.sealed(by: site.keyring)
        let now = site.clock.now()
        let address = try await site.party.authorizationAddress(
            state: state, nonce: nonce, verifier: verifier, login: login, twoFactors: request.query[RelyingPartyPath.twoFactors] != nil,
            again: request.query[RelyingPartyPath.again] != nil)
        let network = ClientNetwork(request.client)
        // Read outside the transaction, so that sign-ins of one network do not wait for each other. The oldest are deleted to make room.
        let surplus = try await site.database.read { tx in try tx.surplusSignIns(of: network) }
        try await site.database.write { tx in
            if !surplus.isEmpty { try tx.run("DELETE FROM product_sign_ins WHERE state_hash IN \(list: surplus)") }
            try tx.addPendingSignIn(
                state: TokenHash(state, purpose: .productSignIn), browser: TokenHash(browser, purpose: .productSignIn), sealed: sealed,
                from: network, at: now)
        }
        return .redirect(OtherServer(address)).with(SetCookie(browserCookie(site), browser, for: .days(1)))
    }

    private static func callback(_ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        guard request.query.duplicates.isEmpty, let state = request.query["state"], let browser = request.cookie(browserCookie(site)) else {
            return failed(request, site, nil)
        }
        let now = site.clock.now()
        let sealed = try await site.database.write { tx in
            try tx.consumePendingSignIn(
                state: TokenHash(state, purpose: .productSignIn), browser: TokenHash(browser, purpose: .productSignIn), at: now)
        }
        guard let sealed, let pending = try? PendingSignIn(sealed: sealed, keyring: site.keyring) else { return failed(request, site, nil) }
        // RFC 9207: an answer from another server must be refused.
        guard request.query["iss"] == site.party.connection.issuer else { return failed(request, site, pending.returnPath) }
        if let error = request.query["error"] {
            site.log.info("sign-in refused", metadata: ["request": "\(request.id)", "error": "\(error.prefix(64))"])
            if error == "unmet_authentication_requirements" {
                return needsSecondFactor(request, site, returningTo: pending.returnPath, in: pending.account)
            }
            return failed(request, site, pending.returnPath, denied: error == "access_denied")
        }
        guard let code = request.query["code"] else { return failed(request, site, pending.returnPath) }
        let exchanged: (tokens: Tokens, identity: TokenClaims)
        do { exchanged = try await site.party.exchange(code: code, verifier: pending.verifier, nonce: pending.nonce) } catch let error
            as RelyingPartyError
        {
            if case .unreachable = error { throw error }
            site.log.warning("sign-in not believed", metadata: ["request": "\(request.id)", "reason": "\(error)"])
            return failed(request, site, pending.returnPath)
        }
        guard let subject = exchanged.identity.text("sub") else { return failed(request, site, pending.returnPath) }
        let new = NewSession(
            tokens: exchanged.tokens, subject: subject, idSession: exchanged.identity.text("sid"), account: pending.account)
        return try await site.begin(new, returningTo: pending.returnPath, request) { tx, now in
            guard let earlier = site.earlier else { return }
            // By the ID's clock, which says when people are brought back.
            try earlier.arrived(subject, in: tx, at: exchanged.identity.time("iat") ?? now)
            try tx.endOwnSessions(of: subject)
        }
    }

    /// The account asks for two factors, and the person has one: they add a second in their ID first.
    private static func needsSecondFactor(
        _ request: WebRequest, _ site: ProductSite, returningTo page: LocalPath, in account: String?
    ) -> WebResponse {
        let again =
            site.earlier == nil
            ? RelyingPartyPath.stepUp(returningTo: page, in: account) : RelyingPartyPath.signInAgain(returningTo: page, in: account)
        let buttons: HTML = """
            \(Button("product.to-your-id", to: OtherServer(site.party.issuerOrigin + CommonPath.home.text)))\
            \(Button("product.sign-in-again", .secondary, to: again))
            """
        return .page(
            ColumnPage(
                "product.needs-second-factor", brand: site.brand, request: request,
                content: "<p>\(words: "product.needs-second-factor-next")</p>\(Buttons(buttons))"), status: 403)
    }

    private static func failed(_ request: WebRequest, _ site: ProductSite, _ back: LocalPath?, denied: Bool = false) -> WebResponse {
        let title: Phrase = denied ? "product.not-signed-in" : .title("product.sign-in-failed")
        let why: Phrase = denied ? "product.not-signed-in-why" : "product.sign-in-failed-why"
        let again = RelyingPartyPath.signIn.query([("return_to", back?.text)])
        return .page(
            ColumnPage(
                title, brand: site.brand, request: request,
                content: """
                    <p>\(why)</p>\(Button("product.sign-in", to: again))\
                    <p class="reference">\(words: "problem.reference") <code>\(request.id)</code></p>
                    """),
            status: 400)
    }

    private static func signOut(_ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        var target: any Destination = RelyingPartyPath.signedOut
        if let session = try await site.sessions.session(of: request) {
            try await site.sessions.end(session)
            let hint = try? Tokens(sealed: session.sealedTokens, keyring: site.keyring).idToken
            if let end = try? await site.party.provider().endSessionEndpoint {
                // RP-Initiated Logout section 2.
                let query = PercentCoding.query([
                    ("id_token_hint", hint?.exposed), ("client_id", site.party.connection.clientID),
                    ("post_logout_redirect_uri", site.address.url(RelyingPartyPath.signedOut)),
                ])
                target = OtherServer(end + "?" + query)
            }
        }
        return .redirect(target).with(.removal(site.cookieName))
    }

    /// Back-Channel Logout sections 2.6 to 2.8.
    private static func logout(_ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        func refused(_ words: String) -> WebResponse {
            .json(["error": "invalid_request", "error_description": .string(words)], status: 400)
        }
        guard let token = request.form["logout_token"], request.form.duplicates.isEmpty else { return refused("logout_token is missing") }
        let claims: TokenClaims
        do { claims = try await site.party.verified(token, .logoutToken) } catch let error as RelyingPartyError {
            if case .token = error { return refused("the logout token is not valid") }
            throw error
        }
        guard claims["nonce"] == nil, claims["events"]?["http://schemas.openid.net/event/backchannel-logout"]?.object != nil,
            let jti = claims.text("jti"), claims.text("sid") != nil || claims.text("sub") != nil, let expires = claims.time("exp")
        else { return refused("the logout token lacks a claim") }
        let now = site.clock.now()
        let sid = claims.text("sid")
        let sub = claims.text("sub")
        let isNew = try await site.database.write { tx in
            try tx.endSessions(idSession: sid, subject: sub, jti: jti, expires: expires + .minutes(2), at: now)
        }
        return isNew ? .empty(200) : refused("the logout token was used before")
    }
}

extension WebRequest {
    /// The account that a link to the sign-in named.
    package var accountAsked: String? { query["account"].flatMap { $0.utf8.count <= 64 ? $0 : nil } }
}
