package import Core
internal import SQL

package enum GrantKind: IdentifierKind { package static let prefix = "grn" }
package typealias GrantID = Identifier<GrantKind>

/// One authorization of a client by a person: it covers one code, its refresh tokens and their access tokens, which are revoked together.
package struct Grant: Sendable, Equatable {
    package var id: GrantID
    package var client: ClientID
    package var person: PersonID
    package var session: SessionID
    package var account: AccountID?
    package var scopes: [String]
    package var nonce: String?
    package var authenticatedAt: Timestamp
    package var context: AuthenticationContext
    package var methods: [String]
    /// The claims that the request asked for in the ID token.
    package var idTokenClaims: [String]
    package var revokedAt: Timestamp?
    /// Whether a product's word gave it (RFC 7523). Then it has no session here, and lives as long as the login is the product's own.
    package var isAsserted = false
    /// The thumbprint of the key that its tokens are bound to; nil for none.
    package var boundTo: String?
    /// The API that its access tokens are for (RFC 8707); nil for this server's own.
    package var resource: String?

    /// Whether the grant stays valid after its session ends: only with `offline_access`.
    /// It needs `offline_access`, which the client must still be registered for.
    func outlivesSession(of client: Client) -> Bool {
        scopes.contains(Scope.offlineAccess) && client.scopes.contains(Scope.offlineAccess)
    }

    init(id: GrantID, request: AuthorizationRequest, signedIn: CurrentSession, at now: Timestamp) {
        self.id = id
        client = request.client.id
        person = signedIn.person
        session = signedIn.session
        account = request.account
        scopes = request.scopes
        nonce = request.nonce
        authenticatedAt = signedIn.at
        context = signedIn.context
        methods = signedIn.methods
        idTokenClaims = request.idTokenClaims
        boundTo = request.keyThumbprint
        resource = request.resource
    }

    /// A grant by a product's word. Nobody ever had its session.
    init(_ exchange: AssertionExchange, at now: Timestamp) {
        id = exchange.grant
        client = exchange.client.id
        person = exchange.assertion.subject
        session = SessionID(at: now)
        account = exchange.account
        scopes = exchange.scopes
        authenticatedAt = exchange.assertion.authenticatedAt
        context = exchange.assertion.context
        methods = exchange.assertion.methods
        idTokenClaims = []
        isAsserted = true
    }

    /// The same grant for another person id. Needed when the old id was joined into another person.
    func of(_ person: PersonID) -> Grant {
        var result = self
        result.person = person
        return result
    }
}

/// The lifetimes of codes and tokens, with their default values.
package struct Lifetimes: Sendable {
    package var code = Duration.seconds(60)
    package var pushedRequest = Duration.seconds(90)
    package var deviceRequest = Duration.minutes(10)
    package var accessToken = Duration.minutes(10)
    package var idToken = Duration.minutes(10)
    package var refreshToken = Duration.days(30)
    /// Within this time, a used refresh token returns the same successor again, so that a lost response does not sign anybody out.
    package var refreshRepeat = Duration.seconds(10)
    package var logoutToken = Duration.minutes(2)

    package init() {}
}
