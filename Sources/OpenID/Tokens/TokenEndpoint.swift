package import Core
internal import JOSE
internal import SQL

extension OpenIDProvider {
    /// Answers a request at the token endpoint, and counts it. `address` is where the request comes from. Throws `OAuthError`, `SQLError`.
    package func token(
        _ parameters: Parameters, authorization: String?, proof: PossessionHeader? = nil, from address: String? = nil, at now: Timestamp
    ) async throws -> TokenAnswer {
        let grant = parameters["grant_type"].flatMap(Client.GrantType.init(rawValue:))?.shortName ?? "other"
        do {
            let answer = try await judged(parameters, authorization: authorization, proof: proof, from: address, at: now)
            ServerMetrics.tokens.add(1, grant, "given")
            return answer
        } catch {
            ServerMetrics.tokens.add(1, grant, (error as? OAuthError)?.code.rawValue ?? "failed")
            throw error
        }
    }

    private func judged(
        _ parameters: Parameters, authorization: String?, proof: PossessionHeader?, from address: String?, at now: Timestamp
    ) async throws -> TokenAnswer {
        if let name = parameters.repeated.first(where: { $0 != "resource" }) {
            throw OAuthError(.invalidRequest, "A parameter is given more than once: \(printable(name)).")
        }
        let client = try await authenticated(ClientCredentials(authorization: authorization, parameters: parameters), at: now)
        guard let type = parameters["grant_type"] else { throw OAuthError(.invalidRequest, "grant_type is missing.") }
        guard let grant = Client.GrantType(rawValue: type) else {
            throw OAuthError(
                .unsupportedGrantType, "grant_type is one of: \(Client.GrantType.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard client.grantTypes.contains(grant) else {
            throw OAuthError(.unauthorizedClient, "This client is not registered for \(grant.rawValue).")
        }
        let key = try await provedKey(proof, of: client, at: now)
        switch grant {
        case .clientCredentials: return try await clientCredentials(parameters, client, key, from: address, at: now)
        case .authorizationCode: return try await exchange(parameters, client, key, at: now)
        case .refreshToken: return try await refresh(parameters, client, key, at: now)
        case .assertion: return try await assertion(parameters, client, key, at: now)
        case .deviceCode: return try await device(parameters, client, key, at: now)
        case .tokenExchange: return try await exchangeToken(parameters, client, key, at: now)
        }
    }

    /// The fast path: the client and the key come from memory (checked by `dataVersion`), with one SHA-256, one signature, no transaction
    /// and no write, but for the first token of an access key from a network in an hour.
    private func clientCredentials(
        _ parameters: Parameters, _ client: Client, _ provedKey: String?, from address: String?, at now: Timestamp
    ) async throws -> TokenAnswer {
        let own = client.scopes.filter { !Scope.personal.contains($0) }
        let asked = parameters.words("scope")
        guard asked.allSatisfy(own.contains) else {
            throw OAuthError(.invalidScope, "This client is not registered for one of these scopes on its own account.")
        }
        let scopes = asked.isEmpty ? own : asked
        if client.isAccessKey {
            let isRefused = !client.mayBeUsed(from: address)
            try await keyUses.note(client, from: address, for: scopes, isRefused: isRefused, in: database, at: now)
            guard !isRefused else {
                throw OAuthError(.unauthorizedClient, "This access key may not be used from this address.")
            }
        }
        let resource = try client.resource(in: parameters)
        let key = try await keys.signingKey(.es256, at: now)
        let token = try clientToken(for: client, scopes: scopes, resource: resource, boundTo: provedKey, key: key, at: now)
        return TokenAnswer(
            accessToken: token, expiresIn: lifetimes.accessToken.components.seconds, scopes: scopes, kind: .init(isBound: provedKey != nil))
    }

    private func exchange(_ parameters: Parameters, _ client: Client, _ provedKey: String?, at now: Timestamp) async throws -> TokenAnswer {
        guard let code = parameters["code"] else { throw OAuthError(.invalidRequest, "code is missing.") }
        let exchange = CodeExchange(
            code: TokenHash(code, purpose: .authorizationCode), client: client, redirectURI: parameters["redirect_uri"],
            verifier: parameters["code_verifier"], refreshToken: client.grantTypes.contains(.refreshToken) ? random.token() : nil,
            refreshExpiry: now + lifetimes.refreshToken, provedKey: provedKey)
        let directory = directory
        let outcome = try await database.write { tx in try exchange.run(tx, directory, at: now) }
        return try await answer(outcome, client, Asked(parameters, nonce: true), provedKey, at: now)
    }

    private func refresh(_ parameters: Parameters, _ client: Client, _ provedKey: String?, at now: Timestamp) async throws -> TokenAnswer {
        guard let token = parameters["refresh_token"] else { throw OAuthError(.invalidRequest, "refresh_token is missing.") }
        let asked = parameters.words("scope")
        guard asked.allSatisfy(client.scopes.contains) else {
            throw OAuthError(.invalidScope, "A refresh cannot ask for more than was granted.")
        }
        let refresh = Refresh(Secret(token), client: client, keyring: keyring, lifetimes: lifetimes, provedKey: provedKey)
        let directory = directory
        let outcome = try await database.write { tx in try refresh.run(tx, directory, at: now) }
        return try await answer(outcome, client, Asked(parameters, scopes: asked), provedKey, at: now)
    }

    private func device(_ parameters: Parameters, _ client: Client, _ provedKey: String?, at now: Timestamp) async throws -> TokenAnswer {
        guard let code = parameters["device_code"] else { throw OAuthError(.invalidRequest, "device_code is missing.") }
        let exchange = DeviceExchange(
            code: TokenHash(code, purpose: .deviceCode), client: client,
            refreshToken: client.grantTypes.contains(.refreshToken) ? random.token() : nil, refreshExpiry: now + lifetimes.refreshToken,
            provedKey: provedKey)
        let directory = directory
        let outcome = try await database.write { tx in try exchange.run(tx, directory, at: now) }
        return try await answer(outcome, client, Asked(parameters), provedKey, at: now)
    }

    /// RFC 7523 section 2.1. Cost: a signature checked and one made, one transaction.
    private func assertion(_ parameters: Parameters, _ client: Client, _ provedKey: String?, at now: Timestamp) async throws -> TokenAnswer
    {
        guard let text = parameters["assertion"] else { throw OAuthError(.invalidRequest, "assertion is missing.") }
        let assertion = try Assertion(text, of: client, issuer: issuer, at: now)
        let asked = parameters.words("scope")
        let allowed = client.scopes.filter { $0 != Scope.openid && $0 != Scope.offlineAccess }
        guard asked.allSatisfy(allowed.contains) else {
            throw OAuthError(
                .invalidScope, "An assertion gives neither openid nor offline_access, nor what the client is not registered for.")
        }
        let account = try parameters["account"].map { text in
            guard let account = AccountID(text) else { throw OAuthError(.invalidRequest, "account is no id of an account.") }
            return account
        }
        let exchange = AssertionExchange(
            assertion: assertion, client: client, account: account, scopes: asked.isEmpty ? allowed : asked, grant: GrantID(at: now))
        let directory = directory
        let outcome = try await database.write { tx in try exchange.run(tx, directory, at: now) }
        return try await answer(outcome, client, Asked(parameters), provedKey, at: now)
    }

    private func answer(
        _ outcome: GrantOutcome, _ client: Client, _ asked: Asked, _ provedKey: String?, at now: Timestamp
    ) async throws -> TokenAnswer {
        guard case .live(let live) = outcome else {
            if case .refused(let error) = outcome { throw error }
            throw OAuthError(.serverError, "No answer.")
        }
        guard asked.resource == nil || asked.resource == live.grant.resource else {
            throw OAuthError(.invalidTarget, "What a token is for was decided when it was granted: leave resource out, or name the same.")
        }
        // What was taken from the client meanwhile is no audience of a new token.
        guard live.grant.resource.map(client.usesResources.contains) ?? true else {
            throw OAuthError(.invalidTarget, "This client is not registered to use that resource any more.")
        }
        let granted = live.grant.scopes.filter(client.scopes.contains)
        let scopes = asked.scopes ?? granted
        guard scopes.allSatisfy(granted.contains) else {
            throw OAuthError(.invalidScope, "A refresh cannot ask for more than was granted.")
        }
        let access = try accessToken(
            for: live, client: client, scopes: scopes, boundTo: provedKey, key: await keys.signingKey(.es256, at: now), at: now)
        var id: String?
        if scopes.contains(Scope.openid) {
            let key = try await keys.signingKey(client.idTokenAlgorithm, at: now)
            id = try idToken(for: live, client: client, nonce: asked.nonce ? live.grant.nonce : nil, key: key, at: now)
        }
        return TokenAnswer(
            accessToken: access, expiresIn: lifetimes.accessToken.components.seconds, scopes: scopes, idToken: id,
            refreshToken: live.refreshToken?.exposed, kind: .init(isBound: provedKey != nil))
    }
}

/// What a request at the token endpoint says of the tokens of its grant.
private struct Asked {
    /// nil for all that were granted.
    let scopes: [String]?
    /// Whether the ID token repeats the nonce of the authorization request.
    let nonce: Bool
    /// The API that it names; nil for what was granted.
    let resource: String?

    init(_ parameters: Parameters, scopes: [String] = [], nonce: Bool = false) throws(OAuthError) {
        if parameters.repeated.contains("resource") { throw OAuthError(.invalidTarget, "A token is for one resource: name one.") }
        self.scopes = scopes.isEmpty ? nil : scopes
        self.nonce = nonce
        resource = parameters["resource"]
    }
}
