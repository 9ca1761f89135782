package import Audit
package import Core
package import SQL

extension RecoveryRequest.State: SQLCodable {}

extension RecoveryRequest: RowDecodable {
    static let columns: Statement =
        "id, person_id, state, requested_at, waits_until, address, agent, decided_by, account_id, link_expires_at, ended_at"

    package init(row: Row) throws {
        self.init(
            id: try row["id"], personID: try row["person_id"], state: try row["state"], requestedAt: try row["requested_at"],
            waitsUntil: try row["waits_until"], origin: ClientOrigin(address: try row["address"], agent: try row["agent"]),
            decidedBy: try row["decided_by"], account: try row["account_id"], linkExpiresAt: try row["link_expires_at"],
            endedAt: try row["ended_at"])
    }
}

extension Transaction {
    private static let isOpen: Statement = "state IN ('waiting', 'approved', 'linked')"

    /// The open requests, oldest first.
    package func openRecoveryRequests() throws -> [RecoveryRequest] {
        try all(
            """
            SELECT \(RecoveryRequest.columns) FROM recovery_requests WHERE state IN ('waiting', 'approved', 'linked') ORDER BY id
            """)
    }

    package func recoveryRequest(_ id: RecoveryRequestID) throws -> RecoveryRequest? {
        try first("SELECT \(RecoveryRequest.columns) FROM recovery_requests WHERE id = \(id)", as: RecoveryRequest.self)
    }

    /// The newest request of the person; nil if they never made one.
    package func latestRecoveryRequest(of person: PersonID) throws -> RecoveryRequest? {
        try first(
            "SELECT \(RecoveryRequest.columns) FROM recovery_requests WHERE person_id = \(person) ORDER BY id DESC LIMIT 1",
            as: RecoveryRequest.self)
    }

    func recoveryRequest(stopToken: String) throws -> RecoveryRequest? {
        let hash = TokenHash(stopToken, purpose: .recoveryStop).bytes
        return try first("SELECT \(RecoveryRequest.columns) FROM recovery_requests WHERE stop_hash = \(hash)", as: RecoveryRequest.self)
    }

    /// The request whose link has this token, and the address that the link went to, if it still works and the address is still the
    /// person's.
    func recoveryRequest(linkToken: String, at now: Timestamp) throws -> (RecoveryRequest, EmailAddress)? {
        let hash = TokenHash(linkToken, purpose: .recoveryLink).bytes
        let found = try first(
            """
            SELECT \(RecoveryRequest.columns), link_address_id FROM recovery_requests
            WHERE link_hash = \(hash) AND state = 'linked' AND link_expires_at > \(now)
            """)
        guard let found else { return nil }
        let request = try RecoveryRequest(row: found)
        let address: AddressID = try found["link_address_id"]
        return try addresses(of: request.personID).first { $0.id == address }.map { (request, $0.address) }
    }

    func insert(_ request: RecoveryRequest, stopToken: Secret<String>, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO recovery_requests (id, person_id, state, requested_at, waits_until, address, agent, stop_hash)
            VALUES (\(request.id), \(request.personID), \(request.state), \(request.requestedAt), \(request.waitsUntil),
                    \(request.origin.address), \(request.origin.agent), \(TokenHash(stopToken.exposed, purpose: .recoveryStop).bytes))
            """)
        try append(
            AuditEvent(
                .recoveryRequested, by: .person(request.personID), on: request.personID.text,
                details: ["request": request.id.text]
            ).from(request.origin, request.personID), at: now)
    }

    /// The operator's decision, also about a request that an account agreed to: every account opens then. Returns false for a request that
    /// is not open, or that the operator approved already.
    package func decideRecovery(
        _ id: RecoveryRequestID, approved: Bool, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws -> Bool {
        let state: RecoveryRequest.State = approved ? .approved : .denied
        let ended: Timestamp? = approved ? nil : now
        let undecided: Statement = approved ? "(state = 'waiting' OR (state = 'approved' AND account_id IS NOT NULL))" : Self.isOpen
        let decided = try run(
            """
            UPDATE recovery_requests
            SET state = \(state), decided_by = \(actor.text), decided_at = \(now), ended_at = \(ended), account_id = NULL
            WHERE id = \(id) AND \(undecided)
            """)
        guard decided > 0, let request = try recoveryRequest(id) else { return false }
        try append(
            AuditEvent(
                approved ? .recoveryApproved : .recoveryDenied, by: actor, on: request.personID.text, details: ["request": id.text]),
            at: now)
        return true
    }

    func linked(_ id: RecoveryRequestID, to address: AddressID, token: Secret<String>, at now: Timestamp) throws {
        try run(
            """
            UPDATE recovery_requests SET state = 'linked', link_hash = \(TokenHash(token.exposed, purpose: .recoveryLink).bytes),
                link_address_id = \(address), link_expires_at = \(now + RecoveryRequest.linkLifetime)
            WHERE id = \(id) AND state = 'approved'
            """)
    }

    /// Ends a request that is open. Returns false if it was over.
    func endRecovery(_ id: RecoveryRequestID, as state: RecoveryRequest.State, at now: Timestamp) throws -> Bool {
        try run(
            """
            UPDATE recovery_requests SET state = \(state), ended_at = \(now)
            WHERE id = \(id) AND state IN ('waiting', 'approved', 'linked')
            """) > 0
    }

    /// Stops what may be open: whoever signs in fully, or sets a new password, needs no recovery, and whoever else asked for it gets none.
    func stopRecovery(of person: PersonID, because reason: String, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        guard let request = try latestRecoveryRequest(of: person), try endRecovery(request.id, as: .stopped, at: now) else { return }
        try append(
            AuditEvent(.recoveryStopped, by: actor, on: person.text, details: ["request": request.id.text, "because": reason]), at: now)
    }
}
