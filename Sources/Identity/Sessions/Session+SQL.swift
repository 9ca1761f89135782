package import Audit
package import Core
package import SQL

extension ACR: SQLEncodable, SQLDecodable {}

extension Session: RowDecodable {
    package init(row: Row) throws {
        let amr: String = try row["amr"]
        self.init(
            id: try row["id"], personID: try row["person_id"], startedAt: try row["started_at"], lastSeenAt: try row["last_seen_at"],
            endsAt: try row["ends_at"], authTime: try row["auth_time"], acr: try row["acr"],
            amr: amr.split(separator: " ").map(String.init), origin: ClientOrigin(address: try row["address"], agent: try row["agent"]),
            endedAt: try row["ended_at"])
    }

    static var columns: Statement {
        "id, person_id, started_at, last_seen_at, ends_at, auth_time, acr, amr, address, agent, ended_at"
    }
}

extension Transaction {
    /// The live session with this token; nil if there is none, or if its person may no longer sign in.
    package func session(token: String, at now: Timestamp) throws -> Session? {
        let hash = TokenHash(token, purpose: .session).bytes
        return try live(try first("SELECT \(Session.columns) FROM sessions WHERE token_hash = \(hash)", as: Session.self), at: now)
    }

    /// The live session with this id; nil if there is none, or if its person may no longer sign in.
    /// Whose session it is or was.
    package func person(of session: SessionID) throws -> PersonID? {
        try rows("SELECT person_id FROM sessions WHERE id = \(session)").first?["person_id"]
    }

    package func session(_ id: SessionID, at now: Timestamp) throws -> Session? {
        try live(try first("SELECT \(Session.columns) FROM sessions WHERE id = \(id)", as: Session.self), at: now)
    }

    /// The session with this token of somebody who asked to be deleted: it opens the way back, and nothing else.
    package func leavingSession(token: String, at now: Timestamp) throws -> Session? {
        let hash = TokenHash(token, purpose: .session).bytes
        let session = try first("SELECT \(Session.columns) FROM sessions WHERE token_hash = \(hash)", as: Session.self)
        guard let session, session.isLive(at: now), try person(session.personID)?.status == .leaving else { return nil }
        return session
    }

    private func live(_ session: Session?, at now: Timestamp) throws -> Session? {
        guard let session, session.isLive(at: now), try person(session.personID)?.status == .active else { return nil }
        return session
    }

    /// The person's live sessions, the most recently used first.
    package func sessions(of person: PersonID, at now: Timestamp) throws -> [Session] {
        let all = try all(
            "SELECT \(Session.columns) FROM sessions WHERE person_id = \(person) AND ended_at IS NULL AND ends_at > \(now)",
            as: Session.self)
        return all.filter { $0.isLive(at: now) }.sorted { $0.lastSeenAt > $1.lastSeenAt }
    }

    /// Keeps the session from becoming idle. Call it if `needsTouch` is true.
    package func touch(_ session: SessionID, at now: Timestamp) throws {
        try run("UPDATE sessions SET last_seen_at = \(now) WHERE id = \(session) AND ended_at IS NULL AND last_seen_at < \(now)")
    }

    func insert(_ session: Session, token: Secret<String>) throws {
        try run(
            """
            INSERT INTO sessions (id, person_id, token_hash, started_at, last_seen_at, ends_at, auth_time, acr, amr, address, agent)
            VALUES (\(session.id), \(session.personID), \(TokenHash(token.exposed, purpose: .session).bytes), \(session.startedAt),
                    \(session.lastSeenAt), \(session.endsAt), \(session.authTime), \(session.acr),
                    \(session.amr.joined(separator: " ")), \(session.origin.address), \(session.origin.agent))
            """)
    }

    /// Keeps the session but gives it a new token, after its person proved again who they are.
    func renew(_ session: Session, token: Secret<String>) throws {
        try run(
            """
            UPDATE sessions SET token_hash = \(TokenHash(token.exposed, purpose: .session).bytes), last_seen_at = \(session.lastSeenAt),
                ends_at = \(session.endsAt), auth_time = \(session.authTime), acr = \(session.acr),
                amr = \(session.amr.joined(separator: " ")), address = \(session.origin.address), agent = \(session.origin.agent)
            WHERE id = \(session.id)
            """)
    }

    /// Ends the session and records it, so that the products are told. Returns false if it had already ended.
    @discardableResult
    package func endSession(_ id: SessionID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        guard try run("UPDATE sessions SET ended_at = \(now) WHERE id = \(id) AND ended_at IS NULL") > 0 else { return false }
        try run("INSERT INTO ended_sessions (session_id, ended_at) VALUES (\(id), \(now))")
        try append(AuditEvent(.sessionEnded, by: actor, on: id.text), at: now)
        return true
    }

    /// Ends every session of the person except `kept`. Returns those that ended now.
    @discardableResult
    package func endSessions(
        of person: PersonID, except kept: SessionID? = nil, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws -> [SessionID] {
        let ids: [SessionID] = try rows("SELECT id FROM sessions WHERE person_id = \(person) AND ended_at IS NULL").map { try $0["id"] }
        return try ids.filter { try $0 != kept && endSession($0, by: actor, at: now) }
    }

    /// Ends every session of the person except `kept`, and what clients were ever given in any of the others, even if it outlives its
    /// session. For a changed password and for joined logins.
    package func endSessionsAndGrants(
        of person: PersonID, except kept: SessionID? = nil, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws {
        try endSessions(of: person, except: kept, by: actor, at: now)
        try noteSignInsEnded(of: person, at: now)
        try forgetAddressLinks(of: person)
        try endGrants(of: person, except: kept, at: now)
    }

    /// Ends what clients were given in the person's name, but for what they were given in that session.
    func endGrants(of person: PersonID, except kept: SessionID? = nil, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO ended_grants (person_id, kept_session_id, ended_at) VALUES (\(person), \(kept?.text ?? ""), \(now))
            ON CONFLICT (person_id, kept_session_id) DO NOTHING
            """)
    }
}

extension Transaction {
    /// From now on an earlier sign-in counts nowhere, also not one that a product proved itself.
    func noteSignInsEnded(of person: PersonID, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO ended_sign_ins (person_id, ended_at) VALUES (\(person), \(now))
            ON CONFLICT (person_id) DO UPDATE SET ended_at = excluded.ended_at
            """)
    }

    /// Whether a sign-in of that time was ended since. Times of sign-ins come in whole seconds.
    package func isSignInEnded(of person: PersonID, at time: Timestamp) throws -> Bool {
        let ended: Timestamp? = try first("SELECT ended_at FROM ended_sign_ins WHERE person_id = \(person)")?["ended_at"]
        return ended.map { time.seconds < $0.seconds } ?? false
    }
}

extension SessionProof: RowDecodable {
    package init(row: Row) throws {
        self.init(
            personID: try row["person_id"], passwordAt: try row["password_at"], factorAt: try row["factor_at"], namedAt: try row["named_at"]
        )
    }
}

extension Transaction {
    package func proofs(in session: SessionID) throws -> [SessionProof] {
        try all(
            "SELECT person_id, password_at, factor_at, named_at FROM session_proofs WHERE session_id = \(session) ORDER BY person_id")
    }

    /// Records that the person's password was proved in that session.
    package func recordPassword(of person: PersonID, in session: SessionID, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO session_proofs (session_id, person_id, password_at, factor_at) VALUES (\(session), \(person), \(now), NULL)
            ON CONFLICT (session_id, person_id) DO UPDATE SET password_at = excluded.password_at
            """)
    }

    /// Records that the person's second factor was proved in that session.
    package func recordFactor(of person: PersonID, in session: SessionID, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO session_proofs (session_id, person_id, password_at, factor_at) VALUES (\(session), \(person), NULL, \(now))
            ON CONFLICT (session_id, person_id) DO UPDATE SET factor_at = excluded.factor_at
            """)
    }
}
