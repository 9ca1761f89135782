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
    private let key: Secret<[UInt8]>

    init(key: Secret<[UInt8]>) { self.key = key }

    func digest(_ value: String, of field: ExportedPerson.Field) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array((field.rawValue + "\n" + value).utf8), using: SymmetricKey(data: key.exposed))
        return Base64URL.encode(Array(code).prefix(16))
    }

    func digests(of person: ExportedPerson) -> SourceFields {
        var fields = SourceFields()
        for field in ExportedPerson.Field.allCases where field != .keys || !person.keys.isEmpty {
            fields[field] = digest(person.value(of: field), of: field)
        }
        return fields
    }
}

extension ExportedPerson {
    /// The fields that are compared with the last import, each separately.
    enum Field: String, CaseIterable, Sendable {
        case email, name, status, password, factor, keys, role, account, accountName = "account-name", projects, locale
    }

    /// The text of the field that is compared.
    fileprivate func value(of field: Field) -> String {
        switch field {
        case .email: email.written
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

/// A digest for each field; stored as `name=digest` words.
struct SourceFields: Sendable, Equatable {
    private var digests: [ExportedPerson.Field: String] = [:]

    init() {}

    subscript(field: ExportedPerson.Field) -> String? {
        get { digests[field] }
        set { digests[field] = newValue }
    }

    var text: String { digests.map { "\($0.key.rawValue)=\($0.value)" }.sorted().joined(separator: " ") }

    init(text: String) {
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let field = ExportedPerson.Field(rawValue: String(parts[0])) else { continue }
            digests[field] = String(parts[1])
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
