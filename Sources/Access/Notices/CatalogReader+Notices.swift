internal import Language
internal import YAML
internal import Yams

/// Reads what a product may ask the ID to tell people.
extension CatalogReader {
    mutating func noticeKinds(_ fields: Node.Mapping, _ root: Node, areas: [Area], roles: [Role]) -> [NoticeKind] {
        guard fields["notices"] != nil else { return [] }
        return entries("notices", of: fields, at: root).compactMap { id, node in
            guard let kind = mapping(node, called: "The notice \"\(id)\"") else { return nil }
            refuseUnknown(in: kind, known: ["area", "project", "money", "subject", "sentence"], what: "a notice")
            let area = text("area", of: kind, at: node).map(AreaID.init(rawValue:))
            if let area, !areas.contains(where: { $0.id == area }) {
                note(
                    "The notice \"\(id)\" names the area \"\(area)\", which this product does not have.",
                    "Use one of: \(areas.map(\.id.rawValue).joined(separator: ", ")).", at: kind["area"])
            }
            let isOfProject = flag("project", of: kind)
            if isOfProject, !roles.contains(where: { $0.projects != .none }) {
                note("The notice \"\(id)\" is about a project, and no role sees projects.", "Leave `project` out.", at: kind["project"])
            }
            let isOfMoney = flag("money", of: kind)
            if isOfMoney, !areas.contains(where: { $0.governs == .money }) {
                note("The notice \"\(id)\" is about money, and no area governs it.", "Add `governs: money` to one.", at: kind["money"])
            }
            let subjects = words("subject", of: kind, at: node, isOfProject: isOfProject)
            let sentences = words("sentence", of: kind, at: node, isOfProject: isOfProject)
            guard let area, let subjects, let sentences else { return nil }
            return NoticeKind(
                id: id, area: area, isOfProject: isOfProject, isOfMoney: isOfMoney, subjects: subjects, sentences: sentences)
        }
    }

    private mutating func words(_ key: String, of kind: Node.Mapping, at node: Node, isOfProject: Bool) -> [Language: String]? {
        let found = texts(key, of: kind, at: node)
        let known: Set = isOfProject ? ["account", "project"] : ["account"]
        for name in (found?.values.flatMap(NoticeKind.names) ?? []).sorted() where !known.contains(name) {
            note(
                "`\(key)` names {\(name)}.", "A notice may name \(known.sorted().map { "{\($0)}" }.joined(separator: " and ")).",
                at: kind[key])
        }
        return found
    }
}
