internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import Identity
internal import SQL

/// A row that is ready to be stored, with the values that had to be computed outside a transaction.
struct PreparedRow: Sendable {
    let line: Int
    let row: ImportedRow
    let fields: SourceFields
    /// The password hash to store; nil if the row has no password or it has not changed.
    var hash: Secret<String>?
}

enum RowOutcome: Sendable, Equatable {
    case imported, updated, unchanged
    case rejected(RowRejection)
}

/// Imports one row; in a dry run, only finds what the import would do.
struct RowImport: Sendable {
    let product: Product
    let catalog: ProductCatalog
    let keyring: Keyring
    let digests: FieldDigests
    let seen: SeenNames
    /// Whether a projects file was given, which lists all projects.
    let knowsProjects: Bool
    let isDryRun: Bool
    let sessionsEnded: SignInSteps.SessionsEnded

    func process(_ prepared: PreparedRow, _ tx: Transaction, at now: Timestamp) throws -> RowOutcome {
        let row = prepared.row
        if knowsProjects {
            for name in row.projects where try !seen.contains(.project(account: row.accountID, name: name), tx) {
                return .rejected(.unknownProject)
            }
        }
        if try seen.contains(.id(row.externalID), tx) { return .rejected(.duplicateID) }
        let source = try tx.importSource(row.externalID, product: product.id)
        if try isTaken(row.email, for: source, tx) { return .rejected(.duplicateEmail) }
        try note(row, tx)
        guard let source else {
            if !isDryRun { try insert(prepared, tx, at: now) }
            return .imported
        }
        guard prepared.fields != source.fields else { return .unchanged }
        var update = try RowUpdate(prepared, source, self, tx, at: now)
        if !isDryRun { try update.apply() }
        return update.changes.isEmpty ? .unchanged : .updated
    }

    /// Whether another row of this file, or another person of an earlier import, has the address.
    private func isTaken(_ email: EmailAddress, for source: ImportSource?, _ tx: Transaction) throws -> Bool {
        if try seen.contains(.email(email.canonical), tx) { return true }
        let owner: PersonID? = try tx.first(
            "SELECT person_id FROM email_addresses WHERE canonical = \(email.canonical) AND product = \(product.id)")?["person_id"]
        return owner != nil && owner != source?.personID
    }

    private func note(_ row: ImportedRow, _ tx: Transaction) throws {
        try seen.insert(.id(row.externalID), tx)
        try seen.insert(.email(row.email.canonical), tx)
        guard isDryRun else { return }
        try seen.insert(.account(row.accountID), tx)
        if row.role.isAdministrator, row.status == .active { try seen.insert(.administrator(account: row.accountID), tx) }
    }

    private func insert(_ prepared: PreparedRow, _ tx: Transaction, at now: Timestamp) throws {
        let row = prepared.row
        let person = Person(
            id: PersonID(at: now), name: row.name, locale: row.locale, status: row.status, createdAt: row.createdAt,
            lastSignInAt: row.lastSignInAt)
        try tx.insert(person, by: .system, at: now)
        try tx.insert(
            PersonAddress(id: AddressID(at: now), personID: person.id, address: row.email, product: product.id.rawValue, createdAt: now))
        if let hash = prepared.hash { try tx.setPassword(of: person.id, hash: hash, setBy: .import, by: .system, at: now) }
        let factor = try row.factor.map { try secondFactor($0, of: person.id, at: now) }
        if let factor { try tx.insert(factor, by: .system, at: now) }
        try addMember(person.id, row, tx, at: now)
        try tx.insert(
            ImportSource(
                product: product.id, externalID: row.externalID, personID: person.id, accountID: row.accountID, fields: prepared.fields,
                factorID: factor?.id, isJoined: false), at: now)
    }

    func addMember(_ person: PersonID, _ row: ImportedRow, _ tx: Transaction, at now: Timestamp) throws {
        let administration = Administration(tx, catalog: catalog, by: .importer, at: now)
        let account = try administration.importedAccount(row.accountID, named: row.accountName, product: product.id)
        let projects = try projects(of: row, in: account.id, administration)
        try administration.addMember(
            person, to: account.id, product: product.id, role: row.role.id, projects: projects,
            status: row.status == .suspended ? .suspended : .active)
    }

    func projects(of row: ImportedRow, in account: AccountID, _ administration: Administration) throws -> Set<ProjectID> {
        guard row.role.projects == .assigned else { return [] }
        return Set(try row.projects.map { try administration.importedProject($0, in: account).id })
    }

    func secondFactor(_ factor: ImportedRow.Factor, of person: PersonID, at now: Timestamp) throws -> SecondFactor {
        switch factor {
        case .totp(let totp): try .authenticatorApp(totp, of: person, setBy: .import, sealedBy: keyring, at: now)
        case .sms(let phone): .telephone(phone, of: person, setBy: .import, at: now)
        }
    }
}
