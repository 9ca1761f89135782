package import Core
package import SQL

/// What a person typed at an old product in place of an e-mail address. It signs in here too, and nothing else is done with it.
package struct LoginName: Sendable, Equatable {
    /// As the old product has it.
    package let written: String
    /// The form in which two of them are one.
    package let canonical: String

    private static let longest = 200

    /// nil for an empty text, for one that is too long, and for one with characters that cannot be seen.
    package init?(_ text: String) {
        guard let written = text.visibleName, written.utf8.count <= Self.longest else { return nil }
        self.written = written
        canonical = written.comparableName
    }
}

extension Transaction {
    /// Whether anybody has one: before, nobody is asked for it.
    package func hasLoginNames() throws -> Bool { try first("SELECT canonical FROM login_names LIMIT 1") != nil }

    /// The person's, each with its product.
    package func loginNames(of person: PersonID) throws -> [(product: String, name: String)] {
        try rows("SELECT product, written FROM login_names WHERE person_id = \(person) ORDER BY product, canonical")
            .map { (try $0["product"], try $0["written"]) }
    }

    /// Who has the name in the product.
    package func person(named name: LoginName, product: String) throws -> PersonID? {
        try first("SELECT person_id FROM login_names WHERE product = \(product) AND canonical = \(name.canonical)")?["person_id"]
    }

    /// Gives the person that name in the product, in place of another one of theirs there; nil for none.
    package func setLoginName(
        _ name: LoginName?, insteadOf old: String?, of person: PersonID, product: String, at now: Timestamp
    ) throws {
        try run("DELETE FROM login_names WHERE product = \(product) AND person_id = \(person) AND written = \(old)")
        guard let name, try self.person(named: name, product: product) != person else { return }
        try run(
            """
            INSERT INTO login_names (product, canonical, person_id, written, created_at)
            VALUES (\(product), \(name.canonical), \(person), \(name.written), \(now))
            """)
    }

    /// Every person whom somebody may mean who types that at a sign-in, each once: by an address or by a name of an old product.
    package func candidates(typed text: String) throws -> [Candidate] {
        var found = try EmailAddress(existing: text).map { try candidates(for: $0.canonical) } ?? []
        guard let name = LoginName(text) else { return found }
        let rows = try rows(
            """
            SELECT \(Person.columns(of: "p")), n.product AS login_product
            FROM login_names n JOIN people p ON p.id = n.person_id
            WHERE n.canonical = \(name.canonical) AND p.merged_into IS NULL ORDER BY n.product
            """)
        for row in rows {
            let person = try Person(row: row)
            let product: String = try row["login_product"]
            if let index = found.firstIndex(where: { $0.person.id == person.id }) {
                if !found[index].products.contains(product) { found[index].products.append(product) }
            } else {
                found.append(Candidate(person: person, addressID: nil, products: [product], verified: false))
            }
        }
        return found
    }
}
