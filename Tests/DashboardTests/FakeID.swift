import Core
import Delivery
import Synchronization
import TestSupport
import Testing
import Web

/// A fake ID that answers the requests of a product, for one person with one role.
final class FakeID: HTTPClient {
    /// The dashboard's roles; what each may do is in the role table.
    enum Role: String, CaseIterable {
        case administrator
        case member
        case support = "support-member"
        case associate
        case itAdmin = "it-admin"

        func row() throws -> RoleTable.Row { try RoleTable.row(rawValue, of: "dashboard") }
    }

    static let issuer = "http://id.localhost"
    private static let projects = [("prj_checkout", "Checkout"), ("prj_alerts", "Alerts")]

    private struct State {
        var role: Role
        var assigned: Set<String>
        var activeTokens: [String: JSON] = [:]
        var calls: [String] = []
    }
    private let state: Mutex<State>

    init(_ role: Role, assigned: Set<String> = ["prj_checkout"]) { state = Mutex(State(role: role, assigned: assigned)) }

    var calls: [String] { state.withLock { $0.calls } }
    func setRole(_ role: Role) { state.withLock { $0.role = role } }
    func activate(_ token: String, project: String, scope: String = "messages.read") {
        let answer: JSON = [
            "active": true, "client_id": "cli_key", "account": "acc_id", "project": .string(project), "scope": .string(scope),
        ]
        state.withLock { $0.activeTokens[token] = answer }
    }
    func revoke(_ token: String) { state.withLock { $0.activeTokens[token] = nil } }

    func send(_ request: OutgoingRequest) async throws -> OutgoingResponse {
        let path = String(request.url.dropFirst(Self.issuer.count))
        let (role, assigned, tokens) = state.withLock { state in
            state.calls.append(request.method + " " + path)
            return (state.role, state.assigned, state.activeTokens)
        }
        func answer(_ json: JSON, _ status: Int = 200) -> OutgoingResponse { OutgoingResponse(status: status, body: json.bytes) }
        switch (request.method, path.split(separator: "?").first.map(String.init) ?? "") {
        case ("GET", "/api/v1/me"): return answer(try Self.me(role.row(), assigned))
        case ("GET", "/.well-known/openid-configuration"):
            return answer([
                "issuer": .string(Self.issuer), "authorization_endpoint": .string(Self.issuer + "/oauth/authorize"),
                "token_endpoint": .string(Self.issuer + "/oauth/token"), "jwks_uri": .string(Self.issuer + "/oauth/jwks"),
                "introspection_endpoint": .string(Self.issuer + "/oauth/introspect"),
            ])
        case ("POST", "/oauth/introspect"):
            let token = String(decoding: request.body ?? [], as: UTF8.self).dropFirst("token=".count)
            return answer(tokens[String(token)] ?? ["active": false])
        case ("GET", "/api/v1/accounts/acc_id/role-holders"):
            return answer([
                "items": [
                    [
                        "id": "per_1", "name": "Ada Castro", "email": "ada@northwind.example",
                        "role": ["id": "administrator", "name": "Administrator"],
                    ]
                ], "next": nil,
            ])
        case ("GET", "/api/v1/accounts/acc_id/access-keys"):
            return answer([
                "items": [
                    [
                        "id": "cli_old", "name": "Order service", "project": ["id": "prj_checkout", "name": "Checkout"],
                        "created_by": ["id": "per_1", "name": "Ada Castro"], "created_at": "2024-06-01T10:00:00.000Z",
                    ]
                ], "next": nil,
            ])
        case ("POST", "/api/v1/accounts/acc_id/access-keys"):
            return answer(["id": "cli_new", "name": "New", "client_id": "cli_new", "client_secret": "the-secret-shown-once"], 201)
        case ("POST", "/api/v1/accounts/acc_id/projects"):
            return answer(
                [
                    "title": "The name is taken.", "status": 409,
                    "errors": [["field": "name", "message": "Another project has this name."]],
                ], 409)
        case ("PATCH", _), ("POST", _): return answer([:])
        case ("DELETE", _): return OutgoingResponse(status: 204)
        case ("GET", let path) where path.hasPrefix("/api/v1/accounts/acc_id/"): return answer(["items": [], "next": nil])
        default: return answer(["title": "There is nothing here."], 404)
        }
    }

    private static func me(_ role: RoleTable.Row, _ assigned: Set<String>) -> JSON {
        let seesAll = role.otherProject != .nothing
        let seen = projects.filter { seesAll || assigned.contains($0.0) }
        let areas = role.areas.filter { $0.level != .nothing }
        let named: JSON = ["id": .string(role.role), "name": .string(role.name)]
        return [
            "person": ["id": "per_1", "name": "Ada Castro", "email": "ada@northwind.example"],
            "accounts": [
                ["id": "acc_id", "name": "Northwind", "role": named, "status": "active"]
            ],
            "current": [
                "id": "acc_id", "external_id": "acc_1", "name": "Northwind", "member": "mem_1",
                "role": named,
                "areas": .object(areas.sorted { $0.area < $1.area }.map { ($0.area, .string($0.level.rawValue)) }),
                "all_projects": .bool(seesAll),
                "projects": .array(seen.map { ["id": .string($0.0), "name": .string($0.1)] }),
            ],
        ]
    }
}
