internal import Language
internal import Web

/// Reads a resource as its schemas have it: names in their written form, values of their kinds. What is read-only, empty or unknown is left
/// out (RFC 7644 section 3.3): a directory may say more than is kept here. So is a password.
struct ResourceReader {
    static let mostValues = 20
    static let longestValue = 1000

    let kind: ResourceKind

    func read(_ json: JSON) throws -> JSON {
        guard let members = json.object else { throw Problem.invalidSyntax("The body must be a JSON object.") }
        var read = JSON.object([])
        for (name, value) in members {
            if let schema = kind.extensions.first(where: { $0.id.isSameName(name) }) {
                let part = try object(value, schema.attributes, schema.id)
                if part != .object([]) { read = read.setting(schema.id, part) }
            } else if let attribute = kind.attribute(name), !attribute.isReadOnly, let value = try self.value(value, of: attribute) {
                read = read.setting(attribute.name, value)
            }
        }
        return read
    }

    /// nil for an unassigned value: null, an empty text, an empty list (RFC 7643 section 2.5).
    func value(_ json: JSON, of attribute: SchemaAttribute) throws -> JSON? {
        guard attribute.isMultiValued else { return try single(json, of: attribute) }
        let values = try (json.array ?? [json]).compactMap { try single($0, of: attribute) }
        guard values.count <= Self.mostValues else {
            throw Problem.invalidValue("“\(attribute.name)” must have no more than \(Self.mostValues) values.")
        }
        guard values.count(where: { $0["primary"] == .bool(true) }) <= 1 else {
            throw Problem.invalidValue("Only one value of “\(attribute.name)” can be the primary one.")
        }
        return JSON.filled(values)
    }

    private func single(_ json: JSON, of attribute: SchemaAttribute) throws -> JSON? {
        switch (attribute.kind, json) {
        case (_, .null), (.string, .string("")), (.reference, .string("")): return JSON?.none
        case (.boolean, .bool): return json
        case (.boolean, .string(let word)) where ["true", "false"].contains(word.lowercased()): return .bool(word.isSameName("true"))
        case (.string, .string(let text)), (.reference, .string(let text)), (.dateTime, .string(let text)):
            guard text.utf8.count <= Self.longestValue else {
                throw Problem.invalidValue("“\(attribute.name)” must have no more than \(Self.longestValue) bytes.")
            }
            guard !text.utf8.contains(0) else { throw Problem.invalidValue("“\(attribute.name)” holds a character that is none (U+0000).") }
            return json
        case (.complex, .object):
            let part = try object(json, attribute.parts, attribute.name)
            return part == .object([]) ? JSON?.none : part
        // Some directories send the value alone.
        case (.complex, .string) where attribute.part("value") != nil:
            return try single(["value": json], of: attribute)
        default: throw Problem.invalidValue("“\(attribute.name)” must be \(attribute.kind.words).")
        }
    }

    private func object(_ json: JSON, _ attributes: [SchemaAttribute], _ name: String) throws -> JSON {
        guard let members = json.object else { throw Problem.invalidValue("“\(name)” must be an object.") }
        var read = JSON.object([])
        for (name, value) in members {
            guard let attribute = attributes.first(where: { $0.name.isSameName(name) }), !attribute.isReadOnly,
                let value = try self.value(value, of: attribute)
            else { continue }
            read = read.setting(attribute.name, value)
        }
        return read
    }
}

extension SchemaAttribute.Kind {
    fileprivate var words: String {
        switch self {
        case .string: "a text"
        case .boolean: "true or false"
        case .complex: "an object"
        case .reference: "an address"
        case .dateTime: "a time"
        }
    }
}
