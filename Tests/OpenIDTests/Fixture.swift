import Audit
import Core
import Crypto
import JOSE
import OpenID
import SQL
import Schema
import Synchronization
import TestSupport
import Testing

/// People, sessions and rights as a test sets them.
final class Directory: SubjectDirectory {
    struct State {
        var suspended: Set<PersonID> = []
        var ended: Set<SessionID> = []
        var joined: [PersonID: PersonID] = [:]
        var products: [PersonID: Set<String>] = [:]
        var roles: [AccountID: [PersonID: [String]]] = [:]
        var needTwoFactors: Set<AccountID> = []
        var withoutSecondFactor: Set<PersonID> = []
        /// Whose login is the product's own.
        var classic: Set<PersonID> = []
        var outside: Set<PersonID> = []
    }
    let state = Mutex(State())

    func subject(_ person: PersonID, in tx: Transaction) throws -> Subject? {
        state.withLock { $0.suspended.contains(person) }
            ? nil
            : Subject(
                person: state.withLock { $0.joined[person] ?? person }, name: "Ada Lovelace", email: "ada@example.com", emailVerified: true)
    }
    func isLive(_ session: SessionID, at now: Timestamp, in tx: Transaction) throws -> Bool {
        state.withLock { !$0.ended.contains(session) }
    }
    func person(_ person: PersonID, uses product: String, in tx: Transaction) throws -> Bool {
        state.withLock { $0.products[person]?.contains(product) ?? false }
    }
    func access(
        of person: PersonID, to account: AccountID, product: String?, after signIn: ProvedSignIn, in tx: Transaction, at now: Timestamp
    ) throws -> AccountAccess {
        state.withLock { state in
            guard let roles = state.roles[account]?[person] else { return .none }
            return signIn.context == .oneFactor && state.needTwoFactors.contains(account) ? .needsTwoFactors : .roles(roles)
        }
    }
    func accounts(of person: PersonID, product: String?, in tx: Transaction) throws -> [AccountID] {
        state.withLock { state in state.roles.filter { $0.value[person] != nil }.map(\.key).sorted { $0.text < $1.text } }
    }
    func signsInThere(_ person: PersonID, at product: String, since signIn: Timestamp, in tx: Transaction) throws -> Bool {
        state.withLock { $0.classic.contains(person) }
    }
    func staysOutside(_ person: PersonID, of product: String, in tx: Transaction, at now: Timestamp) throws -> Bool {
        state.withLock { $0.outside.contains(person) }
    }
    func hasSecondFactor(_ person: PersonID, in tx: Transaction) throws -> Bool {
        state.withLock { !$0.withoutSecondFactor.contains(person) }
    }
}

/// A provider over a fresh database with one relying party and somebody signed in.
struct Fixture {
    static let issuer = "https://id.example"
    static let callback = "https://app.example/callback"

    let database: any Database
    let clock = TestClock()
    let directory = Directory()
    let provider: OpenIDProvider
    let keyring: Keyring
    let client: Client
    let secret: Secret<String>
    let signedIn: CurrentSession
    let account = AccountID(at: Timestamp(seconds: 1))

    var now: Timestamp { clock.now() }

    static func with(_ kind: DatabaseKind = .current, _ body: (Fixture) async throws -> Void) async throws {
        try await TestDatabase.with(kind, IDSchema.migrations) { database in try await body(try await Fixture(database)) }
    }

    init(_ database: any Database) async throws {
        self.database = database
        let now = clock.now()
        keyring = try #require(Keyring(keys: [1: [UInt8](repeating: 7, count: 32)]))
        provider = OpenIDProvider(issuer: Self.issuer, database: database, directory: directory, keyring: keyring)
        try await SharedKeys.shared.install(in: database, keyring: keyring, at: now)
        var registration = ClientRegistration.relyingParty("App", redirectURIs: [Self.callback, "https://app.example/other?x=1"])
        registration.firstParty = true
        registration.postLogoutRedirectURIs = ["https://app.example/"]
        registration.backchannelLogoutURI = "https://app.example/logout"
        let made = try registration.client(at: now)
        client = made.client
        secret = try #require(made.secret)
        let session = SessionID(at: now)
        let person = PersonID(at: now)
        signedIn = CurrentSession(session: session, person: person, at: now, context: .twoFactors, methods: ["pwd", "otp", "mfa"])
        try await database.write { tx in try tx.add(made.client, by: .operatorCommand, at: now) }
        directory.state.withLock { $0.roles[account] = [person: ["administrator"]] }
    }

    func add(_ registration: ClientRegistration) async throws -> (Client, String) {
        let now = now
        let made = try registration.client(at: now)
        try await database.write { tx in try tx.add(made.client, by: .operatorCommand, at: now) }
        return (made.client, made.secret?.exposed ?? "")
    }

    // MARK: Ends, as Identity records them

    /// Ends the session.
    func end(_ session: SessionID) async throws {
        let now = now
        directory.state.withLock { _ = $0.ended.insert(session) }
        try await database.write { try $0.run("INSERT INTO ended_sessions (session_id, ended_at) VALUES (\(session), \(now))") }
    }

    /// Ends all grants of the person except those of the session `kept`.
    func endGrants(of person: PersonID, except kept: SessionID? = nil) async throws {
        let now = now
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO ended_grants (person_id, kept_session_id, ended_at) VALUES (\(person), \(kept?.text ?? ""), \(now))
                """)
        }
    }

    // MARK: The flow

    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static var challenge: String { Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8)))) }

    var request: [String: String] {
        [
            "client_id": client.id.text, "redirect_uri": Self.callback, "response_type": "code", "scope": "openid profile email",
            "state": "s t&te", "nonce": "n0nce", "code_challenge": Self.challenge, "code_challenge_method": "S256",
        ]
    }

    func check(_ changes: [String: String?] = [:], extra: [(String, String)] = []) async throws
        -> Result<AuthorizationRequest, AuthorizationRefusal>
    {
        var pairs = request
        for (name, value) in changes { pairs[name] = value }
        let parameters = Parameters(pairs.map { (name: $0.key, value: $0.value) } + extra.map { (name: $0.0, value: $0.1) })
        do {
            return .success(try await provider.checked(parameters, at: now))
        } catch let refusal as AuthorizationRefusal { return .failure(refusal) }
    }

    func authorize(_ changes: [String: String?] = [:], as current: CurrentSession?? = nil) async throws -> AuthorizationOutcome {
        try await provider.authorize(check(changes).get(), signedIn: current ?? signedIn, at: now)
    }

    /// The parameters that came back to the client.
    func answer(_ outcome: AuthorizationOutcome) throws -> Parameters {
        guard case .redirect(let address) = outcome else { throw Unexpected(what: "\(outcome)") }
        return try #require(Parameters(encoded: String(address.drop { $0 != "?" }.dropFirst())))
    }

    func code(_ changes: [String: String?] = [:]) async throws -> String { try #require(try answer(await authorize(changes))["code"]) }

    func token(_ parameters: [String: String?], client: Client? = nil, secret: String? = nil) async throws -> JSONValue {
        var pairs: [String: String?] = ["client_id": (client ?? self.client).id.text, "client_secret": secret ?? self.secret.exposed]
        for (name, value) in parameters { pairs[name] = value }
        let given = Parameters(pairs.compactMap { name, value in value.map { (name: name, value: $0) } })
        return try JSONValue(parsing: await provider.token(given, authorization: nil, at: now).json)
    }

    func exchange(_ code: String, _ changes: [String: String?] = [:]) async throws -> JSONValue {
        var parameters: [String: String?] = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.callback, "code_verifier": Self.verifier,
        ]
        for (name, value) in changes { parameters[name] = .some(value) }
        return try await token(parameters)
    }

    func refresh(_ token: String, _ changes: [String: String?] = [:]) async throws -> JSONValue {
        var parameters: [String: String?] = ["grant_type": "refresh_token", "refresh_token": token]
        for (name, value) in changes { parameters[name] = .some(value) }
        return try await self.token(parameters)
    }

    /// The tokens of a complete flow.
    func tokens(scope: String = "openid profile email") async throws -> JSONValue { try await exchange(code(["scope": scope])) }

    func accepts(_ access: String?) async throws -> Bool {
        do {
            _ = try await provider.verifier.accept(bearer: access ?? "", at: now)
            return true
        } catch is BearerRefusal { return false }
    }
}

struct Unexpected: Error { let what: String }

/// The code of the error that the body throws; nil if it throws none.
func refusal<Value>(_ body: () async throws -> Value) async throws -> OAuthError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as OAuthError { return error.code }
}

extension JSONValue {
    func text(_ name: String) throws -> String { try #require(self[name]?.string, "\(name) is missing") }

    /// The claims of a token among these members, unverified.
    func claims(_ name: String) throws -> JSONValue {
        let parts = try text(name).split(separator: ".")
        return try JSONValue(parsing: #require(Base64URL.decode(parts[1])))
    }
}
