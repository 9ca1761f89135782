package import Core
package import SQL
package import Web

/// A sign-in of the product's own that stands before the ID's while its logins move. It is removable: without one everybody signs in at the
/// ID.
package protocol EarlierSignIn: Sendable {
    /// The page that asks who signs in, in place of the way to the ID.
    func page(_ request: WebRequest) async throws -> WebResponse

    /// Somebody came in by the ID; written before their session begins. From then on their old login opens nothing here.
    func arrived(_ subject: String, in tx: Transaction, at now: Timestamp) throws
}

/// A sign-in that the product itself proved, by an old login.
package struct OwnSignIn: Sendable, Equatable {
    /// The person's `sub` at the ID.
    package let subject: String
    /// RFC 8176.
    package let methods: [String]
    package let at: Timestamp
    /// The time step of the one-time code that was accepted: told to the ID once, so that the code counts at no other door.
    var oneTimeStep: Int64?

    package init(subject: String, methods: [String], at: Timestamp, oneTimeStep: Int64? = nil) {
        self.subject = subject
        self.methods = methods
        self.at = at
        self.oneTimeStep = oneTimeStep
    }

    init?(_ json: JSON?) {
        guard let subject = json?["sub"]?.string, let at = json?["at"]?.integer, let methods = json?["amr"]?.array else { return nil }
        self.init(subject: subject, methods: methods.compactMap(\.string), at: Timestamp(milliseconds: at))
    }

    var json: JSON { ["sub": .string(subject), "at": .integer(at.milliseconds), "amr": .array(methods.map(JSON.string))] }
}

/// A login that somebody typed here, and whether this browser or its network signed it in before.
package struct LoginHint: Sendable {
    let login: String
    let isKnown: Bool

    package init(_ login: String, isKnown: Bool) {
        self.login = login
        self.isKnown = isKnown
    }
}

/// A session that is about to begin.
struct NewSession: Sendable {
    let tokens: Tokens
    let subject: String
    let idSession: String?
    let account: String?
}

extension ProductSite {
    /// The ID does not take the product's word for this login any more: the person signs in there.
    package struct NotOurs: Error {}

    /// Begins a session by the product's word (RFC 7523) in place of a code of the ID. If the ID does not answer, the session begins without
    /// tokens and gets them when it does. Throws `NotOurs`.
    package func begin(_ own: OwnSignIn, account: String?, returningTo page: LocalPath, _ request: WebRequest) async throws -> WebResponse {
        let tokens: Tokens
        do { tokens = try await party.tokens(for: own) } catch RelyingPartyError.refused { throw NotOurs() } catch RelyingPartyError
            .unreachable
        {
            tokens = Tokens(waitingFor: own, at: clock.now())
        }
        let new = NewSession(tokens: tokens, subject: own.subject, idSession: nil, account: account)
        return try await begin(new, returningTo: page, request) { _, _ in }
    }

    /// The way to the ID, for that login.
    package func toID(_ request: WebRequest, _ login: LoginHint, account: String?, returningTo page: LocalPath) async throws -> WebResponse
    {
        try await RelyingPartyRoutes.start(request, self, login: login, account: account, returningTo: page)
    }

    /// Begins the session, in place of one that the browser has.
    func begin(
        _ new: NewSession, returningTo page: LocalPath, _ request: WebRequest,
        before: @escaping @Sendable (Transaction, Timestamp) throws -> Void
    ) async throws -> WebResponse {
        let now = clock.now()
        let token = SystemRandom().token()
        let old = request.cookie(cookieName).map { TokenHash($0, purpose: .productSession) }
        let session = ProductSession(
            tokenHash: TokenHash(token.exposed, purpose: .productSession), subject: new.subject,
            idSession: new.idSession, sealedTokens: try new.tokens.sealed(by: keyring), account: new.account, project: nil, lastSeen: now)
        try await database.write { tx in
            try before(tx, now)
            if let old { try tx.removeSession(old) }
            try tx.addSession(session, at: now)
        }
        return .redirect(page).with(SetCookie(cookieName, token.exposed, for: ProductSession.longest))
    }
}
