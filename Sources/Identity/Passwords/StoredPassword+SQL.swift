package import Audit
package import Core
internal import Credentials
package import SQL

extension SetBy: SQLEncodable, SQLDecodable {}

extension StoredPassword: RowDecodable {
    package init(row: Row) throws {
        self.init(
            personID: try row["person_id"], hash: Secret(try row["hash"]), setBy: try row["set_by"], setAt: try row["set_at"])
    }
}

extension Transaction {
    package func password(of person: PersonID) throws -> StoredPassword? {
        try first("SELECT person_id, hash, set_by, set_at FROM passwords WHERE person_id = \(person)", as: StoredPassword.self)
    }

    /// Sets or replaces the password. Compute the hash first, outside the transaction.
    package func setPassword(
        of person: PersonID, hash: Secret<String>, setBy: SetBy, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO passwords (person_id, hash, cost, set_by, set_at)
            VALUES (\(person), \(hash.exposed), \(hash.cost), \(setBy), \(now))
            ON CONFLICT (person_id) DO UPDATE
            SET hash = excluded.hash, cost = excluded.cost, set_by = excluded.set_by, set_at = excluded.set_at, kept_as = NULL
            """)
        try endSignInsAfterPassword(of: person)
        try append(AuditEvent(.passwordSet, by: actor, on: person.text, details: ["by": setBy.rawValue]), at: now)
    }

    /// Replaces the hash that was just checked with a stronger hash of the same password. Does nothing if the stored hash has changed
    /// meanwhile.
    package func strengthenPassword(of person: PersonID, from old: Secret<String>, to new: Secret<String>, at now: Timestamp) throws {
        let changed = try run(
            """
            UPDATE passwords SET hash = \(new.exposed), cost = \(new.cost), kept_as = COALESCE(kept_as, \(old.form))
            WHERE person_id = \(person) AND hash = \(old.exposed)
            """)
        if changed > 0 { try append(AuditEvent(.passwordStrengthened, by: .system, on: person.text), at: now) }
    }

    /// The stored hash with the highest estimated cost.
    func costliestPassword() throws -> Secret<String>? {
        let hash: String? = try first("SELECT hash FROM passwords ORDER BY cost DESC LIMIT 1")?["hash"]
        return hash.map(Secret.init)
    }

    /// Fills in the cost of hashes that were stored before costs were. Returns how many it changed; call it until it returns 0.
    package func noteMissingCosts(limit: Int = 1000) throws -> Int {
        let rows = try rows("SELECT person_id, hash FROM passwords WHERE cost = \(unknownCost) LIMIT \(limit)")
        for row in rows {
            let person: PersonID = try row["person_id"]
            let hash: String = try row["hash"]
            try run("UPDATE passwords SET cost = \(Secret(hash).cost) WHERE person_id = \(person)")
        }
        return rows.count
    }
}

/// The schema's default for an unknown cost.
private let unknownCost: Int64 = 9_000_000_000_000

extension Secret<String> {
    /// The form of a stored hash; nil if it cannot be parsed.
    var form: String? { (try? PasswordHash(stored: exposed))?.form }

    /// The cost of a stored hash. A hash that cannot be parsed costs 0, because it is never computed.
    fileprivate var cost: Int64 { (try? PasswordHash(stored: exposed))?.cost ?? 0 }
}
