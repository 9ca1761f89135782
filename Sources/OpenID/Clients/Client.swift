package import Core
package import JOSE
internal import SQL

/// A relying party or a program that gets tokens: a product, a third-party application, or an access key of a project.
package struct Client: Sendable, Equatable {
    package var id: ClientID
    package var name: String
    package var kind: Kind
    /// The hash of the secret; nil for a public client.
    package var secretHash: [UInt8]?
    /// Whether it belongs to the operator's own products; then nobody is asked for consent.
    package var firstParty: Bool
    package var requirePKCE: Bool
    package var grantTypes: Set<GrantType>
    package var scopes: [String]
    package var redirectURIs: [String]
    package var postLogoutRedirectURIs: [String]
    package var backchannelLogoutURI: String?
    package var idTokenAlgorithm: Algorithm
    /// Whether its ID tokens have the claims of the scopes `profile` and `email`, for libraries that do not ask the userinfo endpoint.
    package var claimsInIDToken = false
    /// Whether it is of use with an account alone: whoever has several chooses one on the way.
    package var needsAccount = false
    /// The APIs that it serves: each is an audience of access tokens (RFC 8707), and it alone asks about those.
    package var resources: [String] = []
    /// The APIs of others that it may ask tokens for.
    package var usesResources: [String] = []
    /// The clients whose tokens it may exchange (RFC 8693).
    package var exchangesFrom: [ClientID] = []
    /// Where people read what it does with their data, and where it helps them.
    package var policyURI: String?
    package var supportURI: String?
    /// Its mark, shown where people are asked for their consent.
    package var logoURI: String?
    /// Whether it sends its requests ahead, and no other request counts (RFC 9126 section 6).
    package var needsPushedRequests = false
    /// Whether it gets tokens alone that are bound to its key (RFC 9449 section 5.2).
    package var needsBoundTokens = false
    /// The hash of the secret before the present one, and until when it is accepted.
    package var oldSecretHash: [UInt8]?
    package var oldSecretUntil: Timestamp?
    /// The product the client belongs to. A person who uses the client must be a member of that product.
    package var product: String?
    /// An access key's account and project. A relying party may have an account alone: only its people come in.
    package var account: AccountID?
    package var project: ProjectID?
    package var createdAt: Timestamp
    /// The audit actor who created the client: `operator`, `person:per_…`.
    package var createdBy: String
    package var revokedAt: Timestamp?
    /// When an access key last got a token, to the hour, from which network, and for which scopes; nil if it never did.
    package var lastUsedAt: Timestamp?
    package var lastUsedFrom: String?
    package var lastUsedFor: String?
    /// When an access key ends by itself; nil for never.
    package var expiresAt: Timestamp?
    /// The networks that an access key may be used from; none for every one.
    package var networks: [String] = []
    /// When somebody decided that an access key goes on working without its maker.
    package var keptAt: Timestamp?
    /// The public keys, as a JWK Set, by which it signs that somebody signed in with it (RFC 7523); nil for none.
    package var assertionKeys: String?

    package enum Kind: String, Sendable, SQLCodable {
        /// Keeps a secret on a server.
        case confidential
        /// Runs on the person's device: a native application or a page in the browser.
        case `public`
    }

    package enum GrantType: String, Sendable, CaseIterable {
        case authorizationCode = "authorization_code"
        case refreshToken = "refresh_token"
        case clientCredentials = "client_credentials"
        /// RFC 7523 section 2.1.
        case assertion = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        /// RFC 8628 section 3.4.
        case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
        /// RFC 8693 section 2.1.
        case tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"

        /// Without what the long ones have in common.
        var shortName: String { rawValue.split(separator: ":").last.map(String.init) ?? rawValue }
    }

    /// How a client says which one it is: by nothing, by its secret, or by its own key (`private_key_jwt`).
    package enum Authentication: Sendable {
        case none, secret, key
    }

    package var authentication: Authentication { kind == .public ? .none : secretHash == nil ? .key : .secret }

    /// Whether this is an access key: a client of one project, or of a whole account where its product has no projects; listed and revoked in
    /// its product.
    package var isAccessKey: Bool { project != nil || account != nil && product != nil && grantTypes == [.clientCredentials] }

    /// Whether it has ended by itself.
    package func isOver(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }

    /// Whether it may be used from that address. An address that is not known is in no network.
    package func mayBeUsed(from address: String?) -> Bool {
        guard !networks.isEmpty else { return true }
        guard let address = address.flatMap({ IPAddress($0) }) else { return false }
        return networks.contains { Network($0)?.contains(address) == true }
    }

    /// Whether this is the client's secret, or the one before it as long as that is accepted. Compares in constant time.
    package func accepts(secret: String, at now: Timestamp) -> Bool {
        guard let secretHash else { return false }
        let given = TokenHash(secret, purpose: .clientSecret).bytes
        if constantTimeEqual(secretHash, given) { return true }
        guard let oldSecretHash, let oldSecretUntil, now < oldSecretUntil else { return false }
        return constantTimeEqual(oldSecretHash, given)
    }

    /// Whether neither a program nor a page of the operator may change it: whoever holds it speaks for people without asking them, manages
    /// clients, or books what accounts are billed.
    package var isByCommandAlone: Bool {
        firstParty || grantTypes.contains(.assertion) || scopes.contains(where: Scope.byCommandAlone.contains)
    }

    /// The client with a new secret; the present one is accepted for that long. It says who it is by the secret alone from now on; keys by
    /// which a product vouches for its people stay.
    package func withNewSecret(
        oldFor time: Duration, at now: Timestamp, random: some RandomSource = SystemRandom()
    ) -> (client: Client, secret: Secret<String>) {
        let secret = random.token()
        var changed = self
        changed.oldSecretHash = secretHash
        changed.oldSecretUntil = now + time
        changed.secretHash = TokenHash(secret.exposed, purpose: .clientSecret).bytes
        if !grantTypes.contains(.assertion) { changed.assertionKeys = nil }
        return (changed, secret)
    }
}

/// The scopes this server knows; a client is registered for some of them.
package enum Scope {
    package static let openid = "openid"
    package static let profile = "profile"
    package static let email = "email"
    package static let offlineAccess = "offline_access"
    /// Ask for decisions (AuthZEN).
    package static let evaluate = "access.evaluate"
    /// Register and change clients. Only the operator's command gives it.
    package static let manageClients = "clients.manage"
    /// Keep the catalog of the client's product. Only the operator's command gives it.
    package static let manageCatalog = "catalog.manage"
    /// Book top-ups, payments, corrections and credit notes at the dashboard, and set its prices and taxes. Only the operator's command gives it.
    package static let writeBilling = "billing.write"
    /// Those that neither a program nor a page gives.
    package static let byCommandAlone: Set<String> = [manageClients, manageCatalog, writeBilling]

    /// Read the messages of an access key's project.
    package static let readMessages = "messages.read"
    /// Send in messages of an access key's project, and what became of them.
    package static let writeMessages = "messages.write"
    /// Send in what became of an account's mails.
    package static let writeEvents = "events.write"

    /// Call the management API for a person, with that person's rights. First-party clients do not need this scope.
    package static let manage = "account.manage"

    /// Entries of a stored consent: the client may know the person's place in that account (`account`), and may act for them there
    /// (`manage`). Clients never request these as scopes.
    package static func account(_ id: AccountID) -> String { accountPrefix + id.text }
    package static let accountPrefix = "account:"
    package static func manage(_ id: AccountID) -> String { manage + ":" + id.text }

    /// Scopes that need a person; a client's own token cannot have them.
    package static let personal: Set<String> = [openid, profile, email, offlineAccess, manage]
    package static let known: [String] = [
        openid, profile, email, offlineAccess, manage, evaluate, manageClients, manageCatalog, readMessages, writeMessages, writeEvents,
        writeBilling,
    ]

    /// The product whose API such a token is for, where its client is no product's; nil for this server's own.
    package static func product(of scopes: [String]) -> String? { scopes.contains(writeBilling) ? "dashboard" : nil }

    /// Whether such a token is for this server's own API, though its client is a product's.
    package static func isOfThisServer(_ scopes: [String]) -> Bool { scopes.contains(manageCatalog) }
}
