import Core
import Crypto
import Delivery
import JOSE
import Synchronization
import TestSupport
import Web

/// A fake ID that answers as a test tells it: discovery, keys, tokens and the management API, without a network.
final class FakeID: HTTPClient {
    static let issuer = "https://id.example.com"
    static let client = "cli_product"

    struct State {
        var idToken = ""
        var nonce = ""
        var refreshes = 0
        var refusesRefresh = false
        var refusesAccess: Set<String> = []
        var isDown = false
        var accessLifetime: Int64 = 600
        var me: JSON = FakeID.me(areas: ["overview": "manage", "users": "view"])
        var calls: [String] = []
        var tokenForms: [String] = []
        var answers: [String: (Int, JSON)] = [:]
    }

    let state = Mutex(State())
    let key: SigningKey
    let clock: TestClock

    init(_ clock: TestClock) throws {
        self.clock = clock
        key = try SigningKey.generate(.es256)
    }

    func send(_ request: OutgoingRequest) async throws -> OutgoingResponse {
        let path = String(request.url.dropFirst(Self.issuer.count))
        let form = String(decoding: request.body ?? [], as: UTF8.self)
        let bearer = request.headers.first { $0.name == "Authorization" }?.value ?? ""
        return try state.withLock { state in
            state.calls.append("\(request.method) \(path)")
            if state.isDown { throw OutgoingHTTPError.timedOut }
            switch path.prefix(while: { $0 != "?" }) {
            case "/.well-known/openid-configuration": return Self.json(200, discovery)
            case "/jwks": return OutgoingResponse(status: 200, body: KeySet([key.verifyingKey]).json)
            case "/token": return token(form, &state)
            case "/introspect":
                return Self.json(
                    200,
                    form == "token=good"
                        ? ["active": true, "client_id": "cli_key", "account": "acc_1", "project": "prj_1", "scope": "messages"]
                        : ["active": false])
            case "/api/v1/me":
                return state.refusesAccess.contains(bearer) ? Self.json(401, ["title": "No"]) : Self.json(200, state.me)
            default:
                let (status, answer) =
                    state.answers["\(request.method) \(path.prefix { $0 != "?" })"] ?? (404, ["title": "There is nothing here."])
                return Self.json(status, answer)
            }
        }
    }

    private func token(_ form: String, _ state: inout State) -> OutgoingResponse {
        state.tokenForms.append(form)
        if form.contains("grant_type=refresh_token") {
            state.refreshes += 1
            if state.refusesRefresh { return Self.json(400, ["error": "invalid_grant"]) }
        }
        return Self.json(
            200,
            [
                "access_token": .string("access-\(state.refreshes)"), "token_type": "Bearer", "expires_in": .integer(state.accessLifetime),
                "refresh_token": .string("refresh-\(state.refreshes)"), "id_token": .string(state.idToken),
            ])
    }

    private var discovery: JSON {
        [
            "issuer": .string(Self.issuer), "authorization_endpoint": .string(Self.issuer + "/authorize"),
            "token_endpoint": .string(Self.issuer + "/token"),
            "jwks_uri": .string(Self.issuer + "/jwks"), "end_session_endpoint": .string(Self.issuer + "/logout"),
            "introspection_endpoint": .string(Self.issuer + "/introspect"),
        ]
    }

    private static func json(_ status: Int, _ json: JSON) -> OutgoingResponse { OutgoingResponse(status: status, body: json.bytes) }

    static func me(areas: [(String, JSON)]) -> JSON {
        [
            "person": ["id": "per_1", "name": "Ada Lovelace", "email": "ada@northwind.example"],
            "accounts": [
                ["id": "acc_1", "name": "Northwind", "product": "test", "status": "active", "role": ["id": "member", "name": "Member"]],
                [
                    "id": "acc_2", "name": "Southwind", "product": "test", "status": "active",
                    "role": ["id": "associate", "name": "Associate"],
                ],
            ],
            "current": [
                "id": "acc_1", "name": "Northwind", "member": "mem_1", "role": ["id": "member", "name": "Member"], "areas": .object(areas),
                "all_projects": false, "projects": [["id": "prj_1", "name": "Delivery notices"]],
            ],
        ]
    }

    static func me(areas: KeyValuePairs<String, JSON>) -> JSON { me(areas: areas.map { ($0.key, $0.value) }) }

    /// Valid claims of an ID token or logout token.
    func claims(nonce: String? = nil) -> [(String, JSON)] {
        let now = clock.now().seconds
        return [
            ("iss", .string(Self.issuer)), ("aud", .string(Self.client)), ("sub", "per_1"), ("sid", "ses_1"), ("iat", .integer(now)),
            ("exp", .integer(now + 600)), ("jti", .string("jti-\(now)")),
        ] + (nonce.map { [("nonce", .string($0))] } ?? [])
    }

    func sign(_ claims: [(String, JSON)], as type: SigningKey.TokenType = .idToken, by other: SigningKey? = nil) throws -> String {
        try (other ?? key).sign(JSON.object(claims).bytes, as: type)
    }
}

extension [(String, JSON)] {
    func with(_ name: String, _ value: JSON?) -> [(String, JSON)] {
        let rest = filter { $0.0 != name }
        return value.map { rest + [(name, $0)] } ?? rest
    }
}
