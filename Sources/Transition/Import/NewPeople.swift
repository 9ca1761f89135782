internal import Access
internal import Audit
internal import Core
internal import Identity
internal import SQL

/// What is stored of rows that were not imported before: made outside a transaction, while the batch before is written.
struct NewPeople: Sendable {
    let rows: [PreparedRow]
    fileprivate let people: [PersonID]
    fileprivate let addresses: [AddressID?]
    fileprivate let logins: ImportedLogins
    fileprivate let memberships: [ImportedMembership]
    fileprivate let sources: TableRows

    init(_ rows: [PreparedRow], _ context: ImportContext, at now: Timestamp) throws {
        let logins = try rows.map { try context.login(of: $0, at: now) }
        self.rows = rows
        people = logins.map(\.person.id)
        addresses = logins.map(\.address?.id)
        memberships = zip(rows, logins).map { row, login in context.membership(of: row.exported, login.person.id) }
        sources = zip(rows, logins).map { row, login in
            ImportSource(
                product: context.product.id, externalID: row.exported.externalID, personID: login.person.id,
                accountID: row.exported.accountID, fields: row.fields, factorID: login.factor?.id, isJoined: false)
        }.rows(at: now)
        self.logins = ImportedLogins(logins, of: context.product.id.rawValue, at: now)
    }
}

extension ImportContext {
    fileprivate func login(of row: PreparedRow, at now: Timestamp) throws -> ImportedLogin {
        let exported = row.exported
        var person = Person(
            id: PersonID(at: now), name: exported.name, locale: exported.locale, status: exported.status,
            createdAt: exported.createdAt ?? now)
        person.lastSignInAt = exported.lastSignInAt
        let address = exported.email.map { email in
            PersonAddress(id: AddressID(at: now), personID: person.id, address: email, product: product.id.rawValue, createdAt: now)
        }
        let factor = try exported.factor.map { try secondFactor($0, of: person.id, at: now) }
        return ImportedLogin(person: person, address: address, name: exported.login, password: row.hash, factor: factor)
    }

    /// Adds new people with all that they bring. Throws `SQLError.uniqueViolation` if one of them came in by another way meanwhile.
    func add(_ new: NewPeople, _ tx: Transaction, at now: Timestamp) throws {
        try tx.insert(new.logins)
        for (row, person) in zip(new.rows, new.people) {
            for key in row.exported.keys { try tx.insert(.imported(key, of: person, at: now), by: .system, at: now) }
        }
        try administration(tx, at: now).importMembers(new.memberships)
        for (row, address) in zip(new.rows, new.addresses) where trustsAddresses && row.exported.isVerified {
            if let address { try tx.vouch(for: address, by: .system, at: now) }
        }
        try tx.fill(new.sources)
    }
}
