internal import Access
internal import Core
internal import Identity
internal import SQL

/// The parts of a person that a new row and a changed one make in the same way.
extension ImportContext {
    func addMember(_ id: PersonID, _ person: ExportedPerson, _ tx: Transaction, at now: Timestamp) throws {
        let administration = Administration(tx, catalog: catalog, by: .importer, at: now)
        let account = try administration.importedAccount(person.accountID, named: person.accountName, product: product.id)
        let projects = try projects(of: person, in: account.id, administration)
        try administration.addMember(
            id, to: account.id, product: product.id, role: person.role.id, projects: projects,
            status: person.status == .suspended ? .suspended : .active)
    }

    func projects(of person: ExportedPerson, in account: AccountID, _ administration: Administration) throws -> Set<ProjectID> {
        guard person.role.projects == .assigned else { return [] }
        return Set(try person.projects.map { try administration.importedProject($0, in: account).id })
    }

    func secondFactor(_ factor: ExportedPerson.Factor, of person: PersonID, at now: Timestamp) throws -> SecondFactor {
        switch factor {
        case .totp(let totp): try .authenticatorApp(totp, of: person, setBy: .import, sealedBy: keyring, at: now)
        case .sms(let phone): .telephone(phone, of: person, setBy: .import, at: now)
        }
    }
}
