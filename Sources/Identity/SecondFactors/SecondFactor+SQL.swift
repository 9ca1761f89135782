package import Audit
package import Core
package import SQL

extension SecondFactor: RowDecodable {
    private enum Kind: String, SQLCodable { case totp, sms }

    package init(row: Row) throws {
        let kind: Kind = try row["kind"]
        let method: Method
        switch kind {
        case .totp: method = .totp(AuthenticatorApp(sealed: try row["secret"], lastStep: try row["last_step"]))
        case .sms:
            guard let phone = PhoneNumber(try row["phone"]) else { throw SQLError.unexpectedValue(column: "phone") }
            method = .sms(phone)
        }
        self.init(
            id: try row["id"], personID: try row["person_id"], method: method, label: try row["label"], setBy: try row["set_by"],
            createdAt: try row["created_at"])
    }
}

extension Transaction {
    package func insert(_ factor: SecondFactor, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        switch factor.method {
        case .totp(let app):
            try run(
                """
                INSERT INTO second_factors (id, person_id, kind, label, secret, last_step, set_by, created_at)
                VALUES (\(factor.id), \(factor.personID), 'totp', \(factor.label), \(app.sealed), \(app.lastStep), \(factor.setBy),
                        \(factor.createdAt))
                """)
        case .sms(let phone):
            try run(
                """
                INSERT INTO second_factors (id, person_id, kind, label, phone, set_by, created_at)
                VALUES (\(factor.id), \(factor.personID), 'sms', \(factor.label), \(phone.text), \(factor.setBy), \(factor.createdAt))
                """)
        }
        try append(AuditEvent(.secondFactorAdded, by: actor, on: factor.personID.text, details: ["factor": factor.id.text]), at: now)
    }

    package func secondFactors(of person: PersonID) throws -> [SecondFactor] {
        try all(
            """
            SELECT id, person_id, kind, label, secret, last_step, phone, set_by, created_at
            FROM second_factors WHERE person_id = \(person) ORDER BY id
            """)
    }

    package func removeSecondFactor(_ id: SecondFactorID, of person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        guard try run("DELETE FROM second_factors WHERE id = \(id) AND person_id = \(person)") > 0 else { return }
        try append(AuditEvent(.secondFactorRemoved, by: actor, on: person.text, details: ["factor": id.text]), at: now)
    }

    /// Stores the time step of an accepted code. Returns false if that step or a later one was accepted meanwhile: the code then counts
    /// as used.
    func accept(step: Int64, of factor: SecondFactorID) throws -> Bool {
        try run(
            "UPDATE second_factors SET last_step = \(step) WHERE id = \(factor) AND (last_step IS NULL OR last_step < \(step))") > 0
    }
}
