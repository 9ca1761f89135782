package import Audit
package import Core
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

    /// Sets or replaces it. Hash first, outside the transaction.
    package func setPassword(
        of person: PersonID, hash: Secret<String>, setBy: SetBy, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO passwords (person_id, hash, set_by, set_at) VALUES (\(person), \(hash.exposed), \(setBy), \(now))
            ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, set_by = excluded.set_by, set_at = excluded.set_at
            """)
        // A sign-in that waits for its second factor has proved the password that is no more.
        try run("UPDATE sign_ins SET stage = 'done' WHERE person_id = \(person) AND stage = 'second-factor'")
        try append(AuditEvent("password.set", by: actor, on: person.text, details: ["by": setBy.rawValue]), at: now)
    }

    /// Puts a stronger hash of the same password in place of the one it was checked against; does nothing where that is gone meanwhile.
    package func strengthenPassword(of person: PersonID, from old: Secret<String>, to new: Secret<String>, at now: Timestamp) throws {
        let changed = try run("UPDATE passwords SET hash = \(new.exposed) WHERE person_id = \(person) AND hash = \(old.exposed)")
        if changed > 0 { try append(AuditEvent("password.strengthened", by: .system, on: person.text), at: now) }
    }
}
