internal import Access
internal import Core
internal import Credentials
internal import Foundation
internal import Identity

/// Makes a person of a record.
struct MappedRow: Sendable {
    let mapping: Mapping
    let product: Product
    private let hashes: HashSettings

    init(mapping: Mapping, product: Product, hashes: HashSettings) {
        self.mapping = mapping
        self.product = product
        var hashes = hashes
        hashes.saltPosition = hashes.saltPosition ?? mapping.saltPosition
        self.hashes = hashes
    }

    func line(_ line: Int, json content: ArraySlice<UInt8>?) -> ExportLine {
        guard let content else { return ExportLine(line: line, content: .failure(.init(reason: .lineTooLong))) }
        guard String(validating: content, as: UTF8.self) != nil else {
            return ExportLine(line: line, content: .failure(.init(reason: .notUTF8)))
        }
        guard let record = SourceValue(json: content) else { return ExportLine(line: line, content: .failure(.init(reason: .notJSON))) }
        guard case .object = record else { return ExportLine(line: line, content: .failure(.init(reason: .notAnObject))) }
        return self.line(line, record)
    }

    func line(_ line: Int, _ record: SourceValue) -> ExportLine {
        do { return ExportLine(line: line, content: .success(try person(record))) } catch let reason as RowRejection {
            return ExportLine(line: line, content: .failure(.init(reason: reason)))
        } catch {
            return ExportLine(line: line, content: .failure(error as? ExportLine.Rejection ?? .init(reason: .notStored)))
        }
    }

    private func person(_ record: SourceValue) throws -> ExportedPerson {
        func text(_ field: Mapping.Field) -> String { mapping.text(field, in: record) }
        if let path = mapping.leftOut, !path.value(in: record).texts.isEmpty { throw RowRejection.leftOut }
        let id = try FieldChecks.identifier(text(.id), missing: .missingID)
        var warnings: [RowWarning] = []
        let login = LoginName(text(.login))
        let email = try email(text(.email), hasLogin: login != nil, &warnings)
        // Where a hash would begin, many systems write a mark for "none was ever set".
        let hash = text(.passwordHash).hasPrefix("!") ? "" : text(.passwordHash)
        let status = try status(text(.status), hasPassword: !hash.isEmpty)
        guard let role = product.role(named: text(.role)) else {
            throw ExportLine.Rejection(reason: .unknownRole, detail: text(.role).isEmpty ? nil : "“\(text(.role).prefix(60))”")
        }
        let accountID = try FieldChecks.account(text(.account))
        let otherName = email.map { String($0.written.prefix { $0 != "@" }) } ?? login?.written ?? id
        return ExportedPerson(
            externalID: id, email: email, login: login, name: try FieldChecks.name(text(.name), or: otherName), status: status,
            password: try hash.isEmpty ? nil : FieldChecks.password(hash, salt: text(.passwordSalt), status: status, hashes),
            factor: try factor(record), keys: try mapping.keys?.keys(in: record) ?? [], role: role, accountID: accountID,
            accountName: try FieldChecks.accountName(text(.accountName), id: accountID), projects: try projects(record),
            createdAt: try mapping.fields[.createdAt] == nil ? nil : FieldChecks.creation(time(.createdAt, record), &warnings),
            lastSignInAt: FieldChecks.lastSignIn(time(.lastSignInAt, record), &warnings),
            locale: FieldChecks.locale(text(.locale), &warnings),
            isVerified: Self.truths.contains(text(.emailVerified).lowercased()), warnings: warnings)
    }

    /// Whoever has a user name may come without an address.
    private func email(_ text: String, hasLogin: Bool, _ warnings: inout [RowWarning]) throws(RowRejection) -> EmailAddress? {
        if let email = EmailAddress(text) { return email }
        guard hasLogin else { throw .invalidEmail }
        if !text.isEmpty { warnings.append(.address) }
        return nil
    }

    private static let truths: Set<String> = ["true", "t", "yes", "1"]

    /// Whoever has no password there has never set one.
    private func status(_ text: String, hasPassword: Bool) throws(ExportLine.Rejection) -> Person.Status {
        if text.isEmpty { return hasPassword ? .active : .invited }
        guard let status = Person.Status(exported: text.lowercased()) else {
            throw ExportLine.Rejection(
                reason: .unknownStatus, detail: "“\(text.prefix(60))”; say under `values` which it is: active, suspended or invited")
        }
        return status == .active && !hasPassword ? .invited : status
    }

    private func time(_ field: Mapping.Field, _ record: SourceValue) -> String {
        let text = mapping.text(field, in: record)
        return text.isEmpty ? text : (mapping.times[field] ?? .rfc3339).rfc3339(text)
    }

    private func projects(_ record: SourceValue) throws(RowRejection) -> [String] {
        let texts = mapping.fields[.projects]?.texts(in: record) ?? []
        return try FieldChecks.projects(texts.flatMap { $0.split(separator: ";").map(String.init) })
    }

    /// An authenticator app before a telephone.
    private func factor(_ record: SourceValue) throws -> ExportedPerson.Factor? {
        let secret = mapping.text(.totpSecret, in: record)
        guard secret.isEmpty else { return .totp(try totp(secret, record)) }
        let phone = mapping.text(.phone, in: record)
        return phone.isEmpty ? nil : .sms(try FieldChecks.phone(phone))
    }

    private func totp(_ text: String, _ record: SourceValue) throws(RowRejection) -> TOTP {
        if text.lowercased().hasPrefix("otpauth:") {
            guard let totp = TOTP(pasted: text) else { throw .invalidSecret }
            return totp
        }
        guard let secret = mapping.secretEncoding.bytes(of: text) else { throw .invalidSecret }
        let name = mapping.text(.totpAlgorithm, in: record).uppercased().filter { $0 != "-" }
        let algorithm = TOTP.Algorithm(rawValue: name.isEmpty ? "SHA1" : name.hasPrefix("HMAC") ? String(name.dropFirst(4)) : name)
        func number(_ field: Mapping.Field, _ usual: Int) -> Int {
            let text = mapping.text(field, in: record)
            return text.isEmpty ? usual : Int(text) ?? 0
        }
        guard let algorithm,
            let totp = TOTP(
                secret: secret, algorithm: algorithm, digits: number(.totpDigits, 6), period: number(.totpPeriod, 30))
        else { throw secret.count > 128 ? .invalidSecret : .unsupportedFactor }
        return totp
    }
}

extension Mapping.SecretEncoding {
    fileprivate func bytes(of text: String) -> [UInt8]? {
        switch self {
        case .base32: Base32.decode(text.filter { $0 != " " && $0 != "-" && $0 != "=" })
        case .text: Array(text.utf8)
        case .hex: Hex.decode(text)
        case .base64: SecurityKeyRecord.bytes(text)
        }
    }
}

extension Mapping.Keys {
    fileprivate func keys(in record: SourceValue) throws(ExportLine.Rejection) -> [OldSecurityKey] {
        guard case .list(let members) = list.value(in: record) else { return [] }
        var keys: [OldSecurityKey] = []
        for member in members { keys.append(try key(member)) }
        return try SecurityKeyRecord.distinct(keys)
    }

    private func key(_ member: SourceValue) throws(ExportLine.Rejection) -> OldSecurityKey {
        func text(_ field: Mapping.KeyField) -> String { fields[field]?.text(in: member) ?? "" }
        guard let credential = SecurityKeyRecord.bytes(text(.id)), let publicKey = SecurityKeyRecord.bytes(text(.publicKey)) else {
            throw SecurityKeyRecord.rejection("its id and its public key must be base64")
        }
        do {
            return try OldSecurityKey(
                credentialID: credential, publicKey: publicKey, counter: UInt32(text(.counter)) ?? 0, relyingParty: text(.domain),
                transports: fields[.transports]?.texts(in: member) ?? [], name: text(.name).isEmpty ? nil : text(.name))
        } catch { throw SecurityKeyRecord.rejection(error.reason) }
    }
}
