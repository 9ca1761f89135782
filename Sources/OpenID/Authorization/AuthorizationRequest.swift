package import Core
internal import JOSE

/// A request at the authorization endpoint that passed every rule (OpenID Connect Core section 3.1.2.1).
package struct AuthorizationRequest: Sendable {
    package let client: Client
    package let redirectURI: String
    package let state: String?
    /// The requested scopes that the client is registered for.
    package let scopes: [String]
    package let nonce: String?
    package let codeChallenge: String?
    package let prompt: Set<String>
    package let maxAge: Duration?
    package let loginHint: String?
    package let idTokenHint: String?
    package let account: AccountID?
    /// The claims that the ID token is asked to have (`claims`).
    let idTokenClaims: [String]
    /// Whether the answer is sent as a form (OAuth 2.0 Form Post Response Mode).
    package let isFormPost: Bool
    /// Whether only a sign-in with two factors will do (`acr_values`).
    package let needsTwoFactors: Bool
    /// The API that the tokens are for; nil for this server's own.
    package let resource: String?
    /// The thumbprint of the key that the code is for (`dpop_jkt`, RFC 9449 section 10); nil for none.
    let keyThumbprint: String?
    /// A sign-in after this time satisfies `prompt=login` and any `max_age`. Only this server sets it (`SignedInAfter`).
    package let signedInAfter: Timestamp?
    /// The parameters as received.
    package let parameters: Parameters
    /// Until when a request that the client sent ahead goes on; then the browser's address never says what is in it. nil for any other.
    package let pushedUntil: Timestamp?
    private let keyring: Keyring
    /// Where the request stands: at the authorization endpoint, or at the page where a device is let in.
    let page: Path
}

/// Why a request at the authorization endpoint is refused, and how the error is reported.
package enum AuthorizationRefusal: Error, Sendable, Equatable {
    /// An error page, never a redirect, because the client or the redirect URI is not trusted.
    case page(UntrustedRequest)
    /// A redirect that reports the error to the client.
    case redirect(to: String)
    /// The same, as a form that is posted to the client.
    case formPost(FormPost)
}

/// An answer that is posted to the client's redirect URI by a form of ours (OAuth 2.0 Form Post Response Mode).
package struct FormPost: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }
    package let address: String
    package let fields: [Field]

    init(_ pairs: [(name: String, value: String)], to address: String) {
        self.address = address
        fields = pairs.map { Field(name: $0.name, value: $0.value) }
    }
}

package enum UntrustedRequest: Sendable, Equatable {
    case unknownClient
    case redirectURI(client: String)
    case missingRedirectURI(client: String)
    /// A `request_uri` that nobody pushed, or whose time is over.
    case expiredRequest
}

extension AuthorizationRequest {
    /// Checks a request: first whether the client and the redirect URI can be trusted, then the rules in their order. Throws
    /// `AuthorizationRefusal`, `SQLError`.
    static func checked(
        _ parameters: Parameters, pushedUntil: Timestamp?, clients: ClientCache, issuer: String, keyring: Keyring
    ) async throws -> AuthorizationRequest {
        guard let id = parameters["client_id"].flatMap({ ClientID($0) }), let client = try await clients.client(id) else {
            throw AuthorizationRefusal.page(.unknownClient)
        }
        guard let address = parameters["redirect_uri"] else { throw AuthorizationRefusal.page(.missingRedirectURI(client: client.name)) }
        guard RedirectURI.matches(address, registered: client.redirectURIs, publicClient: client.kind == .public) else {
            throw AuthorizationRefusal.page(.redirectURI(client: client.name))
        }
        let draft = AuthorizationDraft(parameters: parameters, client: client, redirectURI: address, pushedUntil: pushedUntil)
        do throws(OAuthError) {
            for rule in AuthorizationRules.all { try rule.check(draft) }
        } catch {
            let pairs = error.pairs(state: parameters["state"], issuer: issuer)
            throw parameters["response_mode"] == ResponseMode.formPost
                ? AuthorizationRefusal.formPost(FormPost(pairs, to: address))
                : AuthorizationRefusal.redirect(to: RedirectURI.adding(pairs, to: address))
        }
        return AuthorizationRequest(draft, keyring)
    }

    init(_ draft: AuthorizationDraft, _ keyring: Keyring, at page: Path = OpenIDPath.authorize) {
        self.page = page
        self.keyring = keyring
        pushedUntil = draft.pushedUntil
        let parameters = draft.parameters
        client = draft.client
        redirectURI = draft.redirectURI
        self.parameters = parameters
        state = parameters["state"]
        scopes = parameters.words("scope").filter(draft.client.scopes.contains)
        nonce = parameters["nonce"]
        codeChallenge = parameters["code_challenge"]
        prompt = Set(parameters.words("prompt"))
        maxAge = parameters["max_age"].flatMap(Int64.init).map { .seconds($0) }
        loginHint = parameters["login_hint"]
        idTokenHint = parameters["id_token_hint"]
        account = parameters["account"].flatMap { AccountID($0) } ?? draft.client.account
        idTokenClaims = parameters["claims"].flatMap { try? ClaimsRequest($0) }?.idToken ?? []
        isFormPost = parameters["response_mode"] == ResponseMode.formPost
        let contexts = parameters.words("acr_values").compactMap(AuthenticationContext.init(rawValue:))
        needsTwoFactors = contexts.contains(.twoFactors) && !contexts.contains(.oneFactor)
        resource = parameters["resource"]
        keyThumbprint = parameters["dpop_jkt"]
        signedInAfter = SignedInAfter.read(parameters, keyring)
    }

    /// The same request as a path of this server, with nothing that only this server sets. Throws if the keyring cannot seal.
    package func path() throws -> Path { try path(SignedInAfter.without(parameters.pairs)) }

    /// The same request as a path of this server, for that account. Throws if the keyring cannot seal.
    package func path(for account: AccountID) throws -> Path {
        try path(parameters.pairs + [(name: "account", value: account.text)])
    }

    /// The request as a form of ours sends it back. Throws if the keyring cannot seal.
    package func encoded() throws -> String { try encoded(parameters.pairs) }

    private func path(_ pairs: [(name: String, value: String)]) throws -> Path { page.query(encoded: try encoded(pairs)) }

    private func encoded(_ pairs: [(name: String, value: String)]) throws -> String {
        guard let pushedUntil else { return Parameters.encoded(pairs) }
        return Parameters.encoded(try ContinuedRequest.pairs(sealing: pairs, of: client.id, until: pushedUntil, keyring))
    }

    /// The same request as a path of this server; only a sign-in after that time satisfies it.
    /// With `twoFactors` it asks for them too.
    package func path(again now: Timestamp, _ keyring: Keyring, twoFactors: Bool = false) throws -> Path {
        try path(without: ["login", "select_account"], signedInAfter: now, keyring, twoFactors: twoFactors)
    }

    /// The same request without these words of `prompt`.
    func path(without words: Set<String>, signedInAfter: Timestamp?, _ keyring: Keyring, twoFactors: Bool = false) throws -> Path {
        var pairs = SignedInAfter.without(parameters.pairs).filter { $0.name != "prompt" && !(twoFactors && $0.name == "acr_values") }
        if twoFactors { pairs.append(("acr_values", AuthenticationContext.twoFactors.rawValue)) }
        let rest = prompt.subtracting(words).sorted().joined(separator: " ")
        if !rest.isEmpty { pairs.append(("prompt", rest)) }
        if let signedInAfter { pairs.append(try SignedInAfter.sealed(signedInAfter, into: pairs, keyring)) }
        return try path(pairs)
    }

    /// The answer that reports a refusal of this request to the client.
    package func refused(_ code: OAuthError.Code, _ description: String, issuer: String) -> AuthorizationOutcome {
        answer(OAuthError(code, description).pairs(state: state, issuer: issuer))
    }

    /// The answer with these parameters, in the way that the request asks for.
    func answer(_ pairs: [(name: String, value: String)]) -> AuthorizationOutcome {
        isFormPost ? .formPost(FormPost(pairs, to: redirectURI)) : .redirect(to: RedirectURI.adding(pairs, to: redirectURI))
    }
}

extension OAuthError {
    /// The error, where it is explained, `state` as received, and `iss` (RFC 9207).
    func pairs(state: String?, issuer: String) -> [(name: String, value: String)] {
        var pairs = [(name: "error", value: code.rawValue), (name: "error_description", value: description)]
        pairs.append(("error_uri", issuer + OpenIDPath.errors.text + "#" + code.rawValue))
        if let state { pairs.append(("state", state)) }
        pairs.append(("iss", issuer))
        return pairs
    }
}
