internal import Core
internal import Language
package import Web

/// Who of those with an area something is for.
package enum AreaAudience: Sendable, Equatable {
    /// The most projects that the ID takes by name.
    package static let mostNamed = 100

    case everybody
    /// Those who see it in every project of the account.
    case everyProject
    /// Those who see it in each of these projects of the ID.
    case projects([String])
}

/// Somebody of the account who may open an area, as they are chosen to be told of it.
package struct AreaReader: Sendable, Equatable {
    /// The subject, as tokens name them.
    package let person: String
    package let name: String
    package let email: String

    /// As they are chosen in a form.
    package var choice: Choice { Choice(person, .text(name.isEmpty ? email : name), detail: name.isEmpty ? nil : .text(email)) }

    init?(_ json: JSON) {
        guard let id = json["person"]?["id"]?.string else { return nil }
        person = id
        name = json["person"]?["name"]?.string ?? ""
        email = json["person"]?["email"]?.string ?? ""
    }
}

extension InAccount {
    /// Those of the audience who may open the area, by their names. nil for whoever may not know who they are: the ID tells it those alone who
    /// see User management. Where the account has put one of the projects away, those who see every other one stand for them.
    package func readers<Area: ProductArea>(of area: Area.Type, among audience: AreaAudience) async throws -> [AreaReader]? {
        guard account.mayView(UsersArea.self) else { return nil }
        var projects: [String] = []
        if case .projects(let ids) = audience, ids.allSatisfy({ id in account.projects.contains { $0.id == id } }) { projects = ids }
        let isOfEvery = audience != .everybody && projects.isEmpty
        let asked: [(String, String?)] = [
            ("opens", Area.id), ("every_project", isOfEvery ? "true" : nil),
            ("project", projects.isEmpty ? nil : projects.joined(separator: ",")), ("status", "active"), ("order", "name"),
        ]
        return try await api.all(ManagementPath.members(account.id).query(asked)).compactMap(AreaReader.init)
    }
}
