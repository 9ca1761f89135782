package import Core
internal import JOSE

/// An access token of this server (RFC 9068), read from its claims.
package struct AccessToken: Sendable, Equatable {
    /// A person's id, or the client's own id if the token is not for a person.
    package var subject: String
    /// nil for a client's own token.
    package var person: PersonID?
    package var client: ClientID
    /// Whose APIs it is for: the issuer's, a product's, or a registered resource.
    package var audience: String
    /// The clients that act for the person by exchanging the token, the last one first (`act`, RFC 8693 section 4.1).
    package var actors: [String]
    package var grant: GrantID?
    package var session: SessionID?
    package var account: AccountID?
    package var project: ProjectID?
    package var roles: [String]
    package var scopes: [String]
    package var authenticatedAt: Timestamp?
    package var context: AuthenticationContext?
    package var methods: [String]
    package var id: String
    package var expiresAt: Timestamp
    /// The thumbprint of the key that it is bound to (`cnf`, RFC 9449 section 6.1); nil for a bearer token.
    package var boundTo: String?
    /// The key that signed it (`kid`).
    package var key: String

    /// The token with the scopes that its client is registered for now: what was taken from a client counts at its next request.
    package func narrowed(to client: Client) -> AccessToken {
        var narrowed = self
        narrowed.scopes = scopes.filter(client.scopes.contains)
        return narrowed
    }

    private static func actors(_ act: JSONValue?) -> [String] {
        guard let act, let name = act["sub"]?.string else { return [] }
        return [name] + actors(act["act"])
    }

    package func has(_ scope: String) -> Bool { scopes.contains(scope) }

    /// nil if one of our claims has an invalid form: then another program or an old version of this server signed the token.
    init?(_ claims: TokenClaims, key: String) {
        guard let subject = claims.text("sub"), let client = claims.text("client_id").flatMap({ ClientID($0) }),
            let id = claims.text("jti"), let expiry = claims.time("exp")
        else { return nil }
        self.subject = subject
        self.client = client
        audience = claims.texts("aud")?.first ?? ""
        actors = Self.actors(claims["act"])
        self.id = id
        expiresAt = expiry
        self.key = key
        person = PersonID(subject)
        guard person != nil || subject == client.text else { return nil }
        boundTo = claims["cnf"]?["jkt"]?.string
        // Bound in a way that is not known here, it opens nothing.
        guard claims["cnf"] == nil || boundTo != nil else { return nil }
        grant = claims.text("grant").flatMap { GrantID($0) }
        session = claims.text("sid").flatMap { SessionID($0) }
        account = claims.text("account").flatMap { AccountID($0) }
        project = claims.text("project").flatMap { ProjectID($0) }
        guard (person == nil) == (grant == nil) else { return nil }
        roles = claims.texts("roles") ?? []
        scopes = (claims.text("scope") ?? "").split(separator: " ").map(String.init)
        authenticatedAt = claims.time("auth_time")
        context = claims.text("acr").flatMap(AuthenticationContext.init(rawValue:))
        methods = claims.texts("amr") ?? []
    }
}

extension OpenIDProvider {
    /// The audience of a client's own token if the client has a product, or a scope that is one's. So an access key of a project works for
    /// that product and for nothing else.
    package static func audience(ofProduct product: String) -> String { "urn:lanyard:product:" + product }

    func accessToken(
        for live: LiveGrant, client: Client, scopes: [String], boundTo: String?, key: SigningKey, at now: Timestamp
    ) throws -> String {
        var claims = JSONWriter()
        claims.add("iss", issuer)
        claims.add("sub", live.subject.person.text)
        claims.add("aud", live.grant.resource ?? issuer)
        claims.add("client_id", client.id.text)
        claims.add("iat", now.seconds)
        claims.add("exp", (now + lifetimes.accessToken).seconds)
        claims.add("jti", Base64URL.encode(random.bytes(16)))
        claims.add("scope", scopes.joined(separator: " "))
        claims.add("grant", live.grant.id.text)
        if live.inSession { claims.add("sid", live.grant.session.text) }
        claims.add("auth_time", live.grant.authenticatedAt.seconds)
        claims.add("acr", live.grant.context.rawValue)
        if !live.grant.methods.isEmpty { claims.add("amr", live.grant.methods) }
        claims.add("account", live.grant.account?.text)
        if let roles = live.roles { claims.add("roles", roles) }
        claims.add(boundTo: boundTo)
        return try key.sign(claims.finished(), as: .accessToken)
    }

    func clientToken(
        for client: Client, scopes: [String], resource: String?, boundTo: String?, key: SigningKey, at now: Timestamp
    ) throws -> String {
        var claims = JSONWriter()
        claims.add("iss", issuer)
        claims.add("sub", client.id.text)
        let product = Scope.isOfThisServer(scopes) ? nil : client.product ?? Scope.product(of: scopes)
        claims.add("aud", resource ?? product.map(Self.audience(ofProduct:)) ?? issuer)
        claims.add("client_id", client.id.text)
        claims.add("iat", now.seconds)
        claims.add("exp", (now + lifetimes.accessToken).seconds)
        claims.add("jti", Base64URL.encode(random.bytes(16)))
        claims.add("scope", scopes.joined(separator: " "))
        claims.add("account", client.account?.text)
        claims.add("project", client.project?.text)
        claims.add(boundTo: boundTo)
        return try key.sign(claims.finished(), as: .accessToken)
    }

    /// The ID token (OpenID Connect Core section 2). After a refresh it has no nonce (section 12.2).
    func idToken(for live: LiveGrant, client: Client, nonce: String?, key: SigningKey, at now: Timestamp) throws -> String {
        var claims = JSONWriter()
        claims.add("iss", issuer)
        claims.add("sub", live.subject.person.text)
        claims.add("aud", client.id.text)
        claims.add("iat", now.seconds)
        claims.add("exp", (now + lifetimes.idToken).seconds)
        claims.add("auth_time", live.grant.authenticatedAt.seconds)
        claims.add("nonce", nonce)
        claims.add("acr", live.grant.context.rawValue)
        if !live.grant.methods.isEmpty { claims.add("amr", live.grant.methods) }
        if live.inSession { claims.add("sid", live.grant.session.text) }
        claims.add("account", live.grant.account?.text)
        if let roles = live.roles {
            claims.add("roles", roles)
            if !client.firstParty { claims.add("groups", roles) }
        }
        let covered = StandardClaims.covered(by: live.grant.scopes.filter(client.scopes.contains))
        StandardClaims.add(
            client.claimsInIDToken ? covered : covered.intersection(live.grant.idTokenClaims), of: live.subject, to: &claims)
        return try key.sign(claims.finished(), as: .idToken)
    }
}

extension JSONWriter {
    /// RFC 9449 section 6.1.
    mutating func add(boundTo thumbprint: String?) {
        guard let thumbprint else { return }
        var confirmation = JSONWriter()
        confirmation.add("jkt", thumbprint)
        add("cnf", json: confirmation.finished())
    }
}
