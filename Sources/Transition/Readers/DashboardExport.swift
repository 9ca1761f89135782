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
    /// The position of each column in this file.
    private let places: [String: Int]
    private let width: Int
    private let product: Product
    private let limits: CostLimits

    var fraction: Double { reader.source.fraction }

    init(_ source: ByteSource, product: Product, limits: CostLimits) throws(ImportError) {
        reader = try CSVReader(source)
        let header = try reader.next()?.fields?.map { $0.trimmed } ?? []
        places = Dictionary(header.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let places = places
        let missing = Self.columns.filter { places[$0] == nil }
        guard missing.isEmpty else { throw .missingColumns(missing) }
        width = header.count
        self.product = product
        self.limits = limits
    }

    mutating func next() throws(ImportError) -> ExportLine? {
        guard let record = try reader.next() else { return nil }
        guard let fields = record.fields else {
            return ExportLine(line: record.line, content: .failure(.init(reason: record.reason ?? .wrongColumns)))
        }
        return ExportLine(line: record.line, content: content(fields))
    }

    private func content(_ fields: [String]) -> Result<ExportedPerson, ExportLine.Rejection> {
        guard fields.count == width else { return .failure(.init(reason: .wrongColumns)) }
        do {
            return .success(try row(Record(fields: fields, places: places)))
        } catch let reason as RowRejection { return .failure(.init(reason: reason)) } catch {
            return .failure(error as? ExportLine.Rejection ?? .init(reason: .notStored))
        }
    }

    private struct Record {
        let fields: [String]
        let places: [String: Int]
        subscript(_ column: String) -> String { places[column].map { fields[$0] } ?? "" }
    }

    private func row(_ record: Record) throws -> ExportedPerson {
        let email = try FieldChecks.email(record["email"])
        guard let status = Person.Status(rawValue: record["status"].lowercased()) else { throw RowRejection.unknownStatus }
        guard let role = product.role(named: record["role"].trimmed) else { throw RowRejection.unknownRole }
        let accountID = try FieldChecks.identifier(record["account_id"], missing: .missingAccount)
        return ExportedPerson(
            externalID: try FieldChecks.identifier(record["user_id"], missing: .missingID), email: email,
            name: try FieldChecks.name(record["full_name"], email: email), status: status,
            password: try FieldChecks.password(record["password_hash"], status: status, limits: limits), factor: try factor(record),
            role: role, accountID: accountID, accountName: try FieldChecks.accountName(record["account_name"], id: accountID),
            projects: try projects(record["projects"]), createdAt: try date(record["created_at"]),
            lastSignInAt: record["last_login_at"].isEmpty ? nil : try date(record["last_login_at"]),
            locale: try FieldChecks.locale(record["locale"]))
    }

    private func factor(_ record: Record) throws(RowRejection) -> ExportedPerson.Factor? {
        switch record["two_factor"].lowercased() {
        case "", "none": return nil
        case "sms":
            guard let phone = PhoneNumber(record["phone"]) else { throw .invalidPhone }
            return .sms(phone)
        case "totp":
            guard let secret = Base32.decode(record["two_factor_secret"]), let totp = TOTP(secret: secret) else { throw .invalidSecret }
            return .totp(totp)
        default: throw .unsupportedFactor
        }
    }

    private func projects(_ text: String) throws(RowRejection) -> [String] {
        var names: [String] = []
        for part in text.split(separator: ";") {
            let name = try FieldChecks.text(String(part), longest: 100)
            if !name.isEmpty { names.append(name) }
        }
        return names
    }

    private func date(_ text: String) throws(RowRejection) -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else { throw .invalidDate }
        return time
    }
}
