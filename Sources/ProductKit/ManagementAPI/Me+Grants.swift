internal import Core
package import Language
internal import Web

extension Me.Account {
    /// What one of the member's grants gives alone: these areas, in these projects.
    struct Grant: Sendable {
        let role: String
        let endsAt: Timestamp?
        let viewed: Set<String>
        let managed: Set<String>
        let hasAllProjects: Bool
        let projects: Set<String>

        init(_ json: JSON) {
            role = json["role"]?.string ?? ""
            endsAt = json["ends_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
            let areas = json["areas"]?.object ?? []
            viewed = Set(areas.map(\.0))
            managed = Set(areas.filter { $0.1.string == "manage" }.map(\.0))
            hasAllProjects = json["all_projects"]?.bool ?? false
            projects = Set((json["projects"]?.array ?? []).compactMap(\.string))
        }

        func gives(_ area: String, managing: Bool) -> Bool { (managing ? managed : viewed).contains(area) }
    }

    /// The same account as a page of that area may show it: with those projects that one grant gives together with the area (rule 7).
    package func narrowed<Area: ProductArea>(to area: Area.Type) -> Me.Account { narrowed(to: Area.id, managing: false) }

    func narrowed(to area: String, managing: Bool) -> Me.Account {
        let giving = grants.filter { $0.gives(area, managing: managing) }
        var copy = self
        guard !giving.contains(where: \.hasAllProjects) else { return copy }
        copy.hasAllProjects = false
        copy.projects = projects.filter { project in giving.contains { $0.projects.contains(project.id) } }
        return copy
    }

    /// Whether the member may view the area in each of these projects. One that the ID does not know needs all.
    package func mayView<Area: ProductArea>(_ area: Area.Type, inAllOf projects: [String]) -> Bool {
        let seen = narrowed(to: area)
        return seen.hasAllProjects || projects.allSatisfy { id in seen.projects.contains { $0.id == id } }
    }

    /// Whether in each of these projects one grant alone lets the member manage all of these areas, by their ids (rule 7).
    package func mayManage(_ areas: [String], inAllOf projects: [String]) -> Bool {
        let giving = grants.filter { grant in areas.allSatisfy { grant.gives($0, managing: true) } }
        guard !giving.isEmpty else { return false }
        return projects.allSatisfy { id in giving.contains { $0.hasAllProjects || $0.projects.contains(id) } }
    }
}

extension [Me.Role] {
    /// "Associate and IT Admin"
    package var title: Phrase { isEmpty ? "product.no-role" : .all(map(\.title)) }
}
