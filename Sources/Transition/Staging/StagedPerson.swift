internal import Access
internal import Core
internal import Credentials
internal import Foundation
internal import Identity

/// A person of an export in the form in which the staging database keeps it.
struct StagedPerson: Codable {
    private let externalID: String
    private let email: String?
    private let login: String?
    private let name: String
    private let status: String
    private let password: String?
    private let totp: [UInt8]?
    private let phone: String?
    private let keys: [Key]
    private let role: String
    private let accountID: String
    private let accountName: String
    private let projects: [String]
    private let createdAt: Int64?
    private let lastSignInAt: Int64?
    private let locale: String?
    private let isVerified: Bool

    struct Unreadable: Error {}

    init(_ person: ExportedPerson) {
        externalID = person.externalID
        email = person.email?.written
        login = person.login?.written
        name = person.name
        status = person.status.rawValue
        password = person.password?.text
        if case .totp(let secret)? = person.factor { totp = secret.stored } else { totp = nil }
        if case .sms(let number)? = person.factor { phone = number.text } else { phone = nil }
        keys = person.keys.map(Key.init)
        role = person.role.id.rawValue
        accountID = person.accountID
        accountName = person.accountName
        projects = person.projects
        createdAt = person.createdAt?.milliseconds
        lastSignInAt = person.lastSignInAt?.milliseconds
        locale = person.locale
        isVerified = person.isVerified
    }

    init(encoded bytes: [UInt8]) throws { self = try JSONDecoder().decode(StagedPerson.self, from: Data(bytes)) }

    func encoded() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    /// Throws `Unreadable` for what no import has staged.
    func person(_ context: ImportContext) throws -> ExportedPerson {
        guard let status = Person.Status(exported: status),
            let role = context.product.role(RoleID(rawValue: role))
        else { throw Unreadable() }
        var factor: ExportedPerson.Factor?
        if let totp { factor = TOTP(stored: totp).map(ExportedPerson.Factor.totp) }
        if let phone { factor = PhoneNumber(phone).map(ExportedPerson.Factor.sms) }
        return ExportedPerson(
            externalID: externalID, email: email.flatMap { EmailAddress(existing: $0) }, login: login.flatMap { LoginName($0) }, name: name,
            status: status,
            password: try password.map { try PasswordHash(stored: $0, keyring: context.keyring) }, factor: factor,
            keys: try keys.map { try $0.key() }, role: role, accountID: accountID, accountName: accountName, projects: projects,
            createdAt: createdAt.map { Timestamp(milliseconds: $0) },
            lastSignInAt: lastSignInAt.map { Timestamp(milliseconds: $0) }, locale: locale, isVerified: isVerified)
    }
}

extension StagedPerson {
    fileprivate struct Key: Codable {
        private let credentialID: [UInt8]
        private let publicKey: [UInt8]
        private let counter: UInt32
        private let relyingParty: String
        private let transports: [String]
        private let name: String

        init(_ key: OldSecurityKey) {
            credentialID = key.credentialID
            publicKey = key.publicKey
            counter = key.counter
            relyingParty = key.relyingParty
            transports = key.transports
            name = key.name
        }

        func key() throws -> OldSecurityKey {
            try OldSecurityKey(
                credentialID: credentialID, publicKey: publicKey, counter: counter, relyingParty: relyingParty, transports: transports,
                name: name)
        }
    }
}
