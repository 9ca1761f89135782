package import Audit
package import Core
package import SQL

extension PersonAddress: Stored {
    package static let stored: [Column<PersonAddress>] = [
        Column("id", \.id), Column("person_id", \.personID), Column("written", \.address.written),
        Column("canonical", \.address.canonical), Column("verified_at", \.verifiedAt), Column("product", \.product),
        Column("created_at", \.createdAt), Column("vouched", \.isVouched), Column("is_main", \.isMain),
    ]

    package init(row: Row) throws {
        guard let address = EmailAddress(existing: try row["written"]) else { throw SQLError.unexpectedValue(column: "written") }
        self.init(
            id: try row["id"], personID: try row["person_id"], address: address, verifiedAt: try row["verified_at"],
            product: try row["product"], createdAt: try row["created_at"])
        isVouched = try row["vouched"]
        isMain = try row["is_main"]
    }
}

extension Transaction {
    /// Throws `SQLError.uniqueViolation` if the address is already verified for a person, or was already imported for the same product.
    /// An old product's word for the same address of somebody else counts no more.
    package func insert(_ address: PersonAddress) throws {
        try forgetVouching(for: address.address.canonical, except: address.id)
        try run("INSERT INTO email_addresses (\(PersonAddress.columns)) VALUES (\(values: address))")
    }

    /// The person's addresses, oldest first. A joined person has none: they were moved to the other person.
    package func addresses(of person: PersonID) throws -> [PersonAddress] {
        try all("SELECT \(PersonAddress.columns) FROM email_addresses WHERE person_id = \(person) ORDER BY id")
    }

    /// The address that mail is sent to and pages show (`main`).
    package func mainAddress(of person: PersonID) throws -> PersonAddress? { try addresses(of: person).main }

    /// Every person that the address may belong to, each once. Joined people are left out.
    package func candidates(for canonical: String) throws -> [Candidate] {
        var found: [Candidate] = []
        let statement: Statement = """
            SELECT \(Person.columns(of: "p")),
                   a.id AS address_id, a.product AS product, a.verified_at AS verified_at
            FROM email_addresses a JOIN people p ON p.id = a.person_id
            WHERE a.canonical = \(canonical) AND p.merged_into IS NULL ORDER BY a.id
            """
        for row in try rows(statement) {
            let person = try Person(row: row)
            let product: String? = try row["product"]
            let verifiedAt: Timestamp? = try row["verified_at"]
            if let index = found.firstIndex(where: { $0.person.id == person.id }) {
                found[index].products += product.map { [$0] } ?? []
            } else {
                found.append(
                    Candidate(
                        person: person, addressID: try row["address_id"], products: product.map { [$0] } ?? [],
                        verified: verifiedAt != nil))
            }
        }
        return found
    }

    /// Marks the address as verified. Returns false and changes nothing if it is unknown or already verified for a person.
    @discardableResult
    package func verify(_ id: AddressID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        let row = try first(
            """
            SELECT person_id, canonical, (SELECT COUNT(*) FROM email_addresses o
                WHERE o.canonical = a.canonical AND o.verified_at IS NOT NULL AND o.vouched = 0) AS owners
            FROM email_addresses a WHERE a.id = \(id)
            """)
        guard let row, try row["owners"] == 0 else { return false }
        let person: PersonID = try row["person_id"]
        try forgetVouching(for: row["canonical"], except: id)
        try run("UPDATE email_addresses SET verified_at = \(now), vouched = 0 WHERE id = \(id)")
        try append(AuditEvent(.addressVerified, by: actor, on: person.text, details: ["address": id.text]), at: now)
        return true
    }

    /// Takes the word of the old product that the person reads the mail of this address. Not where somebody else has the address too,
    /// from any source: then only a mail can tell whose it is.
    @discardableResult
    package func vouch(for id: AddressID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        let vouched = try run(
            """
            UPDATE email_addresses SET verified_at = \(now), vouched = 1 WHERE id = \(id) AND verified_at IS NULL AND NOT EXISTS
                (SELECT 1 FROM email_addresses o WHERE o.canonical = email_addresses.canonical AND o.id <> \(id))
            """)
        guard vouched > 0, let row = try first("SELECT person_id FROM email_addresses WHERE id = \(id)") else { return false }
        let person: String = try row["person_id"]
        try append(AuditEvent(.addressVerified, by: actor, on: person, details: ["address": id.text, "by": "import"]), at: now)
        return true
    }

    private func forgetVouching(for canonical: String, except id: AddressID) throws {
        try run(
            "UPDATE email_addresses SET verified_at = NULL, vouched = 0 WHERE canonical = \(canonical) AND vouched = 1 AND id <> \(id)")
    }
}

extension PersonAddress {
    /// The id of the address that `main` chooses, in a query that has the person's id in this column.
    package static func main(of person: StaticString) -> Statement {
        """
        (SELECT x.id FROM email_addresses x WHERE x.person_id = \(sql: person)
         ORDER BY CASE WHEN x.verified_at IS NULL THEN 2 WHEN x.is_main = 1 THEN 0 ELSE 1 END, x.id LIMIT 1)
        """
    }
}

extension [PersonAddress] {
    /// The one that the person chose, if it is verified; else the oldest verified one, otherwise the oldest.
    package var main: PersonAddress? {
        first { $0.isMain && $0.verifiedAt != nil } ?? first { $0.verifiedAt != nil } ?? first
    }
}

extension [Candidate] {
    /// The asking product's logins, then one that no import brought, then others.
    func ordered(for product: String?) -> [Candidate] {
        let rank = { (candidate: Candidate) -> Int in
            if let product, candidate.products.contains(product) { return 0 }
            return candidate.products.isEmpty ? 1 : 2
        }
        return (0...2).flatMap { place in filter { rank($0) == place } }
    }

    /// The logins that the asking product means: its own if it has any, otherwise all.
    package func meant(by product: String?) -> [Candidate] {
        guard let product else { return self }
        let own = filter { $0.products.contains(product) }
        return own.isEmpty ? self : own
    }
}
