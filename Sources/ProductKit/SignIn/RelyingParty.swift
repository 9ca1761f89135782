internal import Core
internal import Crypto
internal import Delivery
internal import JOSE
internal import Language
internal import Web

/// Why the ID could not be reached, or why its answer was not accepted. `detail` is for the log.
enum RelyingPartyError: Error, Sendable, Equatable {
    case unreachable(detail: String)
    case discovery(detail: String)
    case token(TokenRefusal)
    case nonce
    /// The token endpoint refused; the value is its error code.
    case refused(String)

    var problem: Problem {
        switch self {
        case .unreachable, .discovery:
            Problem(
                status: 503, code: "id-unreachable", title: "product.id-unreachable", detail: "product.id-unreachable-next", retryAfter: 5)
        case .token, .nonce, .refused:
            Problem(status: 400, code: "sign-in-failed", title: "product.sign-in-failed", detail: "product.sign-in-failed-next")
        }
    }
}

/// The product's side of OpenID Connect: discovery, code flow with PKCE, tokens and their validation, the provider's keys.
struct RelyingParty: Sendable {
    let connection: ProviderConnection
    let callback: String
    let clock: any WallClock
    private let provider: ProviderCache

    init(connection: ProviderConnection, callback: String, clock: any WallClock) {
        self.connection = connection
        self.callback = callback
        self.clock = clock
        provider = ProviderCache(issuer: connection.issuer, http: connection.http, clock: clock)
    }

    /// What a sign-in asks for (OpenID Connect Core section 5.4): the person's id, name and address.
    private static let scopes = "openid profile email"

    var issuer: String { connection.issuer }
    /// Scheme and authority of the issuer, for `form-action`.
    var issuerOrigin: String { connection.issuer.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/") }

    func provider() async throws -> Provider { try await provider.current() }

    /// The address that starts a sign-in (OpenID Connect Core section 3.1.2.1, RFC 7636).
    func authorizationAddress(
        state: String, nonce: String, verifier: String, login: LoginHint? = nil, twoFactors: Bool = false, again: Bool = false
    ) async throws -> String {
        let challenge = Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8))))
        return try await provider().authorizationEndpoint + "?"
            + PercentCoding.query([
                ("response_type", "code"), ("client_id", connection.clientID), ("redirect_uri", callback),
                ("scope", Self.scopes), ("state", state), ("nonce", nonce), ("code_challenge", challenge),
                ("code_challenge_method", "S256"), ("acr_values", twoFactors ? "urn:lanyard:2" : nil), ("prompt", again ? "login" : nil),
                ("login_hint", login?.login), ("rollout_known", try login.flatMap { try knownLogin($0) }),
            ])
    }

    /// Exchanges the code and validates the ID token against the nonce.
    func exchange(code: String, verifier: String, nonce: String) async throws -> (tokens: Tokens, identity: TokenClaims) {
        let tokens = try await token([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", callback), ("code_verifier", verifier),
        ])
        guard let idToken = tokens.idToken else { throw RelyingPartyError.token(.malformed) }
        let claims = try await verified(idToken.exposed, .idToken)
        guard let sent = claims.text("nonce"), Secret(nonce).matches(sent) else { throw RelyingPartyError.nonce }
        return (tokens, claims)
    }

    func refresh(_ refreshToken: Secret<String>) async throws -> Tokens {
        try await token([("grant_type", "refresh_token"), ("refresh_token", refreshToken.exposed)])
    }

    /// The product's word that this browser signed that login in before; nil for none.
    private func knownLogin(_ hint: LoginHint) throws -> String? {
        guard hint.isKnown, let key = connection.assertionKey else { return nil }
        let now = clock.now()
        let claims: JSON = [
            "iss": .string(connection.clientID), "sub": .string(hint.login), "aud": .string(connection.issuer), "known": true,
            "iat": .integer(now.seconds), "exp": .integer((now + PendingSignIn.lifetime).seconds),
        ]
        return try key.sign(claims.bytes, as: .idToken)
    }

    /// An access token by the product's own word (RFC 7523 section 2.1).
    func tokens(for own: OwnSignIn) async throws -> Tokens {
        guard let key = connection.assertionKey else { throw RelyingPartyError.refused("no key for assertions") }
        let now = clock.now()
        let claims: JSON = [
            "iss": .string(connection.clientID), "sub": .string(own.subject), "aud": .string(connection.issuer),
            "iat": .integer(now.seconds), "exp": .integer(now.seconds + 30), "jti": .string(SystemRandom().token().exposed),
            "auth_time": .integer(own.at.seconds), "amr": .array(own.methods.map(JSON.string)),
            "otp_step": own.oneTimeStep.map(JSON.integer) ?? .null,
        ]
        var tokens = try await token([
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", try key.sign(claims.bytes, as: .idToken)),
        ])
        tokens.own = own
        return tokens
    }

    /// Verifies a provider's token for this client: signature, `iss`, `aud`, `azp`, times. An unknown key is fetched, at most every 5 s.
    func verified(_ token: String, _ use: TokenUse) async throws -> TokenClaims {
        let check = TokenCheck(use, issuer: connection.issuer, audience: connection.clientID)
        let claims: TokenClaims
        do {
            claims = try check.claims(of: token, keys: try await provider.keys(), at: clock.now())
        } catch TokenRefusal.unknownKey {
            do { claims = try check.claims(of: token, keys: try await provider.newerKeys(), at: clock.now()) } catch let refusal
                as TokenRefusal
            {
                throw RelyingPartyError.token(refusal)
            }
        } catch let refusal as TokenRefusal { throw RelyingPartyError.token(refusal) }
        // OpenID Connect Core section 3.1.3.7: several audiences need `azp`, and `azp` must be us.
        if let audiences = claims.texts("aud"), audiences.count > 1, claims.text("azp") == nil {
            throw RelyingPartyError.token(.claim("azp"))
        }
        if claims["azp"] != nil, claims.text("azp") != connection.clientID { throw RelyingPartyError.token(.claim("azp")) }
        return claims
    }

    /// The provider's current answer about a token (RFC 7662); nil if the token is not active.
    func introspect(_ token: Secret<String>) async throws -> JSON? {
        let answer = try await post(try await provider().introspectionEndpoint, [("token", token.exposed)])
        guard answer.status == 200, let json = try? JSON(reading: answer.body) else {
            throw RelyingPartyError.unreachable(detail: "introspection answered \(answer.status)")
        }
        // A token that is bound to a key is no bearer token (RFC 9449 section 7.1).
        return json["active"]?.bool == true && json["cnf"] == nil ? json : nil
    }

    private func token(_ fields: [(String, String?)]) async throws -> Tokens {
        let answer = try await post(try await provider().tokenEndpoint, fields)
        guard let json = try? JSON(reading: answer.body) else {
            throw RelyingPartyError.unreachable(detail: "the token endpoint answered \(answer.status)")
        }
        guard answer.status == 200 else {
            if answer.status >= 500 { throw RelyingPartyError.unreachable(detail: "the token endpoint answered \(answer.status)") }
            throw RelyingPartyError.refused(json["error"]?.string ?? "status \(answer.status)")
        }
        guard let tokens = Tokens(answer: json, at: clock.now()) else { throw RelyingPartyError.token(.malformed) }
        return tokens
    }

    private func post(_ url: String, _ fields: [(String, String?)]) async throws -> OutgoingResponse {
        let request = OutgoingRequest(
            "POST", url,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
                ("Authorization", connection.basicAuthorization),
            ], body: Array(PercentCoding.query(fields).utf8))
        do { return try await connection.http.send(request) } catch let error as OutgoingHTTPError {
            throw RelyingPartyError.unreachable(detail: "\(error)")
        }
    }
}
