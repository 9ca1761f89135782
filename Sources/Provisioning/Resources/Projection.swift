internal import Language
internal import Web

/// Which attributes an answer has: `attributes` or `excludedAttributes` (RFC 7644 section 3.9).
struct Projection: Sendable {
    private let included: [AttributePath]?
    private let excluded: [AttributePath]
    /// Extensions that are asked for whole.
    private let extensions: [String]

    init(attributes: [String], excluded: [String], in kind: ResourceKind) {
        // Names that nobody knows ask for nothing.
        included = attributes.isEmpty ? nil : attributes.compactMap { AttributePath($0, in: kind) }
        extensions = kind.extensions.map(\.id).filter { id in attributes.contains { $0.isSameName(id) } }
        self.excluded = excluded.compactMap { AttributePath($0, in: kind) }
    }

    init(_ request: WebRequest, in kind: ResourceKind) {
        self.init(
            attributes: Self.names(request.query["attributes"]), excluded: Self.names(request.query["excludedAttributes"]), in: kind)
    }

    private static func names(_ list: String?) -> [String] {
        (list ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).prefix(100).map(String.init)
    }

    /// Whether the answer has the attribute of the resource's own schema.
    func shows(_ name: String) -> Bool {
        if let included { return included.contains { $0.schema == nil && $0.attribute.name == name } }
        return !excluded.contains { $0.schema == nil && $0.attribute.name == name && $0.part == nil }
    }

    func apply(to resource: JSON) -> JSON {
        if let included {
            var result = JSON.object([])
            for name in ["schemas", "id"] { result = result.setting(name, resource[name]) }
            for id in extensions { result = result.setting(id, resource[id]) }
            for path in included { result = path.copy(from: resource, into: result) }
            return result
        }
        return excluded.reduce(resource) { $1.attribute.isAlwaysReturned ? $0 : $1.removed(from: $0) }
    }
}

extension AttributePath {
    fileprivate func copy(from resource: JSON, into result: JSON) -> JSON {
        guard let whole = whole(in: resource) else { return result }
        let container = schema.map { result[$0.id] ?? .object([]) } ?? result
        var value = whole
        if let part {
            let old = container[attribute.name]
            let narrow = { (value: JSON, old: JSON?) in (old ?? .object([])).setting(part.name, value[part.name]) }
            value =
                whole.array.map { values in
                    .array(values.enumerated().map { index, value in narrow(value, old?.array?[index]) })
                } ?? narrow(whole, old)
        }
        let filled = container.setting(attribute.name, value)
        return schema.map { result.setting($0.id, filled) } ?? filled
    }

    fileprivate func removed(from resource: JSON) -> JSON {
        let container = schema.map { resource[$0.id] ?? .object([]) } ?? resource
        guard let whole = container[attribute.name] else { return resource }
        var value: JSON?
        if let part {
            value = whole.array.map { .array($0.map { $0.setting(part.name, nil) }) } ?? whole.setting(part.name, nil)
        }
        let filled = container.setting(attribute.name, value)
        return schema.map { resource.setting($0.id, filled) } ?? filled
    }
}
