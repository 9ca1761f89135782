package import Core
internal import SQL

package enum GrantKind: IdentifierKind { package static let prefix = "grn" }
package typealias GrantID = Identifier<GrantKind>

/// What a person let a client have, once: the family of one code, its refresh tokens and their access tokens. Revoked as one.
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
    package var revokedAt: Timestamp?

    /// With `offline_access` it outlives its session.
    package var outlivesSession: Bool { scopes.contains(Scope.offlineAccess) }

    init(id: GrantID, request: AuthorizationRequest, signedIn: CurrentSession, at now: Timestamp) {
        (self.id, client, person, session) = (id, request.client.id, signedIn.person, signedIn.session)
        (account, scopes, nonce) = (request.account, request.scopes, request.nonce)
        (authenticatedAt, context, methods) = (signedIn.at, signedIn.context, signedIn.methods)
    }

    /// The same for the person who is meant: an id that was joined into another stands for the other.
    func of(_ person: PersonID) -> Grant {
        var result = self
        result.person = person
        return result
    }
}

/// How long what is given lives, unless configured.
package struct Lifetimes: Sendable {
    package var code = Duration.seconds(60)
    package var accessToken = Duration.minutes(10)
    package var idToken = Duration.minutes(10)
    package var refreshToken = Duration.days(30)
    /// Within this time a used refresh token gives the same successor again: a lost answer is no logout.
    package var refreshRepeat = Duration.seconds(10)
    package var logoutToken = Duration.minutes(2)

    package init() {}
}
