internal import Access
internal import Core
internal import Credentials
internal import Identity

/// The Customer Dashboard's export: CSV with a header.
struct DashboardExport: ExportReader {
    static let columns = [
        "user_id", "email", "full_name", "password_hash", "two_factor", "two_factor_secret", "phone", "role", "account_id", "account_name",
        "projects", "status", "created_at", "last_login_at", "locale",
    ]

    private var reader: CSVReader
    private let product: Product
    private let hashes: HashSettings

    var fraction: Double { reader.source.fraction }

    init(_ source: ByteSource, product: Product, hashes: HashSettings) throws(ImportError) {
        reader = try CSVReader(source, columns: Self.columns)
        self.product = product
        self.hashes = hashes
    }

    mutating func next() throws(ImportError) -> ExportLine? {
        guard let record = try reader.next() else { return nil }
        guard let fields = record.fields else {
            return ExportLine(
                line: record.line, content: .failure(.init(reason: record.reason ?? .wrongColumns, detail: record.detail)))
        }
        return ExportLine(line: record.line, content: content(fields))
    }

    private func content(_ fields: [String]) -> Result<ExportedPerson, ExportLine.Rejection> {
        do {
            return .success(try row(Record(fields: fields, header: reader.header)))
        } catch let reason as RowRejection { return .failure(.init(reason: reason)) } catch {
            return .failure(error as? ExportLine.Rejection ?? .init(reason: .notStored))
        }
    }

    private struct Record {
        let fields: [String]
        let header: CSVHeader
        /// White space around a value is nothing, in any column.
        subscript(_ column: String) -> String { header.place(of: column).map { fields[$0].trimmed } ?? "" }
    }

    private func row(_ record: Record) throws -> ExportedPerson {
        let email = try FieldChecks.email(record["email"])
        guard let status = Person.Status(exported: record["status"].lowercased()) else { throw RowRejection.unknownStatus }
        guard let role = product.role(named: record["role"].trimmed) else { throw RowRejection.unknownRole }
        let accountID = try FieldChecks.account(record["account_id"])
        let verified = ["true", "t", "yes", "1"].contains(record["email_verified"].lowercased())
        var warnings: [RowWarning] = []
        return ExportedPerson(
            externalID: try FieldChecks.identifier(record["user_id"], missing: .missingID), email: email,
            name: try FieldChecks.name(record["full_name"], email: email), status: status,
            password: try FieldChecks.password(record["password_hash"], salt: record["password_salt"], status: status, hashes),
            factor: try factor(record), keys: try SecurityKeyRecord.keys(record["security_keys"]),
            role: role, accountID: accountID, accountName: try FieldChecks.accountName(record["account_name"], id: accountID),
            projects: try FieldChecks.projects(record["projects"].split(separator: ";").map(String.init)),
            createdAt: try FieldChecks.creation(record["created_at"], &warnings),
            lastSignInAt: FieldChecks.lastSignIn(record["last_login_at"], &warnings),
            locale: FieldChecks.locale(record["locale"], &warnings), isVerified: verified, warnings: warnings)
    }

    private func factor(_ record: Record) throws -> ExportedPerson.Factor? {
        switch record["two_factor"].lowercased() {
        case "", "none": return nil
        case "sms":
            return .sms(try FieldChecks.phone(record["phone"]))
        case "totp":
            guard let totp = TOTP(pasted: record["two_factor_secret"]) else { throw RowRejection.invalidSecret }
            return .totp(totp)
        default: throw RowRejection.unsupportedFactor
        }
    }
}
