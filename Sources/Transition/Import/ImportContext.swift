internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import Identity
internal import SQL

/// What every row of an import needs. It decides about each row; in a dry run, it only finds what the import would do.
struct ImportContext: Sendable {
    let product: Product
    let catalog: ProductCatalog
    let keyring: Keyring
    let digests: FieldDigests
    let seen: SeenNames
    /// Whether a projects file was given, which lists all projects.
    let knowsProjects: Bool
    let isDryRun: Bool

    func store(_ row: PreparedRow, _ tx: Transaction, at now: Timestamp) throws -> RowOutcome {
        let person = row.exported
        if knowsProjects {
            for name in person.projects where try !seen.contains(.project(account: person.accountID, name: name), tx) {
                return .rejected(.unknownProject)
            }
        }
        if try seen.contains(.id(person.externalID), tx) { return .rejected(.duplicateID) }
        let source = try tx.importSource(person.externalID, product: product.id)
        if try isTaken(person.email, for: source, tx) { return .rejected(.duplicateEmail) }
        try note(person, tx)
        guard let source else {
            if !isDryRun { try tx.insert(try addPerson(of: row, tx, at: now), at: now) }
            return .imported
        }
        guard row.fields != source.fields else { return .unchanged }
        var changed = try ChangedRow(row, source, self, tx, at: now)
        if !isDryRun { try changed.apply() }
        return changed.changes.isEmpty ? .unchanged : .updated
    }

    /// Whether another row of this file, or another person of an earlier import, has the address.
    private func isTaken(_ email: EmailAddress, for source: ImportSource?, _ tx: Transaction) throws -> Bool {
        if try seen.contains(.email(email.canonical), tx) { return true }
        let owner: PersonID? = try tx.first(
            "SELECT person_id FROM email_addresses WHERE canonical = \(email.canonical) AND product = \(product.id)")?["person_id"]
        return owner != nil && owner != source?.personID
    }

    private func note(_ person: ExportedPerson, _ tx: Transaction) throws {
        try seen.insert(.id(person.externalID), tx)
        try seen.insert(.email(person.email.canonical), tx)
        guard isDryRun else { return }
        try seen.insert(.account(person.accountID), tx)
        if person.role.isAdministrator, person.status == .active { try seen.insert(.administrator(account: person.accountID), tx) }
    }

    /// Adds the person of a row that was not imported before, with address, password, second factor and membership.
    private func addPerson(of row: PreparedRow, _ tx: Transaction, at now: Timestamp) throws -> ImportSource {
        let exported = row.exported
        var person = Person(
            id: PersonID(at: now), name: exported.name, locale: exported.locale, status: exported.status,
            createdAt: exported.createdAt ?? now)
        person.lastSignInAt = exported.lastSignInAt
        try tx.insert(person, by: .system, at: now)
        try tx.insert(
            PersonAddress(
                id: AddressID(at: now), personID: person.id, address: exported.email, product: product.id.rawValue, createdAt: now))
        if let hash = row.hash { try tx.setPassword(of: person.id, hash: hash, setBy: .import, by: .system, at: now) }
        let factor = try exported.factor.map { try secondFactor($0, of: person.id, at: now) }
        if let factor { try tx.insert(factor, by: .system, at: now) }
        try administration(tx, at: now).importMember(person.id, membership(of: exported))
        return ImportSource(
            product: product.id, externalID: exported.externalID, personID: person.id, accountID: exported.accountID, fields: row.fields,
            factorID: factor?.id, isJoined: false)
    }
}

/// What a new row and a changed one make in the same way.
extension ImportContext {
    func administration(_ tx: Transaction, at now: Timestamp) -> Administration {
        Administration(tx, catalog: catalog, by: .importer, at: now)
    }

    func membership(of person: ExportedPerson) -> ImportedMembership {
        ImportedMembership(
            product: product.id, accountID: person.accountID, accountName: person.accountName, role: person.role,
            projects: person.projects, status: person.status == .suspended ? .suspended : .active)
    }

    func secondFactor(_ factor: ExportedPerson.Factor, of person: PersonID, at now: Timestamp) throws -> SecondFactor {
        switch factor {
        case .totp(let totp): try .authenticatorApp(totp, of: person, setBy: .import, sealedBy: keyring, at: now)
        case .sms(let phone): .telephone(phone, of: person, setBy: .import, at: now)
        }
    }
}
