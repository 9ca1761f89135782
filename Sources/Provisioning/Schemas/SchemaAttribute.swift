internal import Web

/// An attribute of a resource (RFC 7643 section 7).
struct SchemaAttribute: Sendable {
    enum Kind: String, Sendable { case string, boolean, complex, reference, dateTime }

    let name: String
    let kind: Kind
    let description: String
    var isMultiValued = false
    var isRequired = false
    var isCaseExact = false
    var isReadOnly = false
    /// Whether it is in every answer, whatever was asked for.
    var isAlwaysReturned = false
    var isUnique = false
    var parts: [SchemaAttribute] = []
    var referenceTypes: [String] = []
    var words: [String] = []

    init(_ name: String, _ kind: Kind = .string, _ description: String) {
        self.name = name
        self.kind = kind
        self.description = description
    }

    func part(_ name: String) -> SchemaAttribute? { parts.first { $0.name.isSameName(name) } }

    func with(_ change: (inout SchemaAttribute) -> Void) -> SchemaAttribute {
        var copy = self
        change(&copy)
        return copy
    }

    var required: SchemaAttribute { with { $0.isRequired = true } }
    var readOnly: SchemaAttribute { with { $0.isReadOnly = true } }
    var caseExact: SchemaAttribute { with { $0.isCaseExact = true } }
    func many(_ parts: [SchemaAttribute]) -> SchemaAttribute {
        with {
            $0.isMultiValued = true
            $0.parts = parts
        }
    }
    func of(_ parts: [SchemaAttribute]) -> SchemaAttribute { with { $0.parts = parts } }

    var json: JSON {
        var members: [(String, JSON)] = [
            ("name", .string(name)), ("type", .string(kind.rawValue)), ("multiValued", .bool(isMultiValued)),
            ("description", .string(description)), ("required", .bool(isRequired)), ("caseExact", .bool(isCaseExact)),
            ("mutability", .string(isReadOnly ? "readOnly" : "readWrite")),
            ("returned", .string(isAlwaysReturned ? "always" : "default")), ("uniqueness", .string(isUnique ? "server" : "none")),
        ]
        if !words.isEmpty { members.append(("canonicalValues", .array(words.map(JSON.string)))) }
        if !referenceTypes.isEmpty { members.append(("referenceTypes", .array(referenceTypes.map(JSON.string)))) }
        if !parts.isEmpty { members.append(("subAttributes", .array(parts.map(\.json)))) }
        return .object(members)
    }
}

extension String {
    /// Names of attributes and schemas are the same whatever their case (RFC 7643 section 2.1).
    func isSameName(_ other: String) -> Bool { self == other || lowercased() == other.lowercased() }
}
