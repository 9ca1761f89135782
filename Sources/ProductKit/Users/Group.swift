internal import Core
internal import Web

/// A group as the management API shows it.
struct Group: Sendable {
    let id: String
    let name: String
    let grants: [Member.Grant]
    let memberCount: Int

    init(_ json: JSON) throws {
        guard let id = json["id"]?.string, let name = json["name"]?.string else { throw Me.unreadable }
        self.id = id
        self.name = name
        grants = try (json["grants"]?.array ?? []).map(Member.Grant.init)
        memberCount = json["member_count"]?.integer.map(Int.init) ?? 0
    }
}

/// A group that a member is in.
struct GroupName: Sendable {
    let id: String
    let name: String

    init?(_ json: JSON) {
        guard let id = json["id"]?.string else { return nil }
        self.id = id
        name = json["name"]?.string ?? id
    }
}

extension PersonAPI {
    func groups(in account: Me.Account) async throws -> [Group] {
        try await (call("GET", ManagementPath.groups(account.id))["items"]?.array ?? []).map(Group.init)
    }

    /// The id comes from a path.
    func group(_ id: String, in account: Me.Account) async throws -> Group {
        try await Group(call("GET", ManagementPath.group(account.id, id)))
    }
}
