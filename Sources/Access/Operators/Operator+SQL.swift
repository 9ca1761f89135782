package import Audit
package import Core
package import SQL

extension Transaction {
    /// nil for whoever runs nothing.
    package func serverOperator(_ person: PersonID) throws -> Operator? {
        try first("SELECT \(Operator.columns) FROM operators WHERE person_id = \(person)", as: Operator.self)
    }

    /// In the order in which they were added.
    package func serverOperators() throws -> [Operator] {
        try all("SELECT \(Operator.columns) FROM operators ORDER BY added_at, person_id")
    }

    /// Gives the person that role, in place of another.
    package func add(_ found: Operator) throws {
        try run(
            """
            INSERT INTO operators (\(Operator.columns)) VALUES (\(values: found))
            ON CONFLICT (person_id) DO UPDATE SET role = excluded.role, added_at = excluded.added_at
            """)
        try append(
            AuditEvent(.operatorAdded, by: .operatorCommand, on: found.person.text, details: ["role": found.role.rawValue]),
            at: found.addedAt)
    }

    /// Returns false if the person had no role.
    package func removeOperator(_ person: PersonID, by actor: AuditEvent.Actor = .operatorCommand, at now: Timestamp) throws -> Bool {
        guard try run("DELETE FROM operators WHERE person_id = \(person)") > 0 else { return false }
        try append(AuditEvent(.operatorRemoved, by: actor, on: person.text), at: now)
        return true
    }
}
