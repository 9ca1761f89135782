internal import Access
internal import Core
internal import Credentials
internal import Identity

/// One person from an export, with every field checked.
struct ExportedPerson: Sendable {
    var externalID: String
    var email: EmailAddress
    var name: String
    var status: Person.Status
    var password: PasswordHash?
    var factor: Factor?
    var role: Role
    var accountID: String
    var accountName: String
    /// The project names as written in the export. They are stored only if the role has assigned projects.
    var projects: [String] = []
    var createdAt: Timestamp
    var lastSignInAt: Timestamp?
    var locale: String?

    enum Factor: Sendable {
        case totp(TOTP)
        case sms(PhoneNumber)

        /// The text to compare with the last import.
        var text: String {
            switch self {
            case .totp(let totp): "totp:" + String(decoding: totp.stored, as: UTF8.self)
            case .sms(let phone): "sms:" + phone.text
            }
        }
    }

    /// The fields that are compared with the last import, each separately.
    enum Field: String, CaseIterable, Sendable {
        case email, name, status, password, factor, role, account, accountName = "account-name", projects, locale
    }

    func value(of field: Field) -> String {
        switch field {
        case .email: email.written
        case .name: name
        case .status: status.rawValue
        case .password: password?.text ?? ""
        case .factor: factor?.text ?? ""
        case .role: role.id.rawValue
        case .account: accountID
        case .accountName: accountName
        case .projects: Self.projectsText(projects)
        case .locale: locale ?? ""
        }
    }

    static func projectsText(_ names: some Sequence<String>) -> String {
        Set(names.map { $0.lowercased() }).sorted().joined(separator: "\n")
    }
}
