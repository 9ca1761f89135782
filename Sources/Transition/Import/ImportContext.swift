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
            if !isDryRun { try NewRow(row, self, tx, at: now).insert() }
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
}
