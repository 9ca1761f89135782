package import Core
package import SQL

/// All that OpenID asks about people, sessions and rights; the executable wires it to Identity and Access. Every question is asked
/// inside the transaction that uses the answer, so that a suspension or a new role counts at once.
package protocol SubjectDirectory: Sendable {
    /// The person behind the id, or whom they were joined into; nil where they are unknown or suspended.
    func subject(_ person: PersonID, in tx: Transaction) throws -> Subject?

    /// Whether the session still stands: not signed out, not revoked, not too old.
    func isLive(_ session: SessionID, at now: Timestamp, in tx: Transaction) throws -> Bool

    /// Whether the person is an active member of any account in the product.
    func person(_ person: PersonID, uses product: String, in tx: Transaction) throws -> Bool

    /// The person's roles in the account, those of one product where it is named; nil where they are no active member.
    func roles(of person: PersonID, in account: AccountID, product: String?, in tx: Transaction) throws -> [String]?
}

/// What may be told about a person, by scope.
package struct Subject: Sendable, Equatable {
    package var person: PersonID
    package var name: String?
    package var email: String?
    package var emailVerified: Bool
    package var updatedAt: Timestamp?

    package init(person: PersonID, name: String? = nil, email: String? = nil, emailVerified: Bool = false, updatedAt: Timestamp? = nil) {
        (self.person, self.name, self.email) = (person, name, email)
        (self.emailVerified, self.updatedAt) = (emailVerified, updatedAt)
    }
}

/// Who is signed in at the ID in this browser, as its session says.
package struct CurrentSession: Sendable, Equatable {
    package var session: SessionID
    package var person: PersonID
    /// When the person last proved who they are (`auth_time`).
    package var at: Timestamp
    package var context: AuthenticationContext
    /// RFC 8176: `pwd`, `otp`, `mfa`, …
    package var methods: [String]

    package init(session: SessionID, person: PersonID, at: Timestamp, context: AuthenticationContext, methods: [String]) {
        (self.session, self.person, self.at, self.context, self.methods) = (session, person, at, context, methods)
    }
}

/// The `acr` claim: with how many factors somebody signed in.
package enum AuthenticationContext: String, Sendable, SQLCodable, CaseIterable {
    case oneFactor = "urn:lanyard:1"
    case twoFactors = "urn:lanyard:2"
}
