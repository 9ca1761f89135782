package import Core
package import Delivery
package import JOSE
package import Synchronization
import Testing
package import Web

/// The ID as the tests of products have it, without a network. It answers what the real ID answers to the same request of the same person
/// (`Exchange`). A test can have it answer other values, but nothing that no answer of the real ID looks like.
package final class FakeID: HTTPClient {
    package static let issuer = "http://localhost:8080"
    package static let client = "cli_product"

    package struct State {
        /// The role of the person who asks.
        package var role: String
        /// The answer of `/api/v1/me`.
        package var me: JSON
        /// What it says of a refused area in place of what is recorded for the role.
        package var refusal: JSON?
        /// What it says that waits in place of what is recorded for the role.
        package var waiting: JSON?
        /// What a test has answered in place of an exchange, by method and path.
        package var answers: [String: (Int, JSON)] = [:]
        package var idToken = ""
        package var refreshes = 0
        package var refusesRefresh = false
        package var refusesAccess: Set<String> = []
        package var isDown = false
        package var calls: [String] = []
        /// What was sent, as text, with the method and path that it went to.
        fileprivate var sent: [(call: String, body: String)] = []
        package var tokenForms: [String] = []
        /// The answers of introspection by token.
        fileprivate var keys: [String: JSON] = [:]
    }

    package let state: Mutex<State>
    package let key: SigningKey
    private let clock: any WallClock

    package init(_ clock: any WallClock, role: String = "member") throws {
        self.clock = clock
        key = try SigningKey.generate(.es256)
        state = Mutex(State(role: role, me: try Exchange.first { $0.route == "GET /api/v1/me" && $0.asker == role }.answer))
    }

    package func send(_ request: OutgoingRequest) async throws -> OutgoingResponse {
        let path = String(request.url.dropFirst(Self.issuer.count))
        let call = request.method + " " + path.prefix { $0 != "?" }
        let form = String(decoding: request.body ?? [], as: UTF8.self)
        let bearer = request.headers.first { $0.name == "Authorization" }?.value ?? ""
        return try state.withLock { state in
            state.calls.append(request.method + " " + path)
            state.sent.append((call, form))
            if state.isDown { throw OutgoingHTTPError.timedOut }
            switch call {
            case "GET /oauth/jwks": return try answer(.object([("keys", .array(keys()))]), to: call)
            case "POST /oauth/token": return try token(form, &state)
            case "POST /oauth/introspect":
                return try answer(state.keys[String(form.dropFirst("token=".count))] ?? ["active": false], to: call)
            case "GET /api/v1/me" where state.refusesAccess.contains(bearer):
                return Self.response(try Exchange.first { $0.isOfRoute(call) && $0.asker == "nobody" })
            case "GET /api/v1/me":
                let me = try Self.me(path, state)
                let plain = try answer(me, to: call)
                return path.contains("include=waiting") ? try counting(me, state) : plain
            default: break
            }
            if let (status, json) = state.answers[call] { return try answer(json, status, to: call) }
            let askers = [state.role, "product"]
            let recorded = try Exchange.all().first {
                $0.method == request.method && $0.path == path && $0.body?.bytes == request.body && askers.contains($0.asker)
            }
            if let recorded { return Self.response(recorded) }
            Issue.record("No exchange says what the ID answers to \(request.method) \(path) as \(state.role)")
            return OutgoingResponse(status: 404)
        }
    }

    /// The same with what waits, which looks like what is recorded.
    private func counting(_ me: JSON, _ state: State) throws -> OutgoingResponse {
        let recorded = try Exchange.all().filter { $0.path.hasPrefix("/api/v1/me?") && $0.answer["waiting"] != nil }
        let own = recorded.first { $0.asker == state.role && ($0.answer["current"] == .null) == (me["current"] == .null) }
        let waiting = (me["current"] == .null ? nil : state.waiting) ?? own?.answer["waiting"] ?? .null
        #expect(waiting.fits(recorded.compactMap { $0.answer["waiting"] }), "The ID counts nothing like \(waiting)")
        return OutgoingResponse(status: 200, body: JSON.object((me.object ?? []) + [("waiting", waiting)]).bytes)
    }

    /// The person's answer; with the refusal, if the request names an area.
    private static func me(_ path: String, _ state: State) throws -> JSON {
        let me = JSON.object((state.me.object ?? []).filter { $0.0 != "waiting" })
        guard let question = path.split(separator: "?").dropFirst().first else { return me }
        let parameters = question.split(separator: "&").map(String.init)
        guard let area = parameters.first(where: { $0.hasPrefix("area=") })?.dropFirst(5), let members = me.object else { return me }
        let level = state.me["current"]?["areas"]?[String(area)]?.string
        let isPermitted = level != nil && (level == "manage" || !parameters.contains("action=manage"))
        let asked = parameters.filter { $0.hasPrefix("area=") || $0.hasPrefix("action=") }.joined(separator: "&")
        let refusal =
            try isPermitted || state.me["current"] == .null
            ? JSON.null
            : state.refusal ?? Exchange.first { $0.path == "/api/v1/me?" + asked && $0.asker == state.role }.answer["refusal"] ?? .null
        return .object(members.filter { $0.0 != "refusal" } + [("refusal", refusal)])
    }

    /// Has the token of an access key stand.
    package func activate(_ token: String, project: String, scope: String = "messages.read") throws {
        let key = try Exchange.first { $0.route == "POST /oauth/introspect" && $0.answer["active"]?.bool == true }.answer
        state.withLock { $0.keys[token] = key.with("project", .string(project)).with("scope", .string(scope)) }
    }

    /// Has the token of a program of the operator's stand.
    package func activateProgram(_ token: String, scope: String = "billing.write") throws {
        let program = try Exchange.first { $0.form == "token={program}" }.answer
        state.withLock { $0.keys[token] = program.with("scope", .string(scope)) }
    }

    /// The JSON that was sent to an address, in order.
    package func bodies(of call: String) throws -> [JSON] {
        try state.withLock { $0.sent }.filter { $0.call == call }.map { try JSON(reading: Array($0.body.utf8)) }
    }

    package func revoke(_ token: String) { state.withLock { $0.keys[token] = nil } }

    private func token(_ form: String, _ state: inout State) throws -> OutgoingResponse {
        state.tokenForms.append(form)
        let kind = form.prefix { $0 != "&" }
        if kind == "grant_type=refresh_token" { state.refreshes += 1 }
        let status = kind == "grant_type=refresh_token" && state.refusesRefresh ? 400 : 200
        let recorded = try Exchange.first { $0.form?.hasPrefix(kind) == true && $0.status == status }
        let answer = recorded.answer.with("access_token", .string("access-\(state.refreshes)"))
            .with("refresh_token", .string("refresh-\(state.refreshes)")).with("id_token", .string(state.idToken))
        return OutgoingResponse(status: status, body: answer.bytes)
    }

    /// The recorded keys with this fake's own in the place of one of its kind.
    private func keys() throws -> [JSON] {
        let own = try JSON(reading: KeySet([key.verifyingKey]).json)["keys"]?.array?.first ?? .null
        var keys = try Exchange.first { $0.route == "GET /oauth/jwks" }.answer["keys"]?.array ?? []
        if let place = keys.firstIndex(where: { $0["alg"] == own["alg"] }) { keys[place] = own }
        return keys
    }

    /// An answer with a test's own values.
    private func answer(_ json: JSON, _ status: Int = 200, to call: String) throws -> OutgoingResponse {
        let recorded = try Exchange.all().filter { $0.status == status && $0.isOfRoute(call) }
        if !json.fits(recorded.map(\.answer)) {
            Issue.record("No answer of the ID to \(call) looks like \(status) \(String(decoding: json.bytes, as: UTF8.self))")
        }
        return OutgoingResponse(status: status, body: json.bytes)
    }

    private static func response(_ exchange: Exchange) -> OutgoingResponse {
        OutgoingResponse(status: exchange.status, body: exchange.answer == .null ? [] : exchange.answer.bytes)
    }

    /// The claims of a valid ID token.
    package func claims(nonce: String? = nil) -> [(String, JSON)] {
        let now = clock.now().seconds
        return [
            ("iss", .string(Self.issuer)), ("sub", "per_1"), ("aud", .string(Self.client)), ("iat", .integer(now)),
            ("exp", .integer(now + 600)), ("auth_time", .integer(now)),
        ] + (nonce.map { [("nonce", .string($0))] } ?? []) + [("acr", "urn:lanyard:1"), ("amr", ["pwd"]), ("sid", "ses_1")]
    }

    /// The claims of a valid logout token.
    package func logoutClaims() -> [(String, JSON)] {
        let now = clock.now().seconds
        return [
            ("iss", .string(Self.issuer)), ("sub", "per_1"), ("aud", .string(Self.client)), ("iat", .integer(now)),
            ("exp", .integer(now + 120)), ("jti", .string("jti-\(now)")), ("sid", "ses_1"),
            ("events", ["http://schemas.openid.net/event/backchannel-logout": .object([])]),
        ]
    }

    package func sign(
        _ claims: [(String, JSON)], as type: SigningKey.TokenType = .idToken, by other: SigningKey? = nil
    ) throws -> String {
        try (other ?? key).sign(JSON.object(claims).bytes, as: type)
    }
}
