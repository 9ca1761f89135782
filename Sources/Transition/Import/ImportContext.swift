internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import Identity
internal import SQL

/// What every row of an import needs. It stores each row.
struct ImportContext: Sendable {
    let product: Product
    let catalog: ProductCatalog
    let keyring: Keyring
    let digests: FieldDigests
    /// Whether the operator takes the old product's word that it verified an address.
    let trustsAddresses: Bool

    func store(_ row: PreparedRow, _ tx: Transaction, at now: Timestamp) throws -> RowOutcome {
        let person = row.exported
        let source = try tx.importSource(person.externalID, product: product.id)
        if try isErased(source, tx) { return .rejected(.erased) }
        if try isTaken(person.email, for: source, tx) { return .rejected(.duplicateEmail) }
        if try hasTakenName(person.login, for: source, tx) { return .rejected(.duplicateLogin) }
        if try hasTakenKey(person, for: source, tx) { return .rejected(.duplicateKey) }
        guard let source else {
            try add(NewPeople([row], self, at: now), tx, at: now)
            return .imported
        }
        var isChanged = false
        if row.fields != source.fields {
            var changed = try ChangedRow(row, source, self, tx, at: now)
            try changed.apply()
            isChanged = !changed.changes.isEmpty
        }
        if let address = try addressToVouch(for: person, source.personID, tx), try tx.vouch(for: address, by: .system, at: now) {
            isChanged = true
        }
        return isChanged ? .updated : .unchanged
    }

    /// The address that the old product vouches for now, if it came before that word did and stands here as the row has it.
    func addressToVouch(for exported: ExportedPerson, _ person: PersonID, _ tx: Transaction) throws -> AddressID? {
        guard trustsAddresses, exported.isVerified, let email = exported.email else { return nil }
        return try tx.addresses(of: person).first {
            $0.product == product.id.rawValue && $0.verifiedAt == nil && $0.address.canonical == email.canonical
        }?.id
    }

    private func isErased(_ source: ImportSource?, _ tx: Transaction) throws -> Bool {
        try source.flatMap { try tx.person($0.personID) }?.status == .erased
    }

    /// Whether another person of this product has the address.
    private func isTaken(_ email: EmailAddress?, for source: ImportSource?, _ tx: Transaction) throws -> Bool {
        let owner = try email.flatMap { try tx.holder(of: $0, in: product.id) }
        return owner != nil && owner != source?.personID
    }

    /// Whether another person of this product has the user name.
    func hasTakenName(_ name: LoginName?, for source: ImportSource?, _ tx: Transaction) throws -> Bool {
        let owner = try name.flatMap { try tx.person(named: $0, product: product.id.rawValue) }
        return owner != nil && owner != source?.personID
    }

    /// Whether a security key of the row is known here as another person's.
    func hasTakenKey(_ person: ExportedPerson, for source: ImportSource?, _ tx: Transaction) throws -> Bool {
        try person.keys.contains { key in
            guard let known = try tx.passkey(credential: key.credentialID, relyingParty: key.relyingParty) else { return false }
            return known.personID != source?.personID
        }
    }

    /// Stores rows that hand addresses or accounts to each other. First each leaves the address that it has now and arrives in its new
    /// account, so that the next can do so too. Throws `KnotRow` for the first row that cannot be stored: then none is.
    func storeKnot(_ rows: [PreparedRow], _ tx: Transaction, at now: Timestamp) throws -> [RowOutcome] {
        for row in rows {
            guard let source = try tx.importSource(row.exported.externalID, product: product.id), try !isErased(source, tx) else {
                continue
            }
            let change = try ChangedRow(row, source, self, tx, at: now)
            try change.arrive()
            if let address = try change.addressToLeave {
                try tx.run("UPDATE email_addresses SET canonical = \("~" + address.text) WHERE id = \(address)")
            }
        }
        return try rows.enumerated().map { index, row in
            let outcome: RowOutcome
            do { outcome = try store(row, tx, at: now) } catch AccessError.lastAdministrator {
                throw KnotRow(index: index, reason: .lastAdministrator)
            }
            if case .rejected(let reason) = outcome { throw KnotRow(index: index, reason: reason) }
            return outcome
        }
    }

    struct KnotRow: Error {
        let index: Int
        let reason: RowRejection
    }

}

/// What a new row and a changed one make in the same way.
extension ImportContext {
    func administration(_ tx: Transaction, at now: Timestamp) -> Administration {
        Administration(tx, catalog: catalog, by: .importer, at: now)
    }

    func membership(of exported: ExportedPerson, _ person: PersonID) -> ImportedMembership {
        ImportedMembership(
            of: person, product: product.id, account: (exported.accountID, exported.accountName), role: exported.role,
            projects: exported.projects, status: exported.status == .suspended ? .suspended : .active)
    }

    func secondFactor(_ factor: ExportedPerson.Factor, of person: PersonID, at now: Timestamp) throws -> SecondFactor {
        switch factor {
        case .totp(let totp): try .authenticatorApp(totp, of: person, setBy: .import, sealedBy: keyring, at: now)
        case .sms(let phone): .telephone(phone, of: person, setBy: .import, at: now)
        }
    }
}
