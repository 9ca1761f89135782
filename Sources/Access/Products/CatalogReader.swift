internal import Core
internal import Language
internal import YAML
internal import Yams

/// Reads one catalog file and collects all mistakes, so that they can be corrected together.
struct CatalogReader: YAMLReader {
    let file: ProductCatalog.File
    var mistakes: [FileMistake] = []
    var fileName: String { file.name }

    init(file: ProductCatalog.File) { self.file = file }

    mutating func product() -> Product? {
        guard let (root, fields) = root(of: file.text, describing: "Describe a product: product, name, areas, roles.") else { return nil }
        refuseUnknown(in: fields, known: ["product", "name", "areas", "roles", "resources", "notices", "key-scopes"], what: "a product")
        let id = text("product", of: fields, at: root)
        if let id { checkID(id, at: fields["product"]) }
        let name = seenText("name", of: fields, at: root)
        let areas = self.areas(fields, root)
        let roles = self.roles(fields, root, areas: areas)
        let resources = resourceTypes(fields, root, roles: roles)
        let notices = noticeKinds(fields, root, areas: areas, roles: roles)
        let scopes = keyScopes(fields, root)
        guard let id, let name else { return nil }
        var product = Product(id: ProductID(rawValue: id), name: name, areas: areas, roles: roles, resources: resources, notices: notices)
        product.keyScopes = scopes
        return product
    }

    private mutating func areas(_ fields: Node.Mapping, _ root: Node) -> [Area] {
        var areas: [Area] = []
        for (id, node) in entries("areas", of: fields, at: root) {
            guard let area = mapping(node, called: "The area \"\(id)\"") else { continue }
            refuseUnknown(in: area, known: ["name", "governs"], what: "an area")
            let names = texts("name", of: area, at: node) ?? [.english: id]
            let governs = choice("governs", of: area, Area.Purpose.self)
            if let governs, let other = areas.first(where: { $0.governs == governs }) {
                note(
                    "The areas \"\(other.id)\" and \"\(id)\" both govern \(governs.rawValue).", "Leave `governs` on one of them.",
                    at: area["governs"])
            }
            areas.append(Area(id: AreaID(rawValue: id), names: names, governs: governs))
        }
        if !areas.isEmpty, !areas.contains(where: { $0.governs == .people }) {
            note("No area governs people.", "Add `governs: people` to the area where members are managed.", at: fields["areas"])
        }
        return areas
    }

    private mutating func keyScopes(_ fields: Node.Mapping, _ root: Node) -> [KeyScope] {
        guard fields["key-scopes"] != nil else { return [] }
        return entries("key-scopes", of: fields, at: root, parted: true).compactMap { id, node in
            guard let scope = mapping(node, called: "The scope \"\(id)\"") else { return nil }
            refuseUnknown(in: scope, known: ["name"], what: "a scope of keys")
            if KeyScope.reserved.contains(id) {
                note(
                    "\"\(id)\" is a scope of this server.", "Name your own by the area that it opens: `orders.read`.",
                    at: fields["key-scopes"])
            }
            return texts("name", of: scope, at: node).map { KeyScope(id: id, names: $0) }
        }
    }

    private mutating func roles(_ fields: Node.Mapping, _ root: Node, areas: [Area]) -> [Role] {
        var roles: [Role] = []
        var names: [String: String] = [:]
        for (id, node) in entries("roles", of: fields, at: root) {
            guard let role = mapping(node, called: "The role \"\(id)\"") else { continue }
            refuseUnknown(
                in: role, known: ["name", "aliases", "for", "administrator", "view", "manage", "projects"], what: "a role")
            let title = texts("name", of: role, at: node) ?? [.english: id]
            let aliases = words("aliases", of: role) ?? []
            for called in Set(([id] + title.values + aliases).map { $0.lowercased() }) {
                if let other = names.updateValue(id, forKey: called) {
                    note("The roles \"\(other)\" and \"\(id)\" are both called \"\(called)\".", "Rename one of them.", at: node)
                }
            }
            let isAdministrator = flag("administrator", of: role)
            let actions = self.actions(of: id, role, node, areas: areas)
            if isAdministrator, let missing = areas.first(where: { actions[$0.id] != .manage }) {
                note(
                    "The administrator role \"\(id)\" does not manage the area \"\(missing.id)\".", "Write `manage: all` for it.", at: node)
            }
            let projects = choice("projects", of: role, Role.Projects.self)
            if projects == nil, role["projects"] == nil {
                note("The role \"\(id)\" does not say which projects it sees.", "Write `projects: all`, `assigned` or `none`.", at: node)
            }
            roles.append(
                Role(
                    id: RoleID(rawValue: id), names: title, aliases: aliases, purposes: texts("for", of: role, at: node) ?? [:],
                    rights: Role.Rights(isAdministrator: isAdministrator, areas: actions, projects: projects ?? .none)))
        }
        if let blind = roles.first(where: { $0.isAdministrator && $0.projects != .all }), roles.contains(where: { $0.projects != .none }) {
            note("The administrator role \"\(blind.id)\" does not see all projects.", "Write `projects: all` for it.", at: fields["roles"])
        }
        if !roles.isEmpty, !roles.contains(where: \.isAdministrator) {
            note("No role is an administrator.", "Add `administrator: true` to the role that owns an account.", at: fields["roles"])
        }
        return roles
    }

    private mutating func actions(of role: String, _ fields: Node.Mapping, _ node: Node, areas: [Area]) -> [AreaID: Action] {
        var actions: [AreaID: Action] = [:]
        for action in Action.allCases {
            guard let list = fields[action.rawValue] else { continue }
            if list.scalar?.string == "all" {
                for area in areas { actions[area.id] = action }
                continue
            }
            for word in words(action.rawValue, of: fields) ?? [] {
                let area = AreaID(rawValue: word)
                if !areas.contains(where: { $0.id == area }) {
                    note(
                        "The role \"\(role)\" names the area \"\(word)\", which this product does not have.",
                        "Use one of: \(areas.map(\.id.rawValue).joined(separator: ", ")).", at: list)
                } else if let before = actions.updateValue(action, forKey: area) {
                    note(
                        "The role \"\(role)\" names the area \"\(word)\" twice.",
                        before == action ? "Name it once." : "Name it under `manage` only; that includes viewing.", at: list)
                }
            }
        }
        if actions.isEmpty, !areas.isEmpty, fields["view"] == nil, fields["manage"] == nil {
            note("The role \"\(role)\" has no area.", "List its areas under `view` or `manage`.", at: node)
        }
        return actions
    }
}

extension CatalogReader {
    /// A text by its languages: `Users`, which is English, or `{en: Users, sv: Användare}`.
    mutating func texts(_ key: String, of fields: Node.Mapping, at parent: Node) -> [Language: String]? {
        guard let node = fields[key], let translations = node.mapping else {
            return seenText(key, of: fields, at: parent).map { [.english: $0] }
        }
        refuseUnknown(in: translations, known: Language.allCases.map(\.rawValue), what: "`\(key)`")
        var texts: [Language: String] = [:]
        for language in Language.allCases where language == .english || translations[language.rawValue] != nil {
            texts[language] = seenText(language.rawValue, of: translations, at: node)
        }
        return texts[.english] == nil ? nil : texts
    }

    /// A text that looks like no other: people choose by it whom they give what.
    fileprivate mutating func seenText(_ key: String, of fields: Node.Mapping, at parent: Node) -> String? {
        guard let text = text(key, of: fields, at: parent) else { return nil }
        if text.visibleName != text {
            note("`\(key)` has characters that are not seen, or spaces around it.", "Write it anew by hand.", at: fields[key])
        }
        return text
    }

    mutating func flag(_ key: String, of fields: Node.Mapping) -> Bool {
        guard let node = fields[key] else { return false }
        if let value = node.bool { return value }
        note("`\(key)` must be true or false.", "Write `\(key): true`, or leave it out.", at: node)
        return false
    }

    mutating func words(_ key: String, of fields: Node.Mapping) -> [String]? {
        guard let node = fields[key] else { return nil }
        guard let sequence = node.sequence else {
            note("`\(key)` must be a list.", "Write `\(key): [one, another]`.", at: node)
            return nil
        }
        return sequence.compactMap { $0.scalar?.string }
    }

    /// The entries of a mapping whose keys are ids, in the order of the file. Checks each id; `parted` ones have parts between full stops.
    mutating func entries(_ key: String, of fields: Node.Mapping, at parent: Node, parted: Bool = false) -> [(String, Node)] {
        guard let node = fields[key] else {
            note("`\(key)` is missing.", "Add it.", at: parent)
            return []
        }
        guard let mapping = mapping(node, called: "`\(key)`") else { return [] }
        if mapping.isEmpty { note("`\(key)` is empty.", "Describe at least one.", at: node) }
        return mapping.compactMap { entry in
            guard let id = entry.key.scalar?.string else { return nil }
            for part in parted ? id.split(separator: ".", omittingEmptySubsequences: false).map(String.init) : [id] {
                checkID(part, at: entry.key)
            }
            return (id, entry.value)
        }
    }

    private mutating func checkID(_ id: String, at node: Node?) {
        let letters = id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard letters, (1...40).contains(id.utf8.count), !id.hasPrefix("-"), !id.hasSuffix("-") else {
            return note("\"\(id)\" cannot be an id.", "Use 1 to 40 small letters, digits and hyphens.", at: node)
        }
    }
}
