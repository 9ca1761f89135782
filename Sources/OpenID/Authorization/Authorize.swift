internal import Audit
package import Core
internal import JOSE
internal import SQL

extension OpenIDProvider {
    /// The request, if it passes every rule; one that was pushed is read first. Throws `AuthorizationRefusal`, `SQLError`.
    package func checked(_ parameters: Parameters, at now: Timestamp) async throws -> AuthorizationRequest {
        do {
            if let pushed = try await pushed(parameters, at: now) {
                return try await checked(pushed, pushedUntil: now + ContinuedRequest.lifetime)
            }
            let request = try await checked(parameters)
            if let end = request.pushedUntil, end <= now { throw AuthorizationRefusal.page(.expiredRequest) }
            return request
        } catch let refusal as AuthorizationRefusal {
            await note(refusal, of: parameters["client_id"].flatMap { ClientID($0) }, at: now)
            throw refusal
        }
    }

    private func note(_ refusal: AuthorizationRefusal, of client: ClientID?, at now: Timestamp) async {
        guard let client, refusal != .page(.unknownClient) else { return }
        if let error = refusal.error {
            await clientErrors.note(error, of: client, at: OpenIDPath.authorize, in: database, at: now)
        } else if case .page(let reason) = refusal, let guide = ErrorGuide.of(reason) {
            await clientErrors.note(guide.name, guide.meaning, of: client, at: OpenIDPath.authorize, in: database, at: now)
        }
    }

    /// The same of a request on its way through our pages, and of one that stands in full.
    package func checked(_ parameters: Parameters) async throws -> AuthorizationRequest {
        let continued = ContinuedRequest.opened(parameters, keyring)
        return try await checked(continued?.parameters ?? parameters, pushedUntil: continued?.until)
    }

    func checked(_ parameters: Parameters, pushedUntil: Timestamp?) async throws -> AuthorizationRequest {
        try await AuthorizationRequest.checked(parameters, pushedUntil: pushedUntil, clients: clients, issuer: issuer, keyring: keyring)
    }

    /// Answers a checked request for the current session, if there is one. Throws `SQLError`.
    package func authorize(
        _ request: AuthorizationRequest, signedIn: CurrentSession?, at now: Timestamp
    ) async throws -> AuthorizationOutcome {
        let silent = request.prompt.contains("none")
        func refused(_ code: OAuthError.Code, _ description: String) -> AuthorizationOutcome {
            request.refused(code, description, issuer: issuer)
        }
        guard let signedIn else {
            return silent
                ? refused(.loginRequired, "Nobody is signed in.")
                : .signIn(
                    returnTo: try path(of: request, again: request.asksForSignIn, at: now), again: false, loginHint: request.loginHint)
        }
        let hinted = try await hintedPerson(request, at: now)
        let code = random.token()
        let grant = Grant(id: GrantID(at: now, random: random), request: request, signedIn: signedIn, at: now)
        let hash = TokenHash(code.exposed, purpose: .authorizationCode)
        let expiry = now + lifetimes.code
        let directory = directory
        let verdict = try await database.write { tx -> Verdict in
            let subject: Subject
            switch try judge(request, signedIn, hinted: hinted, in: tx, at: now) {
            case .may(let found): subject = found
            case .not(let verdict): return verdict
            }
            if try request.client.firstParty == false
                && (request.prompt.contains("consent")
                    || !tx.consented(subject.person, to: request.client.id, request.permissions))
            {
                return .consent
            }
            if let product = try productOutside(of: subject.person, request, in: tx, at: now) { return .outside(product: product) }
            try tx.add(grant.of(subject.person), code: hash, of: request, expiresAt: expiry, at: now)
            if let product = request.client.product { try directory.arrived(subject.person, in: product, in: tx, at: now) }
            return .granted
        }
        switch verdict {
        case .signIn(let again):
            return silent
                ? refused(.loginRequired, "Signing in again is needed.")
                : .signIn(returnTo: try path(of: request, again: again, at: now), again: again, loginHint: request.loginHint)
        case .stepUp:
            return silent
                ? refused(.loginRequired, "Signing in with two factors is needed.")
                : .signIn(
                    returnTo: try request.path(again: now, keyring, twoFactors: true), again: true, loginHint: request.loginHint)
        case .tooFewFactors: return refused(.unmetAuthenticationRequirements, "The person has no second factor.")
        case .unfitSignIn:
            return refused(.unmetAuthenticationRequirements, "The account takes no sign-in of this kind, or from this network.")
        case .otherPerson:
            return silent
                ? refused(.loginRequired, "Somebody else than the hint names is signed in.")
                : .otherPerson(
                    client: request.client.name, returnTo: try path(of: request, again: true, at: now), loginHint: request.loginHint)
        case .noMembership(let product):
            return silent
                ? refused(.interactionRequired, "The person is no member of this product.")
                : .noMembership(product: product, returnTo: try request.path())
        case .outside(let product):
            return silent ? refused(.interactionRequired, "The person signs in at the product itself for now.") : .outside(product: product)
        case .account(let accounts):
            return silent && accounts.count > 1
                ? refused(.interactionRequired, "The person has several accounts, and none is named.") : .account(accounts)
        case .noAccount: return refused(.accessDenied, "The person is no member of this account.")
        case .consent:
            return silent
                ? refused(.consentRequired, "The person has not agreed yet.")
                : .consent(
                    client: request.client.id, name: request.client.name, permissions: request.permissions, returnTo: try request.path())
        case .granted:
            var pairs = [(name: "code", value: code.exposed)]
            if let state = request.state { pairs.append(("state", state)) }
            pairs.append(("iss", issuer))
            return request.answer(pairs)
        }
    }

    /// Whether the person may give the client what it asks for, consent apart.
    enum Judgement {
        case may(Subject)
        case not(Verdict)
    }

    /// Judges everything about the person, their sign-in and the account. `hinted` is whom the client expects.
    func judge(
        _ request: AuthorizationRequest, _ signedIn: CurrentSession, hinted: PersonID?, in tx: Transaction, at now: Timestamp
    ) throws -> Judgement {
        guard try directory.isLive(signedIn.session, at: now, in: tx), let subject = try directory.subject(signedIn.person, in: tx) else {
            return .not(.signIn(again: false))
        }
        // The person in the hint may have been joined into another person since.
        let isMeant = try hinted.map { try directory.subject($0, in: tx)?.person == subject.person } ?? true
        guard isMeant else { return .not(.otherPerson) }
        guard request.isFreshEnough(signedIn, at: now) else { return .not(.signIn(again: true)) }
        /// Signed in for this very request, and still with one factor: there is no second.
        func stepUp() throws -> Verdict {
            let canStepUp = try request.signedInAfter == nil && directory.hasSecondFactor(subject.person, in: tx)
            return canStepUp ? .stepUp : .tooFewFactors
        }
        if request.needsTwoFactors, signedIn.context == .oneFactor { return .not(try stepUp()) }
        if let product = request.client.product, try !directory.person(subject.person, uses: product, in: tx) {
            return .not(.noMembership(product: product))
        }
        if request.account == nil, request.client.needsAccount {
            let accounts = try directory.accounts(of: subject.person, product: request.client.product, in: tx)
            return .not(accounts.isEmpty ? .noAccount : .account(accounts))
        }
        if let account = request.account {
            switch try directory.access(
                of: subject.person, to: account, product: request.client.product, after: signedIn.proved, in: tx, at: now)
            {
            case .none: return .not(.noAccount)
            case .needsTwoFactors: return .not(try stepUp())
            case .needsSignIn: return .not(request.signedInAfter == nil ? .signIn(again: true) : .unfitSignIn)
            case .roles: break
            }
        }
        return .may(subject)
    }

    /// The client's product, if the person goes on signing in there itself for now.
    func productOutside(of person: PersonID, _ request: AuthorizationRequest, in tx: Transaction, at now: Timestamp) throws -> String? {
        guard let product = request.client.product, try directory.staysOutside(person, of: product, in: tx, at: now) else { return nil }
        return product
    }

    enum Verdict: Sendable {
        case signIn(again: Bool)
        case otherPerson, stepUp, tooFewFactors, unfitSignIn
        case noMembership(product: String)
        case outside(product: String)
        case account([AccountID])
        case noAccount, consent, granted
    }

    /// The person the client expects (`id_token_hint`); nil if there is no hint or it cannot be trusted.
    private func hintedPerson(_ request: AuthorizationRequest, at now: Timestamp) async throws -> PersonID? {
        guard let hint = request.idTokenHint else { return nil }
        let check = TokenCheck(.idToken, issuer: issuer, audience: request.client.id.text, expiredIsAccepted: true)
        let claims = try? check.claims(of: hint, keys: await keys.keySet(at: now), at: now)
        return claims?.text("sub").flatMap { PersonID($0) }
    }

    /// Stores the person's consent and returns the path of the request, with which the flow continues. Scopes from earlier consents stay
    /// allowed.
    package func agree(to request: AuthorizationRequest, person: PersonID, at now: Timestamp) async throws -> Path {
        try await database.write { tx in try tx.noteConsent(of: person, to: request, at: now) }
        return try request.path(without: ["consent"], signedInAfter: request.signedInAfter, keyring)
    }

    /// Where the sign-in returns to; with `again`, only a sign-in from now on counts.
    private func path(of request: AuthorizationRequest, again: Bool, at now: Timestamp) throws -> Path {
        try again ? request.path(again: now, keyring) : request.path()
    }
}

extension Transaction {
    /// Scopes from earlier consents stay allowed.
    func noteConsent(of person: PersonID, to request: AuthorizationRequest, at now: Timestamp) throws {
        let known = try consentedScopes(person, to: request.client.id)
        let scope = (known + request.permissions.filter { !known.contains($0) }).joined(separator: " ")
        try run(
            """
            INSERT INTO consents (person_id, client_id, scope, at, given_at)
            VALUES (\(person), \(request.client.id), \(scope), \(now), \(now))
            ON CONFLICT (person_id, client_id) DO UPDATE SET scope = EXCLUDED.scope, at = EXCLUDED.at
            """)
        try append(
            AuditEvent(
                .consentGiven, by: .person(person), on: request.client.id.text,
                details: ["scopes": request.permissions.joined(separator: " ")]), at: now)
    }
}

extension AuthorizationRequest {
    /// The permissions that need consent: the scopes and, if the request names an account, the permissions for that account. Each account
    /// needs its own consent.
    var permissions: [String] {
        guard let account else { return scopes }
        let managing = scopes.contains(Scope.manage) ? [Scope.manage(account)] : []
        return scopes.filter { $0 != Scope.manage } + [Scope.account(account)] + managing
    }

    var asksForSignIn: Bool { !prompt.isDisjoint(with: ["login", "select_account"]) }

    /// Whether the sign-in is recent enough for `prompt` and `max_age`.
    func isFreshEnough(_ signedIn: CurrentSession, at now: Timestamp) -> Bool {
        if asksForSignIn { return false }
        if let signedInAfter, signedIn.at < signedInAfter || now > signedInAfter + SignedInAfter.lifetime { return false }
        // NumericDates are whole seconds, so one second is added. A sign-in made for this request (`signedInAfter`) is recent enough for
        // any max_age, even 0.
        if let maxAge, signedIn.at + maxAge + .seconds(1) <= now, signedInAfter == nil { return false }
        return true
    }
}

extension Transaction {
    func consentedScopes(_ person: PersonID, to client: ClientID) throws -> [String] {
        guard let row = try first("SELECT scope FROM consents WHERE person_id = \(person) AND client_id = \(client)") else { return [] }
        let scope: String = try row["scope"]
        return scope.split(separator: " ").map(String.init)
    }

    func consented(_ person: PersonID, to client: ClientID, _ permissions: [String]) throws -> Bool {
        let known = try consentedScopes(person, to: client)
        return permissions.allSatisfy(known.contains)
    }
}
