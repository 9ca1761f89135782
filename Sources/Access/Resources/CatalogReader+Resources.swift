internal import Language
internal import YAML
internal import Yams

/// Reads the types of resources that a product declares.
extension CatalogReader {
    mutating func resourceTypes(_ fields: Node.Mapping, _ root: Node, roles: [Role]) -> [ResourceType] {
        guard fields["resources"] != nil else { return [] }
        return entries("resources", of: fields, at: root).compactMap { id, node in
            if ResourceType.held.contains(id) {
                note("\"\(id)\" is a type of the server's own.", "Give the type another id.", at: node)
            }
            guard let type = mapping(node, called: "The resource type \"\(id)\"") else { return nil }
            refuseUnknown(in: type, known: ["name", "actions"], what: "a resource type")
            let actions = entries("actions", of: type, at: node).map { action, node in
                (name: action, permits: permits(of: action, node, roles: roles))
            }
            return ResourceType(id: id, names: texts("name", of: type, at: node) ?? [.english: id], actions: actions)
        }
    }

    private mutating func permits(of action: String, _ node: Node, roles: [Role]) -> [ResourceType.Permit] {
        guard let list = node.sequence, !list.isEmpty else {
            note("The action \"\(action)\" must be a list of permits.", "Write lines of the form `- {roles: [one, another]}`.", at: node)
            return []
        }
        return list.compactMap { entry in
            guard let fields = mapping(entry, called: "A permit of \"\(action)\"") else { return nil }
            refuseUnknown(in: fields, known: ["roles", "when"], what: "a permit")
            guard let named = fields["roles"] else {
                note("A permit of \"\(action)\" names no role.", "Add `roles`.", at: entry)
                return nil
            }
            let known = Set(roles.map(\.id))
            let ids = named.scalar?.string == "all" ? known : Set((words("roles", of: fields) ?? []).map(RoleID.init(rawValue:)))
            for id in ids.subtracting(known).sorted(by: { $0.rawValue < $1.rawValue }) {
                note(
                    "A permit of \"\(action)\" names the role \"\(id)\", which this product does not have.",
                    "Use some of: \(roles.map(\.id.rawValue).joined(separator: ", ")).", at: named)
            }
            if ids.isEmpty { note("A permit of \"\(action)\" names no role.", "Name one, or write `roles: all`.", at: named) }
            return ResourceType.Permit(roles: ids, conditions: conditions(of: fields))
        }
    }

    private mutating func conditions(of permit: Node.Mapping) -> [Condition] {
        guard let node = permit["when"] else { return [] }
        guard let list = node.sequence, !list.isEmpty else {
            note("`when` must be a list of conditions.", "Write lines of the form `- resource.owner = subject.id`.", at: node)
            return []
        }
        return list.compactMap { entry in
            guard let text = entry.scalar?.string else {
                note("A condition must be one line of text.", "Put it in quotes if it has a colon or begins with a bracket.", at: entry)
                return nil
            }
            do throws(ConditionReader.Mistake) { return try ConditionReader.condition(text) } catch {
                note("The condition \"\(text.prefix(80))\" cannot be read. \(error.message)", error.remedy, at: entry)
                return nil
            }
        }
    }
}
