internal import Access
internal import Audit
internal import Core
internal import Identity
internal import SQL

/// A row that was not imported before: its person, with address, password, second factor and membership.
struct NewRow {
    private let row: PreparedRow
    private let context: ImportContext
    private let tx: Transaction
    private let now: Timestamp

    init(_ row: PreparedRow, _ context: ImportContext, _ tx: Transaction, at now: Timestamp) {
        self.row = row
        self.context = context
        self.tx = tx
        self.now = now
    }

    func insert() throws {
        let exported = row.exported
        let product = context.product.id
        var person = Person(
            id: PersonID(at: now), name: exported.name, locale: exported.locale, status: exported.status, createdAt: exported.createdAt)
        person.lastSignInAt = exported.lastSignInAt
        try tx.insert(person, by: .system, at: now)
        try tx.insert(
            PersonAddress(
                id: AddressID(at: now), personID: person.id, address: exported.email, product: product.rawValue, createdAt: now))
        if let hash = row.hash { try tx.setPassword(of: person.id, hash: hash, setBy: .import, by: .system, at: now) }
        let factor = try exported.factor.map { try context.secondFactor($0, of: person.id, at: now) }
        if let factor { try tx.insert(factor, by: .system, at: now) }
        try context.addMember(person.id, exported, tx, at: now)
        try tx.insert(
            ImportSource(
                product: product, externalID: exported.externalID, personID: person.id, accountID: exported.accountID, fields: row.fields,
                factorID: factor?.id, isJoined: false), at: now)
    }
}
