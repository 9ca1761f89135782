import Contract
import Core
import Synchronization
import TestSupport
import Web

/// The dashboard's roles; what each may do is in the role table.
enum Role: String, CaseIterable {
    case administrator
    case member
    case support = "support-member"
    case associate
    case itAdmin = "it-admin"

    func row() throws -> RoleTable.Row { try RoleTable.row(rawValue, of: "dashboard") }
}

extension FakeID {
    convenience init(_ role: Role, assigned: Set<String>) throws {
        try self.init(TestClock())
        try setRole(role, assigned: assigned)
        state.withLock { $0.answers[Self.billingEvents] = (200, ["recorded_at": "2024-06-03T12:00:00.000Z"]) }
    }

    static let projectNames = "POST /api/v1/project-names"
    static let billingEvents = "POST /api/v1/billing-events"

    /// What the log was told of billing: the event, who did it, and its details.
    func billingEvents() throws -> [String] {
        try bodies(of: Self.billingEvents).map { body in
            let details = (body["details"]?.object ?? []).map { "\($0.0)=\($0.1.string ?? "")" }.joined(separator: " ")
            return "\(body["event"]?.string ?? "") \(body["person"]?.string ?? body["client"]?.string ?? "") \(details)"
        }
    }

    var calls: [String] { state.withLock { $0.calls } }

    /// As if the account had no project yet.
    func forgetProjects() throws {
        state.withLock { $0.me = $0.me.with("current", ($0.me["current"] ?? .null).with("projects", .array([]))) }
    }

    func setRole(_ role: Role, assigned: Set<String> = ["prj_checkout"]) throws {
        func recorded(_ role: Role) throws -> JSON {
            try Exchange.first { $0.route == "GET /api/v1/me" && $0.asker == role.rawValue }.answer
        }
        let me = try recorded(role)
        let account = me["current"] ?? .null
        let projects = try recorded(.administrator)["current"]?["projects"]?.array ?? []
        let seen = projects.filter { account["all_projects"]?.bool == true || assigned.contains($0["id"]?.string ?? "") }
        state.withLock { state in
            state.role = role.rawValue
            let grants = (account["grants"]?.array ?? []).map { $0.with("projects", .array(seen.compactMap { $0["id"] })) }
            state.me = me.with("current", account.with("projects", .array(seen)).with("grants", .array(grants)))
        }
    }
}
