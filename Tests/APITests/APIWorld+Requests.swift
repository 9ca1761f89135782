import API
import Access
import Audit
import Core
import Crypto
import Foundation
import HTTPTypes
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// The response.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: JSON
    let text: String

    var code: String? { body["type"]?.string?.split(separator: ":").last.map(String.init) }
}

extension APIWorld {
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String?, _ body: JSON? = nil, headers: [String: String] = [:]
    ) async -> Answer {
        var fields = HTTPFields()
        if let token { fields[.authorization] = "Bearer " + token }
        if body != nil { fields[.contentType] = "application/json" }
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        let response = await website.answer(Website.Incoming(method, path, headers: fields, bytes: body?.bytes ?? []))
        return Answer(
            status: response.status, headers: response.headers, body: (try? JSON(reading: response.body)) ?? .null,
            text: String(decoding: response.body, as: UTF8.self))
    }

    func send(
        _ method: HTTPRequest.Method, _ path: Path, token: String?, _ body: JSON? = nil, headers: [String: String] = [:]
    ) async -> Answer {
        await send(method, path.text, token: token, body, headers: headers)
    }

    func send(_ method: HTTPRequest.Method, _ path: Path, as role: RoleID, _ body: JSON? = nil) async throws -> Answer {
        try await send(method, path.text, as: role, body)
    }

    /// Sends the request as the holder of the role in Northwind.
    func send(_ method: HTTPRequest.Method, _ path: String, as role: RoleID, _ body: JSON? = nil) async throws -> Answer {
        await send(method, path, token: try await token(of: member(role).person), body)
    }

    /// The Authorization header of a client, with its own secret or another one (HTTP Basic).
    func basic(_ client: Client, secret: String? = nil) -> String {
        "Basic " + Data("\(client.id):\(secret ?? secrets[client.id] ?? "")".utf8).base64EncodedString()
    }

    /// The texts of the mails that were sent.
    func letters() async throws -> [String] {
        try await database.read { tx in try tx.rows("SELECT text_body FROM outbox ORDER BY id").map { try $0["text_body"] } }
    }

    func path(_ rest: String) -> String { "/api/v1/accounts/\(account)\(rest)" }

    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    /// How a person signs in.
    struct Proved: Sendable {
        var factors = AuthenticationContext.oneFactor
        var methods = ["pwd"]
        /// How long ago.
        var age = Duration.zero
    }

    /// An access token of the dashboard for the person, obtained with the complete code flow in a session of theirs.
    func token(
        of person: PersonID, client: Client? = nil, account: AccountID? = nil, scope: String = "openid",
        factors: AuthenticationContext = .oneFactor, methods: [String] = ["pwd"]
    ) async throws -> String {
        let proved = Proved(factors: factors, methods: methods)
        let code = try await code(of: person, client: client, account: account, scope: scope, proved: proved)
        return try #require(try await tokens(client ?? product, code: code)["access_token"]?.string)
    }

    /// A code of the dashboard for the person, in a new session of theirs.
    func code(
        of person: PersonID, client: Client? = nil, account: AccountID? = nil, scope: String, nonce: String? = nil,
        proved: Proved = Proved()
    ) async throws -> String {
        let now = clock.now()
        let client = client ?? product
        let session = try await session(of: person)
        let challenge = Base64URL.encode(Array(SHA256.hash(data: Array(Self.verifier.utf8))))
        let back = try #require(client.redirectURIs.first)
        var pairs = [
            ("client_id", client.id.text), ("redirect_uri", back), ("response_type", "code"), ("scope", scope), ("state", "s"),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ]
        if let account { pairs.append(("account", account.text)) }
        if let nonce { pairs.append(("nonce", nonce)) }
        let request = try await provider.checked(Parameters(pairs.map { (name: $0.0, value: $0.1) }), at: now)
        let current = CurrentSession(
            session: session, person: person, at: now - proved.age, context: proved.factors, methods: proved.methods)
        guard case .redirect(let address) = try await provider.authorize(request, signedIn: current, at: now),
            let code = Parameters(encoded: String(address.drop { $0 != "?" }.dropFirst()))?["code"]
        else { throw NoToken(reason: "no code") }
        return code
    }

    /// The answer of the token endpoint to the client's code.
    func tokens(_ client: Client, code: String) async throws -> JSON {
        let back = try #require(client.redirectURIs.first)
        return try await tokens(
            client,
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back), ("code_verifier", Self.verifier),
            ])
    }

    /// The evaluator's own token.
    func evaluatorToken(scope: String = Scope.evaluate) async throws -> String {
        try await token(evaluator, [("grant_type", "client_credentials"), ("scope", scope)])
    }

    /// That of a program of the operator's, which may manage clients.
    func managerToken() async throws -> String {
        let registration = ClientRegistration(name: "Operations", grantTypes: [.clientCredentials], scopes: [Scope.manageClients])
        let now = clock.now()
        let made = try registration.client(at: now)
        try await database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
        return try await token(made.client, secret: made.secret?.exposed, [("grant_type", "client_credentials")])
    }

    /// A token of a program that keeps the catalog of that product.
    func catalogToken(of product: String? = "dashboard", scope: String = Scope.manageCatalog) async throws -> String {
        var registration = ClientRegistration(name: "Catalog", grantTypes: [.clientCredentials], scopes: [scope])
        registration.product = product
        let now = clock.now()
        let made = try registration.client(at: now)
        try await database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
        return try await token(made.client, secret: made.secret?.exposed, [("grant_type", "client_credentials")])
    }

    func token(_ client: Client, secret: String? = nil, _ pairs: [(String, String)]) async throws -> String {
        try #require(try await tokens(client, secret: secret, pairs)["access_token"]?.string)
    }

    private func tokens(_ client: Client, secret: String? = nil, _ pairs: [(String, String)]) async throws -> JSON {
        let all = pairs + [("client_id", client.id.text), ("client_secret", secret ?? secrets[client.id] ?? "")]
        let answer = try await provider.token(
            Parameters(all.map { (name: $0.0, value: $0.1) }), authorization: nil, at: clock.now())
        return try JSON(reading: answer.json)
    }

    struct NoToken: Error { let reason: String }

    func session(of person: PersonID) async throws -> SessionID {
        let now = clock.now()
        let id = SessionID(at: now)
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO sessions (id, person_id, token_hash, started_at, last_seen_at, ends_at, auth_time, acr, amr, address, agent)
                VALUES (\(id), \(person), \(Array(id.text.utf8)), \(now), \(now), \(now + .days(30)), \(now), 'urn:lanyard:1', 'pwd', '203.0.113.9', '')
                """)
        }
        return id
    }

    func addSecondFactor(to person: PersonID) async throws {
        let now = clock.now()
        _ = try await database.write {
            try $0.run(
                """
                INSERT INTO second_factors (id, person_id, kind, label, secret, last_step, set_by, created_at)
                VALUES (\("fac_" + person.text.dropFirst(4)), \(person), 'totp', 'App', \([UInt8](repeating: 1, count: 8)), 0, 'person', \(now))
                """)
        }
    }

    func operatorWork(_ body: @escaping @Sendable (Administration) throws -> Void) async throws {
        let catalog = catalog
        let now = clock.now()
        try await database.write { tx in try body(Administration(tx, catalog: catalog, by: .operatorCommand, at: now)) }
    }
}
