package import Audit
package import Core
internal import Language
internal import Outbox
package import SQL

extension FactorReset: RowDecodable {
    static let columns: Statement = "person_id, account_id, approved_by, expires_at"

    package init(row: Row) throws {
        approval = RecoveryApproval(of: try row["person_id"], for: try row["account_id"], by: try row["approved_by"])
        expiresAt = try row["expires_at"]
    }
}

extension Transaction {
    /// Those that still hold.
    package func factorResets(of person: PersonID, at now: Timestamp) throws -> [FactorReset] {
        try all(
            """
            SELECT \(FactorReset.columns) FROM factor_resets WHERE person_id = \(person) AND expires_at > \(now) ORDER BY approved_at
            """, as: FactorReset.self)
    }

    /// The account agrees: to the request that waits, else to the person's next one. Every address of the person is told. Returns false if a
    /// request was approved already, and nothing is left to agree to.
    package func approveRecovery(_ approval: RecoveryApproval, at now: Timestamp) throws -> Bool {
        let latest = try latestRecoveryRequest(of: approval.person)
        guard let open = latest, open.state.isOpen, !open.isOver(at: now) else {
            try allowFactorReset(approval, at: now)
            try tell(of: approval, at: now)
            return true
        }
        guard open.state == .waiting else { return false }
        try approve(open.id, approval, at: now)
        try tell(of: approval, at: now)
        return true
    }

    /// Takes an agreement back that has not sent a link yet. Returns false if there is none.
    package func withdrawRecovery(of person: PersonID, for account: AccountID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool
    {
        let resets = try run("DELETE FROM factor_resets WHERE person_id = \(person) AND account_id = \(account)")
        let requests = try run(
            """
            UPDATE recovery_requests SET state = 'waiting', decided_by = NULL, decided_at = NULL, account_id = NULL
            WHERE person_id = \(person) AND account_id = \(account) AND state = 'approved'
            """)
        guard resets + requests > 0 else { return false }
        try append(AuditEvent(.factorResetWithdrawn, by: actor, on: person.text, account: account), at: now)
        return true
    }

    /// The reset that approves the request which the person begins at that time, used up.
    func takeFactorReset(
        of person: PersonID, at now: Timestamp, where holds: (RecoveryApproval) throws -> Bool
    ) throws -> RecoveryApproval? {
        guard let reset = try factorResets(of: person, at: now).first(where: { try holds($0.approval) }) else { return nil }
        try run("DELETE FROM factor_resets WHERE person_id = \(person)")
        return reset.approval
    }

    func approve(_ request: RecoveryRequestID, _ approval: RecoveryApproval, at now: Timestamp) throws {
        let actor = AuditEvent.Actor.person(approval.approver)
        try run(
            """
            UPDATE recovery_requests
            SET state = 'approved', decided_by = \(actor.text), decided_at = \(now), account_id = \(approval.account)
            WHERE id = \(request) AND state = 'waiting'
            """)
        try append(
            AuditEvent(
                .recoveryApproved, by: actor, on: approval.person.text, account: approval.account, details: ["request": request.text]),
            at: now)
    }

    private func allowFactorReset(_ approval: RecoveryApproval, at now: Timestamp) throws {
        let end = now + FactorReset.lifetime
        try run(
            """
            INSERT INTO factor_resets (person_id, account_id, approved_by, approved_at, expires_at)
            VALUES (\(approval.person), \(approval.account), \(approval.approver), \(now), \(end))
            ON CONFLICT (person_id, account_id)
            DO UPDATE SET approved_by = excluded.approved_by, approved_at = excluded.approved_at, expires_at = excluded.expires_at
            """)
        try append(
            AuditEvent(
                .factorResetAllowed, by: .person(approval.approver), on: approval.person.text, account: approval.account), at: now)
    }

    private func tell(of approval: RecoveryApproval, at now: Timestamp) throws {
        guard let person = try person(approval.person) else { return }
        let approver = try self.person(approval.approver)?.name ?? ""
        let letter = Letter(
            "recovery-request.mail-agreed",
            [
                Phrase("identity.hello", ["name": person.name]),
                Phrase("recovery-request.mail-agreed-lead", ["name": approver]), "recovery-request.mail-agreed-other",
            ], ending: ["recovery-request.mail-agreed-not-you"])
        try send(letter, toEveryAddressOf: person, at: now)
    }
}
