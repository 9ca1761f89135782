package import Core
package import JOSE
internal import SQL

/// A relying party or a program that gets tokens: a product, somebody's application, or an access key of a project.
package struct Client: Sendable, Equatable {
    package var id: ClientID
    package var name: String
    package var kind: Kind
    /// What rests of the secret; nil for a public client.
    package var secretHash: [UInt8]?
    /// Ours: nobody is asked for consent.
    package var firstParty: Bool
    package var requirePKCE: Bool
    package var grantTypes: Set<GrantType>
    package var scopes: [String]
    package var redirectURIs: [String]
    package var postLogoutRedirectURIs: [String]
    package var backchannelLogoutURI: String?
    package var idTokenAlgorithm: Algorithm
    /// The product it belongs to: who uses it must be a member of that product.
    package var product: String?
    /// An access key's account and project.
    package var account: AccountID?
    package var project: ProjectID?
    package var createdAt: Timestamp
    /// The audit actor who made it: `operator`, `person:per_…`.
    package var createdBy: String
    package var revokedAt: Timestamp?

    package enum Kind: String, Sendable, SQLCodable {
        /// Keeps a secret on a server.
        case confidential
        /// Runs at the person's: a native application or a page.
        case `public`
    }

    package enum GrantType: String, Sendable, CaseIterable {
        case authorizationCode = "authorization_code"
        case refreshToken = "refresh_token"
        case clientCredentials = "client_credentials"
    }

    /// An access key: a client of one project, shown and revoked in its product.
    package var isAccessKey: Bool { project != nil }

    /// Whether this is the client's secret; in constant time.
    package func accepts(secret: String) -> Bool {
        guard let secretHash else { return false }
        return constantTimeEqual(secretHash, TokenHash(secret, purpose: .clientSecret).bytes)
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
    /// Read the messages of an access key's project.
    package static let readMessages = "messages.read"

    /// Call the management API for a person: see and change there what they may. Our own products need not ask.
    package static let manage = "account.manage"

    /// In what a person agreed to: that the client knows their place in that account, and that it acts for them there. No client asks for
    /// these as scopes.
    package static func account(_ id: AccountID) -> String { accountPrefix + id.text }
    package static let accountPrefix = "account:"
    package static func manage(_ id: AccountID) -> String { manage + ":" + id.text }

    /// Scopes about a person, which a client cannot have on its own account.
    package static let personal: Set<String> = [openid, profile, email, offlineAccess, manage]
    package static let known: [String] = [openid, profile, email, offlineAccess, manage, evaluate, readMessages]
}
