internal import Access
package import Core
internal import Credentials
internal import Crypto
internal import Identity
package import SQL

/// Digests of the field values from the last import. They show what changed at the source and what changed here.
///
/// They are keyed, because one of the fields is the old password hash, which may be a fast one: a digest alone must not help to guess a
/// password.
struct FieldDigests: Sendable {
    static let keyPurpose = "import-digests"
    /// Characters: 72 bits, which compare two values of one field of one person.
    static let length = 12

    /// The beginning of every digest: the key is read once.
    private let keyed: HMAC<SHA256>

    init(key: Secret<[UInt8]>) { keyed = HMAC(key: SymmetricKey(data: key.exposed)) }

    func digest(_ value: String, of field: ExportedPerson.Field) -> String {
        let text = field.rawValue + "\n" + value
        var code = keyed
        code.update(data: Array(text.utf8))
        return Base64URL.encode(Array(code.finalize().prefix(Self.length * 6 / 8)))
    }

    func digests(of person: ExportedPerson) -> SourceFields {
        var fields = SourceFields()
        for field in ExportedPerson.Field.allCases
        where (field != .keys || !person.keys.isEmpty) && (field != .login || person.login != nil) {
            fields[field] = digest(person.value(of: field), of: field)
        }
        return fields
    }
}

extension ExportedPerson {
    /// The fields that are compared with the last import, each separately.
    enum Field: String, CaseIterable, Sendable {
        case email, login, name, status, password, factor, keys, role, account, accountName = "account-name", projects, locale
    }

    /// The text of the field that is compared.
    fileprivate func value(of field: Field) -> String {
        switch field {
        case .email: email?.written ?? ""
        case .login: login?.written ?? ""
        case .name: name
        case .status: status.rawValue
        case .password: password?.source ?? ""
        case .factor: factor?.text ?? ""
        case .keys: Self.keysText(keys.map { ($0.relyingParty, $0.credentialID, $0.publicKey) })
        case .role: role.id.rawValue
        case .account: accountID
        case .accountName: accountName
        case .projects: Self.projectsText(projects)
        case .locale: locale ?? ""
        }
    }

    static func keysText(_ keys: [(relyingParty: String, credentialID: [UInt8], publicKey: [UInt8])]) -> String {
        keys.map { "\($0.relyingParty) \(Base64URL.encode($0.credentialID)) \(Base64URL.encode($0.publicKey))" }.sorted()
            .joined(separator: "\n")
    }

    static func projectsText(_ names: some Sequence<String>) -> String {
        Set(names.map { $0.lowercased() }).sorted().joined(separator: "\n")
    }
}

extension ExportedPerson.Factor {
    fileprivate var text: String {
        switch self {
        case .totp(let totp): "totp:" + String(decoding: totp.stored, as: UTF8.self)
        case .sms(let phone): "sms:" + phone.text
        }
    }
}

/// A digest for each field; stored one after the other, each after its letter. Earlier imports wrote `name=digest` words with longer
/// digests.
struct SourceFields: Sendable, Equatable {
    private var digests: [ExportedPerson.Field: String] = [:]

    init() {}

    subscript(field: ExportedPerson.Field) -> String? {
        get { digests[field] }
        set { digests[field] = newValue }
    }

    var text: String {
        var text = ""
        for field in ExportedPerson.Field.allCases { if let digest = digests[field] { text += "\(field.letter)\(digest)" } }
        return text
    }

    init(text: String) {
        guard text.utf8.contains(UInt8(ascii: "=")) else {
            read(text.utf8)
            return
        }
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let field = ExportedPerson.Field(rawValue: String(parts[0])) else { continue }
            digests[field] = String(parts[1].prefix(FieldDigests.length))
        }
    }

    private mutating func read(_ text: String.UTF8View) {
        var rest = text[...]
        while let letter = rest.popFirst() {
            let field = ExportedPerson.Field.allCases.first { $0.letter.asciiValue == letter }
            if let field { digests[field] = String(rest.prefix(FieldDigests.length)) }
            rest = rest.dropFirst(FieldDigests.length)
        }
    }
}

extension ExportedPerson.Field {
    /// What it is called in the stored digests.
    fileprivate var letter: Character {
        switch self {
        case .email: "e"
        case .login: "u"
        case .name: "n"
        case .status: "s"
        case .password: "p"
        case .factor: "f"
        case .keys: "k"
        case .role: "r"
        case .account: "a"
        case .accountName: "c"
        case .projects: "j"
        case .locale: "l"
        }
    }
}

extension Transaction {
    /// The key of all digests. It is created at the first import and stored encrypted with the master key.
    func importKey(_ keyring: Keyring, fresh: Secret<[UInt8]>) throws -> Secret<[UInt8]> {
        if let sealed = try sealedImportKey() { return Secret(try keyring.open(sealed.bytes, purpose: sealed.purpose)) }
        let purpose = FieldDigests.keyPurpose
        try run("INSERT INTO import_keys (name, sealed) VALUES (\(purpose), \(try keyring.seal(fresh.exposed, purpose: purpose)))")
        return fresh
    }

    /// The encrypted key of the digests, as stored; nil before the first import.
    package func sealedImportKey() throws -> SealedValue? {
        let purpose = FieldDigests.keyPurpose
        return try first("SELECT sealed FROM import_keys WHERE name = \(purpose)").map { SealedValue(try $0["sealed"], purpose: purpose) }
    }
}
