internal import Audit
internal import Core
internal import SQL

// Whoever ends sessions records it in `ended_sessions` and `ended_grants`, in the same transaction. Sessions and grants are over from then
// on; what follows from it is done here: the logouts are queued, the grants are marked as revoked, and the rows are deleted.

extension Transaction {
    func hasRecordedEnds() throws -> Bool {
        try first(
            "SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM ended_sessions) OR EXISTS (SELECT 1 FROM ended_grants)") != nil
    }

    /// Acts on the recorded ends, at most 100 of a kind.
    func actOnRecordedEnds(at now: Timestamp) throws {
        for row in try rows("SELECT session_id FROM ended_sessions ORDER BY session_id LIMIT 100") {
            let session: SessionID = try row["session_id"]
            try queueLogouts(of: session, at: now)
            try revokeGrants(boundTo: session, at: now)
            try run("DELETE FROM ended_sessions WHERE session_id = \(session)")
        }
        for row in try rows("SELECT DISTINCT person_id FROM ended_grants ORDER BY person_id LIMIT 100") {
            try actOnEndedGrants(of: row["person_id"], at: now)
        }
    }

    /// Acts on the ends recorded for the person. Must be done before the person gives a new grant, to which those ends do not apply.
    func actOnEndedGrants(of person: PersonID, at now: Timestamp) throws {
        for row in try rows("SELECT kept_session_id FROM ended_grants WHERE person_id = \(person)") {
            let kept: String = try row["kept_session_id"]
            try revokeGrants(of: person, except: SessionID(kept), because: "sign-in changed", by: .person(person), at: now)
        }
        try run("DELETE FROM ended_grants WHERE person_id = \(person)")
    }

    /// Queues a logout for every client that had tokens in the session. A second call does no harm.
    private func queueLogouts(of session: SessionID, at now: Timestamp) throws {
        let rows = try rows(
            """
            SELECT DISTINCT g.client_id, g.person_id FROM openid_grants g JOIN clients c ON c.id = g.client_id
            WHERE g.session_id = \(session) AND c.backchannel_logout_uri IS NOT NULL AND c.revoked_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM logout_deliveries d WHERE d.session_id = g.session_id AND d.client_id = g.client_id)
            """)
        for row in rows {
            let client: ClientID = try row["client_id"]
            let person: PersonID = try row["person_id"]
            try run(
                """
                INSERT INTO logout_deliveries (id, client_id, person_id, session_id, created_at, next_try_at, tries, state)
                VALUES (\(DeliveryID(at: now)), \(client), \(person), \(session), \(now), \(now), 0, 'waiting')
                """)
        }
    }

    /// Revokes the session's grants, except those with `offline_access`.
    private func revokeGrants(boundTo session: SessionID, at now: Timestamp) throws {
        // Matches a whole word of the scope, not a part of a word.
        try run(
            """
            UPDATE openid_grants SET revoked_at = \(now), revoked_because = 'session ended'
            WHERE session_id = \(session) AND revoked_at IS NULL AND (' ' || scope || ' ') NOT LIKE '% offline_access %'
            """)
    }
}
