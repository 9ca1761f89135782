internal import Core
internal import JOSE
internal import OpenID

/// A client as commands print it.
struct PrintedClient: Encodable {
    let clientID: String
    let name: String
    let kind: String
    let grants: [String]
    let scopes: [String]
    let redirectURIs: [String]
    let postLogoutRedirectURIs: [String]
    let backchannelLogoutURI: String?
    let idTokenAlgorithm: String
    let requirePKCE: Bool
    let firstParty: Bool
    let product: String?
    let account: String?
    let project: String?
    let createdAt: String
    let createdBy: String
    let revokedAt: String?
    let claimsInIDToken: Bool
    let needsAccount: Bool
    let dpop: Bool
    let resources: [String]
    let usesResources: [String]
    let exchangesFrom: [String]
    let policyURI: String?
    let supportURI: String?
    let logoURI: String?
    let pushedRequests: Bool
    /// `client_secret`, `private_key_jwt` or `none`.
    let authentication: String
    /// Printed with a new one only.
    let clientSecret: String?

    enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case name, kind, grants, scopes, redirectURIs, postLogoutRedirectURIs, backchannelLogoutURI, idTokenAlgorithm, requirePKCE
        case firstParty, product, account, project, createdAt, createdBy, revokedAt, claimsInIDToken, needsAccount
        case authentication, dpop, resources, usesResources, exchangesFrom, policyURI, supportURI, logoURI, pushedRequests
        case clientSecret = "client_secret"
    }

    init(_ client: Client, secret: Secret<String>? = nil) {
        needsAccount = client.needsAccount
        claimsInIDToken = client.claimsInIDToken
        authentication =
            switch client.authentication {
            case .none: "none"
            case .secret: "client_secret"
            case .key: "private_key_jwt"
            }
        dpop = client.needsBoundTokens
        resources = client.resources
        usesResources = client.usesResources
        exchangesFrom = client.exchangesFrom.map(\.text)
        policyURI = client.policyURI
        supportURI = client.supportURI
        logoURI = client.logoURI
        pushedRequests = client.needsPushedRequests
        clientSecret = secret?.exposed
        clientID = client.id.text
        name = client.name
        kind = client.kind.rawValue
        grants = client.grantTypes.map(\.rawValue).sorted()
        scopes = client.scopes
        redirectURIs = client.redirectURIs
        postLogoutRedirectURIs = client.postLogoutRedirectURIs
        backchannelLogoutURI = client.backchannelLogoutURI
        idTokenAlgorithm = client.idTokenAlgorithm.rawValue
        requirePKCE = client.requirePKCE
        firstParty = client.firstParty
        product = client.product
        account = client.account?.text
        project = client.project?.text
        createdAt = client.createdAt.rfc3339
        createdBy = client.createdBy
        revokedAt = client.revokedAt?.rfc3339
    }

    var words: String {
        let lines = [
            revokedAt.map { "revoked: \($0)" }, "\(kind), made \(createdAt) by \(createdBy)",
            resources.isEmpty ? nil : "serves: \(resources.joined(separator: ", "))",
            usesResources.isEmpty ? nil : "may use: \(usesResources.joined(separator: ", "))",
            exchangesFrom.isEmpty ? nil : "exchanges tokens of: \(exchangesFrom.joined(separator: ", "))",
            policyURI.map { "privacy: \($0)" }, supportURI.map { "support: \($0)" },
            logoURI.map { "logo: \($0)" }, pushedRequests ? "sends its requests ahead (PAR)" : nil,
            dpop ? "tokens are bound to its key (DPoP)" : nil,
            authentication == "private_key_jwt" ? "says who it is by its own key (private_key_jwt)" : nil,
            "grants: \(grants.joined(separator: ", "))", "scopes: \(scopes.joined(separator: ", "))", product.map { "product: \($0)" },
            account.map { "account: \($0)" }, project.map { "project: \($0)" },
        ]
        let addresses =
            redirectURIs.map { "redirect: \($0)" } + postLogoutRedirectURIs.map { "after signing out: \($0)" }
            + (backchannelLogoutURI.map { ["logout tokens: \($0)"] } ?? [])
        let isRelyingParty = grants.contains(Client.GrantType.authorizationCode.rawValue)
        let signIn = "ID tokens: \(idTokenAlgorithm), \(requirePKCE ? "PKCE" : "no PKCE")" + (firstParty ? ", without consent" : "")
        return (["\(name) (\(clientID))"] + (lines.compactMap(\.self) + addresses + (isRelyingParty ? [signIn] : [])).map { "  " + $0 })
            .joined(separator: "\n")
    }
}

/// A client's id with its new secret, which is shown only once.
struct PrintedSecret: Encodable {
    let clientID: String
    let clientSecret: String?

    enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
    }

    init(id: ClientID, secret: Secret<String>?) {
        clientID = id.text
        clientSecret = secret?.exposed
    }

    var words: String {
        "client_id      \(clientID)" + (clientSecret.map { "\nclient_secret  \($0)\nThe secret is not shown again." } ?? "")
    }
}
