internal import Language
internal import Web

/// Names an attribute, or a part of it: `userName`, `name.familyName`, `urn:…:User:department` (RFC 7644 section 3.10).
struct AttributePath: Sendable {
    /// The extension that it belongs to; nil for the resource's own schema.
    let schema: ResourceSchema?
    let attribute: SchemaAttribute
    let part: SchemaAttribute?

    /// nil for what the schemas do not know.
    init?(_ text: String, in kind: ResourceKind) {
        var rest = text[...]
        var schema: ResourceSchema?
        if let known = kind.schemas.first(where: { text.lowercased().hasPrefix($0.id.lowercased() + ":") }) {
            rest = text.dropFirst(known.id.count + 1)
            schema = kind.extensions.first { $0.id == known.id }
        }
        let names = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let first = names.first, names.count <= 2 else { return nil }
        guard let attribute = schema.map({ $0.attribute(first) }) ?? kind.attribute(first) else { return nil }
        var part: SchemaAttribute?
        if names.count == 2 {
            part = attribute.part(names[1])
            guard part != nil else { return nil }
        }
        self.schema = schema
        self.attribute = attribute
        self.part = part
    }

    /// A part of the values that a filter in brackets chooses from.
    init?(_ name: String, of attribute: SchemaAttribute) {
        guard let part = attribute.part(name) else { return nil }
        schema = nil
        self.attribute = part
        self.part = nil
    }

    init(_ attribute: SchemaAttribute, of schema: ResourceSchema?) {
        self.schema = schema
        self.attribute = attribute
        part = nil
    }

    /// What a comparison compares: the part, or the `value` of a value that has parts.
    var compared: SchemaAttribute { part ?? attribute.part("value") ?? attribute }

    /// The attribute's value in the resource.
    func whole(in resource: JSON) -> JSON? { (schema.map { resource[$0.id] } ?? resource)?[attribute.name] }

    /// The values to compare, each by itself.
    func values(in resource: JSON) -> [JSON] {
        guard let whole = whole(in: resource) else { return [] }
        let values = whole.array ?? [whole]
        guard let name = part?.name ?? (attribute.part("value") == nil ? nil : "value") else { return values }
        return values.compactMap { $0[name] }
    }
}
