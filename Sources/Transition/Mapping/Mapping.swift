package import Access
internal import Credentials

/// How the records of a foreign export become people of a product: read from a mapping file.
package struct Mapping: Sendable {
    package let product: ProductID
    /// Of a JSON document: the member whose array holds the records. nil for a record a line, or for a document that is an array.
    let records: String?
    /// Records with something there are left out: they are no people.
    let leftOut: FieldPath?
    let fields: [Field: MappedField]
    let times: [Field: SourceTime]
    let secretEncoding: SecretEncoding
    let keys: Keys?
    /// Where a salt of its own goes, if the mapping says so.
    let saltPosition: HashSettings.SaltPosition?
    /// Where each path stands in the file, for what is only found out with the export.
    let lines: [FieldPath: Int]
    let fileName: String

    enum Field: String, Sendable, CaseIterable {
        case id, email, login, name, status, role, account, projects, locale, phone
        case emailVerified = "email_verified"
        case accountName = "account_name"
        case createdAt = "created_at"
        case lastSignInAt = "last_sign_in_at"
        case passwordHash = "password.hash"
        case passwordSalt = "password.salt"
        case totpSecret = "totp.secret"
        case totpAlgorithm = "totp.algorithm"
        case totpDigits = "totp.digits"
        case totpPeriod = "totp.period"
    }

    enum SecretEncoding: String, Sendable, CaseIterable { case base32, text, hex, base64 }

    /// The security keys: a list, and what each member of it holds.
    struct Keys: Sendable {
        let list: FieldPath
        let fields: [KeyField: MappedField]
    }

    enum KeyField: String, Sendable, CaseIterable {
        case id, domain, counter, transports, name
        case publicKey = "public_key"
    }

    func text(_ field: Field, in record: SourceValue) -> String { fields[field]?.text(in: record) ?? "" }

    /// Whether the records stand in one JSON document, and not each in a line of its own.
    func isOfDocument(_ source: ByteSource) throws(ImportError) -> Bool {
        if records != nil { return true }
        return try source.beginsWithArray()
    }

    /// Every path from the top of a record.
    private var paths: [FieldPath] { fields.values.flatMap(\.paths) + [keys?.list, leftOut].compactMap(\.self) }

    /// What may be the name of a column, as headers are compared.
    var columns: [String] { Array(Set(paths.flatMap { [$0.text.lowercased(), $0.root.lowercased()] })) }

    /// Throws `mapping` with each column that a CSV header does not have, and last what it has.
    func check(_ header: CSVHeader) throws(ImportError) {
        let missing = Set(paths).filter { header.place(of: $0.text.lowercased()) == nil && header.place(of: $0.root.lowercased()) == nil }
        guard !missing.isEmpty else { return }
        let mistakes = missing.map { (line: lines[$0] ?? 1, text: $0.text) }.sorted { ($0.line, $0.text) < ($1.line, $1.text) }
        throw .mapping(
            mistakes.map { "\(fileName):\($0.line): The export has no column \"\($0.text)\"." }
                + ["Its columns are: \(header.names.joined(separator: ", ")). Correct the mapping; nothing was imported."])
    }
}
