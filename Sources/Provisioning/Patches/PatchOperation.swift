internal import Language
internal import Web

/// One operation of a PATCH (RFC 7644 section 3.5.2).
struct PatchOperation: Sendable {
    enum Verb: String, Sendable { case add, replace, remove }

    let verb: Verb
    /// nil for the whole resource: `value` has the attributes then.
    let target: PatchTarget?
    let value: JSON?

    static let most = 100

    /// Reads the body of a PATCH. Names that the schemas do not know are refused in a path, and left out of a value.
    static func list(_ body: JSON, in kind: ResourceKind) throws -> [PatchOperation] {
        guard let list = body.member("Operations")?.array, !list.isEmpty else {
            throw Problem.invalidSyntax("“Operations” must be a list of operations.")
        }
        guard list.count <= most else { throw Problem.tooMany("A PATCH must have no more than \(most) operations.") }
        return try list.flatMap { try read($0, in: kind) }
    }

    private static func read(_ json: JSON, in kind: ResourceKind) throws -> [PatchOperation] {
        guard let word = json.member("op")?.string, let verb = Verb(rawValue: word.lowercased()) else {
            throw Problem.invalidSyntax("“op” must be add, replace or remove.")
        }
        let value = json.member("value")
        if let path = json.member("path")?.string {
            if let schema = kind.extensions.first(where: { $0.id.isSameName(path) }) { return try whole(schema, value, verb) }
            return [PatchOperation(verb: verb, target: try PatchTarget(path, in: kind), value: value)]
        }
        guard verb != .remove else { throw Problem.noTarget("To remove something, name it in “path”.") }
        guard let members = value?.object else { throw Problem.invalidValue("Without a “path” the value must be an object.") }
        return try members.flatMap { name, value in try named(name, value, verb, in: kind) }
    }

    /// An extension: one operation for each attribute that the value has, for all if there is none or if it replaces them.
    private static func whole(_ schema: ResourceSchema, _ value: JSON?, _ verb: Verb) throws -> [PatchOperation] {
        let target = { (attribute: SchemaAttribute) in PatchTarget(AttributePath(attribute, of: schema)) }
        let all = schema.attributes.map { PatchOperation(verb: .remove, target: target($0), value: nil) }
        guard verb != .remove else { return all }
        guard let members = value?.object else { throw Problem.invalidValue("“\(schema.id)” must be an object.") }
        let said = members.compactMap { name, value in
            schema.attribute(name).map { PatchOperation(verb: verb, target: target($0), value: value) }
        }
        return verb == .replace ? all + said : said
    }

    /// A member of a value without a path. Some directories write a path in its place.
    private static func named(_ name: String, _ value: JSON, _ verb: Verb, in kind: ResourceKind) throws -> [PatchOperation] {
        if let schema = kind.extensions.first(where: { $0.id.isSameName(name) }) { return try whole(schema, value, verb) }
        guard PatchTarget.isKnown(name, in: kind) else { return [] }
        let target = try PatchTarget(name, in: kind)
        return target.path.attribute.isReadOnly ? [] : [PatchOperation(verb: verb, target: target, value: value)]
    }
}

/// What an operation changes: an attribute, a part of it, or those of its values that a filter chooses.
struct PatchTarget: Sendable {
    let path: AttributePath
    let filter: Filter?
    /// The part of the chosen values.
    let part: SchemaAttribute?

    init(_ path: AttributePath, where filter: Filter? = nil, part: SchemaAttribute? = nil) {
        self.path = path
        self.filter = filter
        self.part = part
    }

    init(_ text: String, in kind: ResourceKind) throws {
        let unknown = Problem.invalidPath("There is no attribute “\(text.prefix(200))”.")
        guard text.utf8.count <= FilterReader.longest else { throw unknown }
        guard let open = text.firstIndex(of: "[") else {
            guard let path = AttributePath(text, in: kind) else { throw unknown }
            self.init(path)
            return
        }
        guard let path = AttributePath(String(text[..<open]), in: kind), path.part == nil, path.attribute.isMultiValued,
            let close = text.lastIndex(of: "]"), open < close
        else { throw unknown }
        let rest = text[text.index(after: close)...]
        let part = rest.isEmpty ? nil : path.attribute.part(String(rest.dropFirst()))
        guard rest.isEmpty || (rest.first == "." && part != nil) else { throw unknown }
        let filter = try FilterReader.read(String(text[text.index(after: open)..<close]), of: path.attribute, in: kind)
        self.init(path, where: filter, part: part)
    }

    static func isKnown(_ text: String, in kind: ResourceKind) -> Bool {
        AttributePath(String(text.prefix { $0 != "[" }), in: kind) != nil
    }
}

extension JSON {
    /// A member, whatever the case of its name.
    func member(_ name: String) -> JSON? { object?.first { $0.0.isSameName(name) }?.1 }
}
