internal import Core
internal import Language
package import Web

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
    /// Those of the account who may open the area, by their names; in each of its projects, if that is asked. nil for whoever may not know who
    /// they are: the ID tells it those alone who see User management.
    package func readers<Area: ProductArea>(of area: Area.Type, inEveryProject: Bool) async throws -> [AreaReader]? {
        guard account.mayView(UsersArea.self) else { return nil }
        let asked = [
            ("opens", Optional(Area.id)), ("every_project", inEveryProject ? "true" : nil), ("status", "active"), ("order", "name"),
        ]
        return try await api.all(ManagementPath.members(account.id).query(asked)).compactMap(AreaReader.init)
    }
}
