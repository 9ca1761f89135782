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
    let needsProjects: Bool
    let hasAllProjects: Bool
    let isGrantable: Bool
    let isAdministrator: Bool
    /// Whether the account made it.
    let isCustom: Bool
    /// Whether the reader may change it.
    let isChangeable: Bool
    /// What it permits in each area that it opens: `view` or `manage`.
    let areas: [String: String]
    let projects: String

    init(_ json: JSON) throws {
        guard let role = Me.Role(json) else { throw Me.unreadable }
        id = role.id
        name = role.name
        title = role.title
        purpose = json["description"]?.string ?? ""
        description = Phrase(names: json["descriptions"]) ?? .text(json["description"]?.string ?? "")
        needsProjects = json["projects"]?.string == "assigned"
        hasAllProjects = json["projects"]?.string == "all"
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

    /// The id comes from a path.
    func ownRole(_ id: String, in account: Me.Account) async throws -> GrantableRole {
        guard let role = try await roles(in: account).first(where: { $0.id == id && $0.isCustom }) else { throw Problem.notFound }
        return role
    }
}
