internal import Access
internal import Core
internal import Credentials
internal import Identity

/// A line of an export: the person in it, or the reason why it is rejected.
struct ExportLine: Sendable {
    let line: Int
    let content: Result<ExportedPerson, Rejection>

    struct Rejection: Error, Sendable {
        let reason: RowRejection
        var detail: String?
    }
}

/// One person from an export, with every field checked.
struct ExportedPerson: Sendable {
    var externalID: String
    /// nil for whoever has none, or one that another login of the product has: then there is a login name.
    var email: EmailAddress?
    /// What they type there in place of an address.
    var login: LoginName?
    var name: String
    var status: Person.Status
    var password: PasswordHash?
    var factor: Factor?
    /// The security keys that the old product registered for them.
    var keys: [OldSecurityKey] = []
    var role: Role
    var accountID: String
    var accountName: String
    /// The project names as written in the export. They are stored only if the role has assigned projects.
    var projects: [String] = []
    /// nil if the export does not say.
    var createdAt: Timestamp?
    var lastSignInAt: Timestamp?
    var locale: String?
    /// Whether the old product says that it verified the address.
    var isVerified = false
    /// What was left out of the row because it could not be read.
    var warnings: [RowWarning] = []

    enum Factor: Sendable {
        case totp(TOTP)
        case sms(PhoneNumber)
    }
}

/// The field checks that both exports share. Each throws the reason that the report shows.
enum FieldChecks {
    private static let longestID = 200

    /// Returns the text trimmed, if it may be stored: without control characters, and with at most `longest` characters.
    static func text(_ text: String, longest: Int = Person.longestName) throws(RowRejection) -> String {
        guard
            !text.unicodeScalars.contains(where: {
                $0.isASCII ? $0.value < 32 || $0.value == 127 : $0.properties.generalCategory == .control
            })
        else { throw .controlCharacter }
        guard text.utf8.count <= longest * 4, text.count <= longest else { throw .nameTooLong }
        return text.trimmed
    }

    static func identifier(_ text: String?, missing: RowRejection) throws(RowRejection) -> String {
        let id = try self.text(text ?? "", longest: longestID)
        guard !id.isEmpty else { throw missing }
        return id
    }

    /// The id of an account at the old product. One that looks like an id of ours would name two accounts at once (threat 19).
    static func account(_ text: String?) throws(RowRejection) -> String {
        let id = try identifier(text, missing: .missingAccount)
        guard AccountID(id) == nil else { throw .ownAccountID }
        return id
    }

    static func email(_ text: String?) throws(RowRejection) -> EmailAddress {
        guard let text, let email = EmailAddress(text.trimmed) else { throw .invalidEmail }
        return email
    }

    /// A person without a name gets the part of the address before the @ as their name.
    static func name(_ text: String?, email: EmailAddress) throws(RowRejection) -> String {
        try name(text, or: String(email.written.prefix { $0 != "@" }))
    }

    static func name(_ text: String?, or other: String) throws(RowRejection) -> String {
        let name = try self.text(text ?? "")
        return Person.acceptableName(name) ?? other
    }

    static func accountName(_ text: String?, id: String) throws(RowRejection) -> String {
        let name = try self.text(text ?? "", longest: 100).withoutHiddenCharacters.trimmed
        return name.isEmpty ? String(id.prefix(100)) : name
    }

    /// An invited person has never set a password, so the column is ignored.
    static func password(
        _ text: String?, salt: String? = nil, status: Person.Status, _ hashes: HashSettings
    ) throws(ExportLine.Rejection) -> PasswordHash? {
        guard status != .invited else { return nil }
        guard let text, !text.isEmpty else { throw ExportLine.Rejection(reason: .missingHash) }
        do { return try PasswordHash(parsing: text.trimmed, salt: salt ?? "", settings: hashes) } catch {
            switch error {
            case .unknownHash: throw ExportLine.Rejection(reason: .unknownHash)
            case .saltPositionMissing:
                throw ExportLine.Rejection(reason: .unreadableHash, detail: "say with --salt-position where the salt goes")
            case .unreadable: throw ExportLine.Rejection(reason: .unreadableHash)
            case .tooCostly(let why): throw ExportLine.Rejection(reason: .tooCostlyHash, detail: why)
            }
        }
    }

    static func projects(_ texts: [String]) throws(RowRejection) -> [String] {
        var names: [String] = []
        for text in texts {
            let name = try self.text(text, longest: 100)
            guard !name.hasHiddenCharacters else { throw .hiddenInProject }
            if !name.isEmpty { names.append(name) }
        }
        return names
    }

    static func phone(_ text: String) throws(ExportLine.Rejection) -> PhoneNumber {
        do { return try PhoneNumber(entered: text) } catch {
            throw ExportLine.Rejection(reason: .invalidPhone, detail: error.advice)
        }
    }

    /// What exports write where they have no time.
    private static func isNoTime(_ text: String) -> Bool {
        text.isEmpty || text.lowercased() == "null" || text.hasPrefix("0000-00-00") || text == "0"
    }

    /// A time without its zone is none: nobody knows which instant it names.
    private static func hasNoZone(_ text: String) -> Bool {
        Timestamp(rfc3339: text.replacing(" ", with: "T") + "Z") != nil || Timestamp(rfc3339: text + "T00:00:00Z") != nil
    }

    private static func time(_ text: String) -> Timestamp? {
        let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text.replacing(" ", with: "T"))
        return time.flatMap { $0.seconds > 0 ? $0 : nil }
    }

    /// Throws for a text that is no time at all. One that says nothing, or not which instant, is left out with a warning.
    static func creation(_ text: String, _ warnings: inout [RowWarning]) throws(RowRejection) -> Timestamp? {
        if let time = time(text) { return time }
        guard isNoTime(text) || hasNoZone(text) || Timestamp(rfc3339: text) != nil else { throw .invalidDate }
        warnings.append(.creation)
        return nil
    }

    static func lastSignIn(_ text: String, _ warnings: inout [RowWarning]) -> Timestamp? {
        if text.isEmpty { return nil }
        if let time = time(text) { return time }
        warnings.append(.lastSignIn)
        return nil
    }

    static func locale(_ text: String?, _ warnings: inout [RowWarning]) -> String? {
        guard let text, !text.isEmpty else { return nil }
        let isTag = text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
        }
        guard isTag, text.utf8.count <= 35 else {
            warnings.append(.locale)
            return nil
        }
        return text
    }
}

extension String {
    var trimmed: String {
        // Most values begin and end with visible ASCII.
        if let first = utf8.first, let last = utf8.last, (33...126).contains(first), (33...126).contains(last) { return self }
        var scalars = unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
