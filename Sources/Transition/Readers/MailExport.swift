internal import Access
internal import Core
internal import Credentials
internal import Foundation
internal import Identity

/// The Mail Control Panel's export: one JSON object per line.
struct MailExport: ExportReader {
    private var reader: LineReader
    private let product: Product
    private let hashes: HashSettings

    var fraction: Double { reader.source.fraction }

    init(_ source: ByteSource, product: Product, hashes: HashSettings) throws(ImportError) {
        reader = try LineReader(source)
        self.product = product
        self.hashes = hashes
    }

    mutating func next() throws(ImportError) -> ExportLine? {
        while let line = try reader.next() {
            guard let content = line.content else { return ExportLine(line: line.number, content: .failure(.init(reason: .lineTooLong))) }
            if content.allSatisfy({ $0 == 32 || $0 == 9 }) { continue }
            return ExportLine(line: line.number, content: parsed(content))
        }
        return nil
    }

    private func parsed(_ content: ArraySlice<UInt8>) -> Result<ExportedPerson, ExportLine.Rejection> {
        guard String(validating: content, as: UTF8.self) != nil else { return .failure(.init(reason: .notUTF8)) }
        guard JSONDepth.isAtMost(16, in: content) else { return .failure(.init(reason: .notJSON)) }
        let record: MailRecord
        do { record = try JSONDecoder().decode(MailRecord.self, from: Data(content)) } catch DecodingError.typeMismatch {
            return .failure(.init(reason: .notAnObject))
        } catch { return .failure(.init(reason: .notJSON)) }
        do { return .success(try row(record)) } catch let reason as RowRejection {
            return .failure(.init(reason: reason))
        } catch { return .failure(error as? ExportLine.Rejection ?? .init(reason: .notStored)) }
    }

    private func row(_ record: MailRecord) throws -> ExportedPerson {
        if record.email?.isWrong == true { throw ExportLine.Rejection(reason: .invalidEmail, detail: "“email” must be a text") }
        if let wrong = record.wrongType { throw ExportLine.Rejection(reason: .wrongType, detail: wrong) }
        let email = try FieldChecks.email(record.email?.value)
        guard let role = product.role(named: record.role?.value?.trimmed ?? "") else { throw RowRejection.unknownRole }
        guard let isDisabled = record.disabled == nil ? false : record.disabled?.value else { throw RowRejection.unknownStatus }
        var warnings: [RowWarning] = []
        if record.name?.isWrong == true { warnings.append(.name) }
        if record.locale?.isWrong == true { warnings.append(.locale) }
        let hash = record.hash?.trimmed ?? ""
        // Whoever has no password there has never set one, as an invited person of the dashboard.
        let status: Person.Status = isDisabled ? .suspended : hash.isEmpty ? .invited : .active
        let accountID = try FieldChecks.account(record.account?.value?.id?.value)
        return ExportedPerson(
            externalID: try FieldChecks.identifier(record.id?.value, missing: .missingID), email: email,
            name: try FieldChecks.name(record.name?.value, email: email), status: status,
            password: try hash.isEmpty ? nil : FieldChecks.password(hash, salt: record.hashSalt, status: status, hashes),
            factor: try record.totp.map(factor), keys: try keys(record.securityKeys), role: role, accountID: accountID,
            accountName: try FieldChecks.accountName(record.account?.value?.name?.value, id: accountID),
            createdAt: try created(record, &warnings), lastSignInAt: nil,
            locale: FieldChecks.locale(record.locale?.value?.trimmed, &warnings), isVerified: record.isVerified, warnings: warnings)
    }

    /// Seconds since 1970.
    private func created(_ record: MailRecord, _ warnings: inout [RowWarning]) throws(RowRejection) -> Timestamp? {
        guard let created = record.created, !created.isNull else {
            warnings.append(.creation)
            return nil
        }
        guard let seconds = created.value, (0..<253_402_300_800).contains(seconds) else { throw .invalidDate }
        if seconds == 0 { warnings.append(.creation) }
        return seconds == 0 ? nil : Timestamp(seconds: seconds)
    }

    private func keys(_ records: Lenient<[SecurityKeyRecord]>?) throws(ExportLine.Rejection) -> [OldSecurityKey] {
        guard let records, !records.isNull else { return [] }
        guard let keys = records.value else { throw SecurityKeyRecord.rejection(SecurityKeyRecord.unreadable) }
        return try SecurityKeyRecord.keys(keys)
    }

    private func factor(_ record: Lenient<MailRecord.Generator>) throws(RowRejection) -> ExportedPerson.Factor {
        guard let generator = record.value else { throw .unsupportedFactor }
        if let address = generator.secret?.value, address.trimmed.lowercased().hasPrefix("otpauth:") {
            guard let totp = TOTP(pasted: address) else { throw .invalidSecret }
            return .totp(totp)
        }
        guard let secret = generator.secret?.value.flatMap(Base32.decode) else { throw .invalidSecret }
        let algorithm = (generator.algorithm?.value ?? "SHA1").uppercased().filter { $0 != "-" }
        guard let algorithm = TOTP.Algorithm(rawValue: algorithm),
            let totp = TOTP(
                secret: secret, algorithm: algorithm, digits: generator.digits.map { $0.value ?? 0 } ?? 6,
                period: generator.period.map { $0.value ?? 0 } ?? 30)
        else { throw secret.count > 128 ? .invalidSecret : .unsupportedFactor }
        return .totp(totp)
    }
}

/// An object of the export. Each member is decoded separately, so that the report can name the invalid one.
private struct MailRecord: Decodable {
    let id: Lenient<String>?
    let email: Lenient<String>?
    let name: Lenient<String>?
    let role: Lenient<String>?
    let locale: Lenient<String>?
    let password: Lenient<Password>?
    /// As Auth0 and Firebase name them.
    let passwordHash: Lenient<String>?
    let salt: Lenient<String>?
    let account: Lenient<Account>?
    let totp: Lenient<Generator>?
    let securityKeys: Lenient<[SecurityKeyRecord]>?
    let created: Lenient<Int64>?
    let disabled: Lenient<Bool>?
    /// As Firebase and as Auth0 name it.
    let emailVerified: Lenient<Bool>?
    let emailVerifiedOfAuth0: Lenient<Bool>?

    enum CodingKeys: String, CodingKey {
        case id, email, name, role, locale, password, passwordHash, salt, account, totp, securityKeys, created, disabled, emailVerified
        case emailVerifiedOfAuth0 = "email_verified"
    }

    var isVerified: Bool { (emailVerified ?? emailVerifiedOfAuth0)?.value == true }

    /// Which member that the row cannot do without has another type than it must have; nil if none.
    var wrongType: String? {
        let texts: [(String, Bool?)] = [
            ("id", id?.isWrong), ("role", role?.isWrong), ("passwordHash", passwordHash?.isWrong),
            ("salt", salt?.isWrong), ("password.value", password?.value?.value?.isWrong), ("password.salt", password?.value?.salt?.isWrong),
            ("account.id", account?.value?.id?.isWrong), ("account.name", account?.value?.name?.isWrong),
        ]
        if let text = texts.first(where: { $0.1 == true }) { return "“\(text.0)” must be a text" }
        if account?.isWrong == true { return "“account” must be an object" }
        if password?.isWrong == true { return "“password” must be an object" }
        return nil
    }

    var hash: String? { password?.value?.value?.value ?? passwordHash?.value }
    var hashSalt: String? { password?.value?.salt?.value ?? salt?.value }

    struct Password: Decodable {
        let value: Lenient<String>?
        let salt: Lenient<String>?
    }
    struct Account: Decodable {
        let id: Lenient<String>?
        let name: Lenient<String>?
    }
    struct Generator: Decodable {
        let secret: Lenient<String>?
        let algorithm: Lenient<String>?
        let digits: Lenient<Int>?
        let period: Lenient<Int>?
    }
}

/// A member that is present. Its value is nil if it is null, or has another type.
private struct Lenient<Value: Decodable>: Decodable {
    let value: Value?
    let isNull: Bool
    var isWrong: Bool { value == nil && !isNull }

    init(from decoder: any Decoder) throws {
        isNull = (try? decoder.singleValueContainer().decodeNil()) ?? false
        value = isNull ? nil : try? Value(from: decoder)
    }
}

enum JSONDepth {
    /// Whether objects and arrays are nested at most `limit` levels deep. Checked before parsing, because the parser is recursive.
    static func isAtMost(_ limit: Int, in text: ArraySlice<UInt8>) -> Bool {
        var depth = 0
        var isString = false
        var isEscaped = false
        for byte in text {
            if isString {
                if isEscaped { isEscaped = false } else if byte == 92 { isEscaped = true } else if byte == 34 { isString = false }
                continue
            }
            switch byte {
            case 34: isString = true
            case 91, 123:
                depth += 1
                if depth > limit { return false }
            case 93, 125: depth -= 1
            default: break
            }
        }
        return true
    }
}
