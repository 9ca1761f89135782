package import Core
internal import JOSE
internal import SQL

/// Authorization requests that clients send ahead, so that nobody makes a request in their name (RFC 9126).
extension OpenIDProvider {
    /// Checks the request as the authorization endpoint would, and keeps it. Returns the endpoint's JSON (section 2.2). Throws `OAuthError`,
    /// `SQLError`.
    package func push(
        _ parameters: Parameters, authorization: String?, proof: PossessionHeader? = nil, at now: Timestamp
    ) async throws -> [UInt8] {
        if let name = parameters.repeated.first {
            throw OAuthError(.invalidRequest, "A parameter is given more than once: \(printable(name)).")
        }
        let client = try await authenticated(ClientCredentials(authorization: authorization, parameters: parameters), at: now)
        guard parameters["request_uri"] == nil else { throw OAuthError(.invalidRequest, "request_uri cannot be pushed itself.") }
        var pairs = parameters.pairs.filter { Self.kept.contains($0.name) }
        pairs.append(("client_id", client.id.text))
        if let proof {
            let key = try await provedKey(proof, of: client, at: now)
            guard parameters["dpop_jkt"] == nil || parameters["dpop_jkt"] == key else {
                throw OAuthError(.invalidDPoPProof, "dpop_jkt names another key than the one that is proved.")
            }
            pairs.removeAll { $0.name == "dpop_jkt" }
            if let key { pairs.append(("dpop_jkt", key)) }
        }
        do {
            _ = try await checked(Parameters(pairs), pushedUntil: now + ContinuedRequest.lifetime)
        } catch let refusal as AuthorizationRefusal {
            throw refusal.error ?? OAuthError(.invalidRequest, "redirect_uri is missing, or none that this client is registered with.")
        }
        let token = random.token()
        let hash = TokenHash(token.exposed, purpose: .pushedRequest)
        let expiry = now + lifetimes.pushedRequest
        let encoded = Parameters.encoded(pairs)
        guard encoded.utf8.count <= Self.longest else {
            throw OAuthError(.invalidRequest, "The request is longer than \(Self.longest) bytes.")
        }
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO pushed_requests (hash, client_id, parameters, expires_at)
                VALUES (\(hash.bytes), \(client.id), \(encoded), \(expiry))
                """)
        }
        var writer = JSONWriter()
        writer.add("request_uri", Self.pushedPrefix + token.exposed)
        writer.add("expires_in", lifetimes.pushedRequest.components.seconds)
        return writer.finished()
    }

    /// The parameters that the client pushed, once; nil for a request that names none. Whatever else stands beside `request_uri` is of no
    /// account (section 4). Throws `AuthorizationRefusal` for what is unknown, used, over, or another client's.
    func pushed(_ parameters: Parameters, at now: Timestamp) async throws -> Parameters? {
        guard let uri = parameters["request_uri"], uri.hasPrefix(Self.pushedPrefix) else { return nil }
        let hash = TokenHash(String(uri.dropFirst(Self.pushedPrefix.count)), purpose: .pushedRequest)
        let client = parameters["client_id"].flatMap { ClientID($0) }
        let stored: String? = try await database.writeUnflushed { tx in
            try tx.first(
                """
                DELETE FROM pushed_requests
                WHERE hash = \(hash.bytes) AND client_id = \(client?.text ?? "") AND expires_at > \(now) RETURNING parameters
                """)?["parameters"]
        }
        guard let stored, let pushed = Parameters(encoded: stored) else { throw AuthorizationRefusal.page(.expiredRequest) }
        return pushed
    }

    private static var pushedPrefix: String { "urn:ietf:params:oauth:request_uri:" }
    /// What a request consists of. What says who the client is, and what nobody here reads, is not stored.
    private static var kept: Set<String> {
        [
            "response_type", "response_mode", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
            "prompt",
            "max_age", "login_hint", "id_token_hint", "acr_values", "ui_locales", "claims", "account", "resource", "dpop_jkt", "display",
            "request", "registration",
        ]
    }
    /// In bytes: sealed, it stands in an address when the browser goes on to the sign-in.
    private static var longest: Int { 4500 }
}

extension AuthorizationRefusal {
    /// As an error of the endpoint; nil for one that is about the client or its address.
    var error: OAuthError? {
        switch self {
        case .page: return nil
        case .redirect(let address):
            let query = address.split(separator: "?", maxSplits: 1).last.map(String.init) ?? ""
            guard let parameters = Parameters(encoded: query) else { return nil }
            return OAuthError(code: parameters["error"], parameters["error_description"])
        case .formPost(let post):
            func field(_ name: String) -> String? { post.fields.first { $0.name == name }?.value }
            return OAuthError(code: field("error"), field("error_description"))
        }
    }
}

extension OAuthError {
    fileprivate init?(code: String?, _ description: String?) {
        guard let code = code.flatMap(Code.init(rawValue:)) else { return nil }
        self.init(code, description ?? "")
    }
}
