internal import Core
internal import SQL

/// What a table holds of a person: what of it they get, and what becomes of it when they are erased. Every table of the ID has such a
/// decision (`PersonalTable.all`); a test fails when a new one comes without.
package struct PersonalTable: Sendable {
    let name: StaticString
    let given: Given
    let erased: Erased

    /// As the database calls it.
    package var title: String { "\(name)" }

    /// What the person gets of it.
    enum Given: Sendable {
        case columns(StaticString, Whose)
        /// Nothing, and why.
        case nothing(StaticString)
    }

    /// What becomes of it when the person is erased.
    enum Erased: Sendable {
        case deleted(Whose)
        /// It stays without whose it was: the column is emptied, for rows that others are counted with.
        /// `also` is emptied with it.
        case parted(StaticString, also: StaticString? = nil)
        /// It stays, and why; or something else takes it away.
        case stays(StaticString)
    }

    /// Which rows are the person's.
    struct Whose: Sendable {
        let condition: @Sendable (ErasedPerson) -> Statement

        /// Rows whose column holds one of the person's ids.
        static func column(_ name: StaticString) -> Whose {
            Whose { "\(sql: name) IN \(list: $0.ids)" }
        }

        /// Rows whose column holds one of their addresses or numbers.
        static func address(_ name: StaticString) -> Whose {
            Whose { $0.addresses.isEmpty ? "1 = 0" : "\(sql: name) IN \(list: $0.addresses)" }
        }

        /// Rows that belong to a row of another table which is theirs.
        static func through(_ column: StaticString, _ table: StaticString) -> Whose {
            Whose { "\(sql: column) IN (SELECT id FROM \(sql: table) WHERE person_id IN \(list: $0.ids))" }
        }

        func or(_ other: Whose) -> Whose {
            let first = condition
            let second = other.condition
            return Whose { "((" + first($0) + ") OR (" + second($0) + "))" }
        }
    }

    /// By what the rows of a person are found: their id and those that were joined into it, and their addresses and numbers.
    struct ErasedPerson: Sendable {
        let ids: [String]
        let addresses: [String]
    }

    init(_ name: StaticString, _ given: Given, _ erased: Erased) {
        self.name = name
        self.given = given
        self.erased = erased
    }
}

extension Transaction {
    /// By what the person's rows are found. An address or number that somebody else has too finds nothing: what was sent there may be theirs.
    /// With `proved`, one that the person never proved finds nothing either.
    func traces(of person: PersonID, proved: Bool) throws -> PersonalTable.ErasedPerson {
        let joined: [String] = try rows("SELECT id FROM people WHERE merged_into = \(person)").map { try $0["id"] }
        let ids = [person.text] + joined
        let condition: Statement = proved ? "AND a.verified_at IS NOT NULL" : ""
        let mails = try rows(
            """
            SELECT a.written, a.canonical FROM email_addresses a WHERE a.person_id IN \(list: ids) \(condition) AND NOT EXISTS (
                SELECT 1 FROM email_addresses o WHERE o.canonical = a.canonical AND o.person_id NOT IN \(list: ids))
            """
        ).flatMap { row in [try row["written"] as String, try row["canonical"] as String] }
        let numbers: [String] = try rows(
            """
            SELECT f.phone FROM second_factors f WHERE f.person_id IN \(list: ids) AND f.phone IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM second_factors o WHERE o.phone = f.phone AND o.person_id NOT IN \(list: ids))
            """
        ).map { try $0["phone"] }
        return PersonalTable.ErasedPerson(ids: ids, addresses: Array(Set(mails + numbers)))
    }
}
