package import Core
package import JOSE
package import Language

/// The requested properties of a new client. `client(at:)` checks them and creates the id and the secret.
package struct ClientRegistration: Sendable {
    package var name: String
    package var kind: Client.Kind = .confidential
    package var firstParty = false
    package var requirePKCE = true
    package var grantTypes: Set<Client.GrantType>
    package var scopes: [String]
    package var redirectURIs: [String] = []
    package var postLogoutRedirectURIs: [String] = []
    package var backchannelLogoutURI: String?
    package var idTokenAlgorithm: Algorithm = .rs256
    package var claimsInIDToken = false
    package var needsAccount = false
    package var needsBoundTokens = false
    package var resources: [String] = []
    package var usesResources: [String] = []
    package var exchangesFrom: [ClientID] = []
    package var policyURI: String?
    package var supportURI: String?
    package var logoURI: String?
    package var needsPushedRequests = false
    package var product: String?
    package var account: AccountID?
    package var project: ProjectID?
    package var expiresAt: Timestamp?
    package var networks: [String] = []
    /// A JWK Set of public keys, by which a confidential client says who it is instead of a secret (`private_key_jwt`).
    package var keys: String?

    package init(name: String, grantTypes: Set<Client.GrantType>, scopes: [String]) {
        self.name = name
        self.grantTypes = grantTypes
        self.scopes = scopes
    }

    /// A relying party with the usual grants and scopes.
    package static func relyingParty(_ name: String, redirectURIs: [String]) -> ClientRegistration {
        var result = ClientRegistration(
            name: name, grantTypes: [.authorizationCode, .refreshToken],
            scopes: [Scope.openid, Scope.profile, Scope.email, Scope.offlineAccess])
        result.redirectURIs = redirectURIs
        return result
    }

    /// An access key of a project, or of a whole account. It is exchanged for a token with `client_credentials`.
    package static func accessKey(
        _ name: String, account: AccountID, project: ProjectID?, product: String, scopes: [String] = [Scope.readMessages]
    ) -> ClientRegistration {
        var result = ClientRegistration(name: name, grantTypes: [.clientCredentials], scopes: scopes)
        result.account = account
        result.project = project
        result.product = product
        return result
    }

    /// As of a client (`Client.isAccessKey`).
    var isAccessKey: Bool { project != nil || account != nil && product != nil && grantTypes == [.clientCredentials] }

    /// The current properties of a client, so that they can be changed and checked again.
    package init(of client: Client) {
        self.init(name: client.name, grantTypes: client.grantTypes, scopes: client.scopes)
        kind = client.kind
        firstParty = client.firstParty
        requirePKCE = client.requirePKCE
        redirectURIs = client.redirectURIs
        postLogoutRedirectURIs = client.postLogoutRedirectURIs
        backchannelLogoutURI = client.backchannelLogoutURI
        idTokenAlgorithm = client.idTokenAlgorithm
        claimsInIDToken = client.claimsInIDToken
        needsAccount = client.needsAccount
        needsBoundTokens = client.needsBoundTokens
        resources = client.resources
        usesResources = client.usesResources
        exchangesFrom = client.exchangesFrom
        policyURI = client.policyURI
        supportURI = client.supportURI
        logoURI = client.logoURI
        needsPushedRequests = client.needsPushedRequests
        product = client.product
        account = client.account
        project = client.project
        keys = client.assertionKeys
        expiresAt = client.expiresAt
        networks = client.networks
    }

    package struct Made: Sendable {
        package let client: Client
        /// Shown once; only its hash is stored. nil for a public client.
        package let secret: Secret<String>?
    }

    /// Checks the properties. Throws `Problem` (422) with a message for each wrong field.
    package func check() throws(Problem) {
        let errors = mistakes
        guard errors.isEmpty else {
            throw Problem(
                status: 422, code: "invalid-client", title: .english("This client cannot be registered as it is."), fields: errors)
        }
    }

    /// Checks the properties and creates the client. Throws what `check` throws.
    package func client(at now: Timestamp, random: some RandomSource = SystemRandom()) throws(Problem) -> Made {
        try check()
        let secret = kind == .confidential && keys == nil ? random.token() : nil
        var client = Client(
            id: ClientID(at: now, random: random), name: name, kind: kind,
            secretHash: secret.map { TokenHash($0.exposed, purpose: .clientSecret).bytes }, firstParty: firstParty,
            requirePKCE: requirePKCE, grantTypes: grantTypes, scopes: scopes, redirectURIs: redirectURIs,
            postLogoutRedirectURIs: postLogoutRedirectURIs, backchannelLogoutURI: backchannelLogoutURI,
            idTokenAlgorithm: idTokenAlgorithm, claimsInIDToken: claimsInIDToken, needsAccount: needsAccount,
            resources: resources, usesResources: usesResources, exchangesFrom: exchangesFrom, policyURI: policyURI, supportURI: supportURI,
            logoURI: logoURI, needsPushedRequests: needsPushedRequests,
            needsBoundTokens: needsBoundTokens, product: product,
            account: account,
            project: project, createdAt: now, createdBy: "", revokedAt: nil, assertionKeys: keys)
        client.expiresAt = expiresAt
        client.networks = networks
        return Made(client: client, secret: secret)
    }

    /// Public keys alone, each of a kind that signatures are checked with here.
    private static func mistake(inKeys text: String) -> String? {
        guard text.utf8.count <= 16384, let set = try? JSONValue(parsing: Array(text.utf8)), let listed = set["keys"]?.array else {
            return "Give a JWK Set: a JSON object with the list \"keys\", 16 KiB at most."
        }
        if listed.contains(where: { $0["d"] != nil || $0["kty"]?.string == "oct" }) {
            return "These are private or shared keys. Give the public ones alone, and make new ones: these are known now."
        }
        let usable = (try? KeySet(jwks: set))?.keys.filter { !$0.algorithms.isDisjoint(with: ClientAssertion.algorithms) } ?? []
        return usable.isEmpty || usable.count < listed.count ? "Each key is an RSA key of 2,048 bits or more, P-256 or Ed25519." : nil
    }

    private var mistakes: [FieldError] {
        var errors: [FieldError] = []
        if name.isEmpty || name.count > 100 || name.hasHiddenCharacters {
            errors.append(FieldError("name", "access.client-name"))
        }
        if grantTypes.isEmpty {
            errors.append(FieldError("grant_types", .english("Say how it gets its tokens: with a redirect, or client_credentials.")))
        }
        errors += mistakesOfScopes
        if grantTypes.contains(.clientCredentials) && kind == .public {
            errors.append(FieldError("grant_types", .english("A public client keeps no secret, so it cannot use client_credentials.")))
        }
        if grantTypes.contains(.authorizationCode) && redirectURIs.isEmpty {
            errors.append(FieldError("redirect_uris", .english("Name at least one address that people come back to.")))
        }
        if grantTypes.contains(.refreshToken) && grantTypes.isDisjoint(with: [.authorizationCode, .deviceCode]) {
            errors.append(FieldError("grant_types", .english("refresh_token needs authorization_code or device_code beside it.")))
        }
        errors += mistakesOfResources
        errors += mistakesOfLimits
        if let keys, let message = Self.mistake(inKeys: keys) { errors.append(FieldError("jwks", .english(message))) }
        if keys != nil, kind == .public {
            errors.append(FieldError("jwks", .english("A public client cannot keep a private key either.")))
        }
        if kind == .public && !requirePKCE { errors.append(FieldError("require_pkce", .english("A public client always needs PKCE."))) }
        if ![Algorithm.rs256, .es256, .edDSA].contains(idTokenAlgorithm) {
            errors.append(FieldError("id_token_signed_response_alg", .english("ID tokens are signed with RS256, ES256 or EdDSA.")))
        }
        for uri in redirectURIs + postLogoutRedirectURIs {
            if let message = RedirectURI.mistake(in: uri, publicClient: kind == .public) {
                errors.append(FieldError("redirect_uris", .english("\(uri): \(message)")))
            }
        }
        if let uri = backchannelLogoutURI, let message = RedirectURI.mistake(in: uri, publicClient: false) {
            errors.append(FieldError("backchannel_logout_uri", .english("\(uri): \(message)")))
        }
        if project != nil, account == nil {
            errors.append(FieldError("project", .english("An access key needs both its account and its project.")))
        }
        if project == nil, account != nil, product == nil {
            errors.append(FieldError("account", .english("Say which product's roles count in the account, with its product.")))
        }
        if product != nil && !isAccessKey && grantTypes.contains(.clientCredentials) && !scopes.contains(Scope.manageCatalog) {
            errors.append(
                FieldError(
                    "product",
                    .english("A product's client signs people in. Register another one, without a product, for client_credentials.")))
        }
        return errors
    }
}
