package import Core
package import SQL

/// Everything that OpenID asks about people, sessions and rights; the executable connects it to Identity and Access. Every query runs
/// inside the transaction that uses the answer, so that a suspension or a new role takes effect at once.
package protocol SubjectDirectory: Sendable {
    /// The person with this id, or the person they were joined into; nil if they are unknown or suspended.
    func subject(_ person: PersonID, in tx: Transaction) throws -> Subject?

    /// Whether the session is live: not signed out, not revoked, not too old.
    func isLive(_ session: SessionID, at now: Timestamp, in tx: Transaction) throws -> Bool

    /// Whether the person is an active member of any account in the product.
    func person(_ person: PersonID, uses product: String, in tx: Transaction) throws -> Bool

    /// What the person may have of the account after such a sign-in; `product` limits the roles to those of one product.
    func access(
        of person: PersonID, to account: AccountID, product: String?, after signIn: ProvedSignIn, in tx: Transaction, at now: Timestamp
    ) throws -> AccountAccess

    /// The accounts in which the person is an active member, in that product or in any, oldest first.
    func accounts(of person: PersonID, product: String?, in tx: Transaction) throws -> [AccountID]

    /// Whether the person could prove a second factor.
    func hasSecondFactor(_ person: PersonID, in tx: Transaction) throws -> Bool

    /// The person comes into the product: a code for its client is given in this transaction.
    func arrived(_ person: PersonID, in product: String, in tx: Transaction, at now: Timestamp) throws

    /// Whether the person's login is still the product's own, so that the product's word about a sign-in of that time counts.
    func signsInThere(_ person: PersonID, at product: String, since signIn: Timestamp, in tx: Transaction) throws -> Bool

    /// Uses up the one-time codes of that time step, at which the product accepted one. Returns false if they were used up here.
    func useOneTimeStep(_ step: Int64, of person: PersonID, in tx: Transaction) throws -> Bool

    /// Whether the person goes on signing in at the product itself for now, so that no code is given for it.
    func staysOutside(_ person: PersonID, of product: String, in tx: Transaction, at now: Timestamp) throws -> Bool
}

extension SubjectDirectory {
    package func arrived(_ person: PersonID, in product: String, in tx: Transaction, at now: Timestamp) throws {}

    package func signsInThere(_ person: PersonID, at product: String, since signIn: Timestamp, in tx: Transaction) throws -> Bool { false }

    package func useOneTimeStep(_ step: Int64, of person: PersonID, in tx: Transaction) throws -> Bool { true }

    package func staysOutside(_ person: PersonID, of product: String, in tx: Transaction, at now: Timestamp) throws -> Bool { false }
}

/// What a token may say of an account.
package enum AccountAccess: Sendable, Equatable {
    /// The person is no active member.
    case none
    /// The account needs two proved factors, and one was proved. No token for it exists then, by any grant.
    case needsTwoFactors
    /// The account asks for a sign-in of another kind, from another place, or a newer one. No token for it exists then, by any grant.
    case needsSignIn
    case roles([String])

    package var roles: [String]? { if case .roles(let roles) = self { roles } else { nil } }
}

/// How and when a person signed in, as far as accounts ask.
package struct ProvedSignIn: Sendable, Equatable {
    package let context: AuthenticationContext
    /// RFC 8176.
    package let methods: [String]
    package let at: Timestamp
    /// nil for a token that no session began.
    package let session: SessionID?

    package init(context: AuthenticationContext, methods: [String], at: Timestamp, session: SessionID?) {
        self.context = context
        self.methods = methods
        self.at = at
        self.session = session
    }
}

extension CurrentSession {
    var proved: ProvedSignIn { ProvedSignIn(context: context, methods: methods, at: at, session: session) }
}

extension Grant {
    var proved: ProvedSignIn { ProvedSignIn(context: context, methods: methods, at: authenticatedAt, session: session) }
}

extension AccessToken {
    /// Of a token without the time of its sign-in, that is long ago.
    package var proved: ProvedSignIn {
        ProvedSignIn(context: context ?? .oneFactor, methods: methods, at: authenticatedAt ?? Timestamp(seconds: 0), session: session)
    }
}

/// The data about a person that a client may get, depending on its scopes.
package struct Subject: Sendable, Equatable {
    package var person: PersonID
    package var name: String?
    package var email: String?
    package var emailVerified: Bool
    package var updatedAt: Timestamp?
    /// A BCP 47 language tag.
    package var locale: String?
    /// A name of the IANA database.
    package var zoneinfo: String?

    package init(
        person: PersonID, name: String? = nil, email: String? = nil, emailVerified: Bool = false, updatedAt: Timestamp? = nil,
        locale: String? = nil
    ) {
        self.person = person
        self.name = name
        self.email = email
        self.emailVerified = emailVerified
        self.updatedAt = updatedAt
        self.locale = locale
    }
}

/// The current session of this browser at the ID.
package struct CurrentSession: Sendable, Equatable {
    package var session: SessionID
    package var person: PersonID
    /// When the person last authenticated (`auth_time`).
    package var at: Timestamp
    package var context: AuthenticationContext
    /// RFC 8176: `pwd`, `otp`, `mfa`, …
    package var methods: [String]

    package init(session: SessionID, person: PersonID, at: Timestamp, context: AuthenticationContext, methods: [String]) {
        self.session = session
        self.person = person
        self.at = at
        self.context = context
        self.methods = methods
    }
}

/// The `acr` claim: how many factors the person used to sign in.
package enum AuthenticationContext: String, Sendable, SQLCodable, CaseIterable {
    case oneFactor = "urn:lanyard:1"
    case twoFactors = "urn:lanyard:2"
}
