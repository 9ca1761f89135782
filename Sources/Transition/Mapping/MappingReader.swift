internal import Access
internal import Credentials
package import YAML
internal import Yams

extension Mapping {
    /// Reads a mapping file. Throws `FileMistakes` with every mistake in it.
    package init(file: String, text: String) throws(FileMistakes) {
        var reader = MappingReader(fileName: file)
        let mapping = reader.mapping(text)
        guard let mapping, reader.mistakes.isEmpty else { throw FileMistakes(all: reader.mistakes.sorted { $0.line < $1.line }) }
        self = mapping
    }
}

struct MappingReader: YAMLReader {
    let fileName: String
    var mistakes: [FileMistake] = []
    private var lines: [FieldPath: Int] = [:]
    private var times: [Mapping.Field: SourceTime] = [:]

    init(fileName: String) { self.fileName = fileName }

    private static let plain: [Mapping.Field] = [
        .id, .email, .login, .emailVerified, .name, .status, .role, .account, .accountName, .projects, .phone, .locale, .createdAt,
        .lastSignInAt,
    ]

    mutating func mapping(_ text: String) -> Mapping? {
        guard let (root, fields) = root(of: text, describing: "Name the product, and where id, email, role and account stand.") else {
            return nil
        }
        refuseUnknown(
            in: fields, known: ["product", "records", "leave_out"] + Self.plain.map(\.rawValue) + ["password", "totp", "security_keys"],
            what: "a mapping")
        let product = self.text("product", of: fields, at: root)
        let records = fields["records"] == nil ? nil : self.text("records", of: fields, at: root)
        var mapped: [Mapping.Field: MappedField] = [:]
        for field in Self.plain { mapped[field] = fields[field.rawValue].flatMap { self.field($0, field) } }
        for field in [Mapping.Field.id, .role, .account] where fields[field.rawValue] == nil {
            note("`\(field.rawValue)` is missing.", "Say where it stands, or write `\(field.rawValue): {constant: …}`.", at: root)
        }
        if fields["email"] == nil, fields["login"] == nil {
            note("`email` and `login` are missing.", "Say where the address stands, or the user name that people type there.", at: root)
        }
        let position = password(fields, &mapped)
        let encoding = totp(fields, &mapped)
        let keys = securityKeys(fields)
        guard let product else { return nil }
        return Mapping(
            product: ProductID(rawValue: product), records: records, leftOut: fields["leave_out"].flatMap { path($0) }, fields: mapped,
            times: times, secretEncoding: encoding, keys: keys,
            saltPosition: position, lines: lines, fileName: fileName)
    }

    private mutating func password(
        _ fields: Node.Mapping, _ mapped: inout [Mapping.Field: MappedField]
    ) -> HashSettings.SaltPosition? {
        guard let node = fields["password"], let password = mapping(node, called: "`password`") else { return nil }
        refuseUnknown(in: password, known: ["hash", "salt", "salt_position"], what: "`password`")
        mapped[.passwordHash] = password["hash"].flatMap { field($0, .passwordHash) }
        mapped[.passwordSalt] = password["salt"].flatMap { field($0, .passwordSalt) }
        if password["hash"] == nil { note("`password` has no `hash`.", "Say where the hash stands.", at: node) }
        return choice("salt_position", of: password, HashSettings.SaltPosition.self)
    }

    private mutating func totp(_ fields: Node.Mapping, _ mapped: inout [Mapping.Field: MappedField]) -> Mapping.SecretEncoding {
        guard let node = fields["totp"], let totp = mapping(node, called: "`totp`") else { return .base32 }
        refuseUnknown(in: totp, known: ["secret", "encoding", "algorithm", "digits", "period"], what: "`totp`")
        for field in [Mapping.Field.totpSecret, .totpAlgorithm, .totpDigits, .totpPeriod] {
            mapped[field] = totp[String(field.rawValue.dropFirst("totp.".count))].flatMap { self.field($0, field) }
        }
        if totp["secret"] == nil { note("`totp` has no `secret`.", "Say where the secret stands.", at: node) }
        return choice("encoding", of: totp, Mapping.SecretEncoding.self) ?? .base32
    }

    private mutating func securityKeys(_ fields: Node.Mapping) -> Mapping.Keys? {
        guard let node = fields["security_keys"], let keys = mapping(node, called: "`security_keys`") else { return nil }
        refuseUnknown(in: keys, known: ["each"] + Mapping.KeyField.allCases.map(\.rawValue), what: "`security_keys`")
        var mapped: [Mapping.KeyField: MappedField] = [:]
        for field in Mapping.KeyField.allCases { mapped[field] = keys[field.rawValue].flatMap { self.field($0, nil) } }
        for field in [Mapping.KeyField.id, .publicKey, .domain] where keys[field.rawValue] == nil {
            note("`security_keys` has no `\(field.rawValue)`.", "Say where it stands in each key.", at: node)
        }
        guard let each = keys["each"], let list = path(each) else {
            if keys["each"] == nil { note("`security_keys` has no `each`.", "Say where the list of them stands.", at: node) }
            return nil
        }
        return Mapping.Keys(list: list, fields: mapped)
    }
}

/// Where a value comes from.
extension MappingReader {
    /// `where` in a record a field of ours stands: one choice, or a list of them.
    private mutating func field(_ node: Node, _ field: Mapping.Field?) -> MappedField? {
        guard let list = node.sequence else { return value(node, field).map { MappedField(choices: [$0]) } }
        if list.isEmpty { note("This list is empty.", "Name at least one place.", at: node) }
        return MappedField(choices: list.compactMap { value($0, field) })
    }

    private mutating func value(_ node: Node, _ field: Mapping.Field?) -> MappedValue? {
        if node.scalar != nil { return path(node).map { MappedValue(source: .path($0)) } }
        guard let parts = mapping(node, called: "A value") else { return nil }
        let isTime = field == .createdAt || field == .lastSignInAt
        refuseUnknown(
            in: parts, known: ["from", "constant", "join", "text", "when", "values", "otherwise"] + (isTime ? ["time"] : []),
            what: "a value")
        guard let source = source(parts, node) else { return nil }
        var value = MappedValue(source: source)
        if let when = parts["when"].flatMap({ mapping($0, called: "`when`") }) {
            for (key, text) in when { if let path = path(key) { value.conditions[path] = text.scalar?.string ?? "" } }
        }
        if let meanings = parts["values"].flatMap({ mapping($0, called: "`values`") }) {
            for (key, text) in meanings { value.meanings[(key.scalar?.string ?? "").lowercased()] = text.scalar?.string ?? "" }
        }
        value.otherwise = parts["otherwise"]?.scalar?.string
        if let field, let node = parts["time"] {
            let time = node.scalar.flatMap { SourceTime($0.string) }
            if time == nil { note("This is no form of times.", "Use one of: \(SourceTime.names).", at: node) }
            times[field] = time
        }
        return value
    }

    private mutating func source(_ parts: Node.Mapping, _ node: Node) -> MappedValue.Source? {
        let named = ["from", "constant", "join", "text"].filter { parts[$0] != nil }
        guard named.count == 1, let name = named.first, let source = parts[name] else {
            note("A value has one of `from`, `constant`, `join` and `text`.", "Write exactly one of them.", at: node)
            return nil
        }
        switch name {
        case "from": return path(source).map { .path($0) }
        case "constant": return .constant(source.scalar?.string ?? "")
        case "join": return .joined((source.sequence ?? []).compactMap { path($0) })
        default: return template(source).map { .template($0) }
        }
    }

    private mutating func path(_ node: Node) -> FieldPath? {
        guard let text = node.scalar?.string, let path = FieldPath(text) else {
            note(
                "This is no path.", "Write a column, or members with dots: `profile.email`, `groups[0]`, `keys[type=otp].secret`.", at: node
            )
            return nil
        }
        lines[path] = lines[path] ?? node.mark?.line
        return path
    }

    /// `$argon2id$v=19$m={memory}$…`: a path in braces.
    private mutating func template(_ node: Node) -> [MappedValue.Piece]? {
        guard let text = node.scalar?.string, !text.isEmpty else {
            note("`text` must be a text.", "Write paths in braces: `\"{first} {last}\"`.", at: node)
            return nil
        }
        var pieces: [MappedValue.Piece] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "{") {
            guard let end = rest[start...].firstIndex(of: "}"), let path = FieldPath(String(rest[rest.index(after: start)..<end])) else {
                note("A brace of this text is not closed, or holds no path.", "Write each path in braces: `{credentials.salt}`.", at: node)
                return nil
            }
            lines[path] = lines[path] ?? node.mark?.line
            pieces += [.text(String(rest[..<start])), .path(path)]
            rest = rest[rest.index(after: end)...]
        }
        return pieces + [.text(String(rest))]
    }
}
