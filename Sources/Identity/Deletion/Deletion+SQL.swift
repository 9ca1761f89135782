package import Audit
package import Core
internal import Language
internal import Outbox
package import SQL

extension Deletion: RowDecodable {
    package init(row: Row) throws {
        self.init(person: try row["person_id"], requestedAt: try row["requested_at"], eraseAt: try row["erase_at"])
    }
}

extension Transaction {
    package func deletion(of person: PersonID) throws -> Deletion? {
        try first("SELECT person_id, requested_at, erase_at FROM deletions WHERE person_id = \(person)", as: Deletion.self)
    }

    /// Those whose time is over, the longest first, at most 100.
    package func dueDeletions(at now: Timestamp) throws -> [Deletion] {
        try all(
            "SELECT person_id, requested_at, erase_at FROM deletions WHERE erase_at <= \(now) ORDER BY erase_at LIMIT 100",
            as: Deletion.self)
    }

    /// From now on nothing opens for the person; in two weeks they are erased. Throws what the rule throws, and then changes nothing.
    package func beginDeletion(
        of person: PersonID, under rule: some AbsenceRule, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws {
        try rule.beginAbsence(of: person)
        guard try run("UPDATE people SET status = 'leaving' WHERE id = \(person) AND status NOT IN ('leaving', 'erased')") > 0 else {
            return
        }
        try run(
            """
            INSERT INTO deletions (person_id, requested_at, erase_at) VALUES (\(person), \(now), \(now + Deletion.grace))
            ON CONFLICT (person_id) DO NOTHING
            """)
        try endSessionsAndGrants(of: person, by: actor, at: now)
        try forgetTrust(of: person)
        try append(AuditEvent(.personLeaving, by: actor, on: person.text), at: now)
    }

    /// The operator was asked to delete somebody, who is told and may come back meanwhile as if they had asked here.
    package func beginDeletionByOperator(of person: PersonID, under rule: some AbsenceRule, at now: Timestamp) throws -> Deletion? {
        try beginDeletion(of: person, under: rule, by: .operatorCommand, at: now)
        guard let deletion = try deletion(of: person) else { return nil }
        if deletion.requestedAt == now {
            try tell(
                person, "deletion.mail", Phrase("deletion.mail-operator-lead", ["day": Phrase.day(deletion.eraseAt)]), at: now)
        }
        return deletion
    }

    /// Takes from somebody who leaves the time in which they could come back.
    package func hastenDeletion(of person: PersonID, at now: Timestamp) throws {
        try run("UPDATE deletions SET erase_at = \(now) WHERE person_id = \(person) AND erase_at > \(now)")
    }

    /// Whoever asked to be deleted stays. Returns false if they did not ask, or were suspended since.
    @discardableResult
    package func keep(_ person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        guard try run("UPDATE people SET status = 'active' WHERE id = \(person) AND status = 'leaving'") > 0 else { return false }
        try run("DELETE FROM deletions WHERE person_id = \(person)")
        try append(AuditEvent(.personKept, by: actor, on: person.text), at: now)
        try tell(person, "deletion.mail-kept", "deletion.mail-kept-lead", at: now)
        return true
    }

    /// Takes all that is personal from the people's own rows; ids stay, for what others did with them.
    package func eraseRecords(of people: [PersonID], at now: Timestamp) throws {
        try run(
            """
            UPDATE people SET name = \(Person.erasedName), search_key = '', locale = NULL, zoneinfo = NULL, status = 'erased', last_sign_in_at = NULL,
                passkey_declined_at = NULL, updated_at = \(now)
            WHERE id IN \(list: people.map(\.text))
            """)
    }
}

extension SignInSteps {
    /// The person of the session asks to be deleted; every address of theirs is told. Returns nil if the session has ended meanwhile.
    package func beginDeletion(
        _ tx: Transaction, in session: Session, under rule: some AbsenceRule, at now: Timestamp
    ) throws -> Deletion? {
        guard try tx.session(session.id, at: now) != nil else { return nil }
        let person = session.personID
        return try change(tx, of: person, "deletion.mail", at: now) {
            try tx.beginDeletion(of: person, under: rule, by: .person(person), at: now)
            return try tx.deletion(of: person)
        } lead: {
            $0.map { Phrase("deletion.mail-lead", ["day": Phrase.day($0.eraseAt)]) }
        }
    }
}
