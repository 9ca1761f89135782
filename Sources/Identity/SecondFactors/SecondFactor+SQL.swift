package import Audit
package import Core
package import SQL

extension SecondFactor.Kind: SQLCodable {}

extension SecondFactor: Stored {
    package static let stored: [Column<SecondFactor>] = [
        Column("id", \.id), Column("person_id", \.personID), Column("kind") { $0.method.kind }, Column("label", \.label),
        Column("secret") { $0.method.columns.secret }, Column("last_step") { $0.method.columns.lastStep },
        Column("phone") { $0.method.columns.phone }, Column("set_by", \.setBy), Column("created_at", \.createdAt),
    ]

    package init(row: Row) throws {
        self.init(
            id: try row["id"], personID: try row["person_id"], method: try Method(row: row), label: try row["label"],
            setBy: try row["set_by"], createdAt: try row["created_at"])
    }
}

extension Transaction {
    package func insert(_ factor: SecondFactor, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try run("INSERT INTO second_factors (\(SecondFactor.columns)) VALUES (\(values: factor))")
        try append(AuditEvent(.secondFactorAdded, by: actor, on: factor.personID.text, details: ["factor": factor.id.text]), at: now)
    }

    package func secondFactors(of person: PersonID) throws -> [SecondFactor] {
        try all("SELECT \(SecondFactor.columns) FROM second_factors WHERE person_id = \(person) ORDER BY id")
    }

    /// Whose factor it is.
    func owner(of factor: SecondFactorID) throws -> Person? {
        try first(
            "SELECT \(Person.columns(of: "p")) FROM second_factors f JOIN people p ON p.id = f.person_id WHERE f.id = \(factor)",
            as: Person.self)
    }

    package func removeSecondFactor(_ id: SecondFactorID, of person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        guard try run("DELETE FROM second_factors WHERE id = \(id) AND person_id = \(person)") > 0 else { return }
        try append(AuditEvent(.secondFactorRemoved, by: actor, on: person.text, details: ["factor": id.text]), at: now)
        try settleWithoutFactors(of: person)
    }
}

extension [SecondFactor] {
    /// The factor to ask for first: the first one of the first kind in `SecondFactor.Kind` that there is.
    package var preferred: SecondFactor? {
        for kind in SecondFactor.Kind.allCases {
            if let factor = first(where: { $0.method.kind == kind }) { return factor }
        }
        return nil
    }
}
