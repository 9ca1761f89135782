internal import Core
internal import SQL

extension Transaction {
    func addSession(_ session: ProductSession, at now: Timestamp) throws {
        try run("DELETE FROM product_sessions WHERE expires_at <= \(now)")
        try run(
            """
            INSERT INTO product_sessions (token_hash, subject, id_session, sealed_tokens, account, project, started_at, last_seen_at, expires_at)
            VALUES (\(session.tokenHash.bytes), \(session.subject), \(session.idSession), \(session.sealedTokens), \(session.account), \(session.project),
                    \(now), \(now), \(now + ProductSession.longest))
            """)
    }

    func session(_ hash: TokenHash, at now: Timestamp) throws -> ProductSession? {
        let row = try first(
            """
            SELECT subject, id_session, sealed_tokens, account, project, last_seen_at FROM product_sessions
            WHERE token_hash = \(hash.bytes) AND expires_at > \(now) AND last_seen_at > \(now - ProductSession.idle)
            """)
        guard let row else { return nil }
        return ProductSession(
            tokenHash: hash, subject: try row["subject"], idSession: try row["id_session"], sealedTokens: try row["sealed_tokens"],
            account: try row["account"], project: try row["project"], lastSeen: try row["last_seen_at"])
    }

    func setTokens(_ sealed: [UInt8], of hash: TokenHash) throws {
        try run("UPDATE product_sessions SET sealed_tokens = \(sealed) WHERE token_hash = \(hash.bytes)")
    }

    func setAccount(_ account: String, of hash: TokenHash) throws {
        try run("UPDATE product_sessions SET account = \(account), project = NULL WHERE token_hash = \(hash.bytes)")
    }

    func setProject(_ project: String?, of hash: TokenHash) throws {
        try run("UPDATE product_sessions SET project = \(project) WHERE token_hash = \(hash.bytes)")
    }

    func touchSession(_ hash: TokenHash, at now: Timestamp) throws {
        try run("UPDATE product_sessions SET last_seen_at = \(now) WHERE token_hash = \(hash.bytes)")
    }

    func removeSession(_ hash: TokenHash) throws { try run("DELETE FROM product_sessions WHERE token_hash = \(hash.bytes)") }

    /// Ends the sessions that the product began by its own word.
    func endOwnSessions(of subject: String) throws {
        try run("DELETE FROM product_sessions WHERE subject = \(subject) AND id_session IS NULL")
    }

    /// Ends the sessions that a logout token names: those of one session at the ID, or all of a person. Returns false if the token was
    /// used before.
    func endSessions(idSession: String?, subject: String?, jti: String, expires: Timestamp, at now: Timestamp) throws -> Bool {
        try run("DELETE FROM product_used_logouts WHERE expires_at <= \(now)")
        guard try run("INSERT INTO product_used_logouts (jti, expires_at) VALUES (\(jti), \(expires)) ON CONFLICT (jti) DO NOTHING") == 1
        else { return false }
        if let idSession {
            try run("DELETE FROM product_sessions WHERE id_session = \(idSession)")
        } else if let subject {
            try run("DELETE FROM product_sessions WHERE subject = \(subject)")
        }
        return true
    }
}
