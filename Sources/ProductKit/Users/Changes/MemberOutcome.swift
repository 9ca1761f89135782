internal import Core
internal import Language
internal import Web

/// What became of a member by a change, or would become of them.
struct MemberOutcome: Sendable {
    let member: String
    let name: String
    let kind: Kind
    /// Why they are refused.
    let problem: Problem?
    let rolesBefore: [Phrase]
    /// Empty for somebody who is removed, or has no role left.
    let rolesAfter: [Phrase]
    /// By area, what may be done there before and after: `view`, `manage`, or nothing.
    let areas: [(id: String, before: String?, after: String?)]
    /// nil for all.
    let projectsBefore: [Me.Project]?
    let projectsAfter: [Me.Project]?
    /// What ends with it. Empty but in a preview.
    let ends: Ends

    /// What counts only by somebody's right, and the access keys that they made, which stay.
    struct Ends: Sendable {
        let tokens: [Timestamp]
        let invitations: [String]
        let keys: [String]
        let keyCount: Int
    }

    enum Kind: String, Sendable { case changed, unchanged, refused }

    init(_ json: JSON) throws {
        guard let member = json["member"]?.string, let kind = json["outcome"]?.string.flatMap(Kind.init(rawValue:)) else {
            throw Me.unreadable
        }
        self.member = member
        self.kind = kind
        name = json["person"]?["name"]?.string ?? json["person"]?["email"]?.string ?? member
        problem = json["problem"].flatMap { Problem($0, status: $0["status"]?.integer.map(Int.init) ?? 422) }
        rolesBefore = (json["roles_before"]?.array ?? []).compactMap { Me.Role($0)?.title }
        rolesAfter = (json["roles_after"]?.array ?? []).compactMap { Me.Role($0)?.title }
        areas = (json["area_changes"]?.object ?? []).map { ($0.0, $0.1["before"]?.string, $0.1["after"]?.string) }
        projectsBefore = json["projects_before"]?.array.map(Me.Project.list)
        projectsAfter = json["projects_after"]?.array.map(Me.Project.list)
        let ends = json["ends"]
        self.ends = Ends(
            tokens: (ends?["directory_tokens"]?.array ?? []).compactMap { $0["created_at"]?.string }.compactMap { Timestamp(rfc3339: $0) },
            invitations: (ends?["invitations"]?.array ?? []).compactMap { $0["email"]?.string },
            keys: (ends?["access_keys"]?.array ?? []).compactMap { $0["name"]?.string },
            keyCount: ends?["access_key_count"]?.integer.map(Int.init) ?? 0)
    }
}

extension PersonAPI {
    /// So many the ID takes at once.
    private static let most = 200

    /// One act on members. A preview changes nothing.
    func change(_ members: [String], in account: Me.Account, _ act: [(String, JSON)], preview: Bool) async throws -> [MemberOutcome] {
        var outcomes: [MemberOutcome] = []
        for start in stride(from: 0, to: members.count, by: Self.most) {
            let some = members[start..<min(start + Self.most, members.count)].map(JSON.string)
            let body = JSON.object([("members", .array(some)), ("preview", .bool(preview))] + act)
            let answer = try await call("POST", ManagementPath.memberChanges(account.id), body)
            outcomes += try (answer["items"]?.array ?? []).map(MemberOutcome.init)
        }
        return outcomes
    }
}
