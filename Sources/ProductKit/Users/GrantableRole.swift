internal import Core
internal import Language
internal import Web

/// A role of the product or of the account itself, as a person who manages members may see it.
struct GrantableRole: Sendable {
    let id: String
    /// As the account wrote it, for a role of its own; else the English name.
    let name: String
    let title: Phrase
    /// One line: for whom it is intended; may be empty.
    let purpose: String
    let description: Phrase
    let isGrantable: Bool
    let isAdministrator: Bool
    /// Whether the account made it.
    let isCustom: Bool
    /// Whether the reader may change it.
    let isChangeable: Bool
    /// What it permits in each area that it opens: `view` or `manage`.
    let areas: [String: String]
    /// `all`, `assigned` or `none`.
    let projects: String
    var needsProjects: Bool { projects == "assigned" }
    var hasAllProjects: Bool { projects == "all" }

    init(_ json: JSON) throws {
        guard let role = Me.Role(json) else { throw Me.unreadable }
        id = role.id
        name = role.name
        title = role.title
        purpose = json["description"]?.string ?? ""
        description = Phrase(names: json["descriptions"]) ?? .text(purpose)
        isGrantable = json["grantable"]?.bool ?? false
        isAdministrator = json["administrator"]?.bool ?? false
        isCustom = json["custom"]?.bool ?? false
        isChangeable = json["changeable"]?.bool ?? false
        projects = json["projects"]?.string ?? "none"
        areas = Dictionary((json["areas"]?.object ?? []).map { ($0.0, $0.1.string ?? "") }) { first, _ in first }
    }
}

extension PersonAPI {
    func roles(in account: Me.Account) async throws -> [GrantableRole] {
        try await (call("GET", ManagementPath.roles(account.id))["items"]?.array ?? []).map(GrantableRole.init)
    }
}

extension [GrantableRole] {
    /// One that the account made. The id comes from a path.
    func own(_ id: String) throws -> GrantableRole {
        guard let role = first(where: { $0.id == id && $0.isCustom }) else { throw Problem.notFound }
        return role
    }
}
