package import Audit
package import Core
package import SQL

extension Grant: RowDecodable {
    /// Of `openid_grants g`. A recorded end that nobody has acted on yet counts as a revocation.
    static let columns: Statement =
        """
        g.id, g.client_id, g.person_id, g.session_id, g.account_id, g.scope, g.nonce, g.auth_time, g.acr, g.amr, g.id_token_claims,
        g.is_asserted, g.bound_to, g.resource,
        COALESCE(g.revoked_at, (
            SELECT MIN(e.ended_at) FROM ended_grants e WHERE e.person_id = g.person_id AND e.kept_session_id <> g.session_id
        )) AS revoked_at
        """

    package init(row: Row) throws {
        let scope: String = try row["scope"]
        let amr: String = try row["amr"]
        id = try row["id"]
        client = try row["client_id"]
        person = try row["person_id"]
        session = try row["session_id"]
        account = try row["account_id"]
        scopes = scope.split(separator: " ").map(String.init)
        nonce = try row["nonce"]
        authenticatedAt = try row["auth_time"]
        context = try row["acr"]
        methods = amr.split(separator: " ").map(String.init)
        let claims: String = try row["id_token_claims"]
        idTokenClaims = claims.split(separator: " ").map(String.init)
        revokedAt = try row["revoked_at"]
        isAsserted = try row["is_asserted"]
        boundTo = try row["bound_to"]
        resource = try row["resource"]
    }
}

extension Transaction {
    func grant(_ id: GrantID) throws -> Grant? {
        try first("SELECT \(Grant.columns) FROM openid_grants g WHERE g.id = \(id)", as: Grant.self)
    }

    func add(
        _ grant: Grant, code: TokenHash, of request: AuthorizationRequest, expiresAt: Timestamp, at now: Timestamp
    ) throws {
        try add(grant, at: now)
        try run(
            """
            INSERT INTO authorization_codes (hash, grant_id, redirect_uri, code_challenge, expires_at)
            VALUES (\(code.bytes), \(grant.id), \(request.redirectURI), \(request.codeChallenge), \(expiresAt))
            """)
    }

    func add(_ grant: Grant, at now: Timestamp) throws {
        try actOnEndedGrants(of: grant.person, at: now)
        try run(
            """
            INSERT INTO openid_grants (id, client_id, person_id, session_id, account_id, scope, nonce, auth_time, acr, amr, created_at,
                                       id_token_claims, is_asserted, bound_to,
                                       resource)
            VALUES (\(grant.id), \(grant.client), \(grant.person), \(grant.session), \(grant.account),
                \(grant.scopes.joined(separator: " ")), \(grant.nonce), \(grant.authenticatedAt), \(grant.context),
                \(grant.methods.joined(separator: " ")), \(now), \(grant.idTokenClaims.joined(separator: " ")), \(grant.isAsserted),
                \(grant.boundTo), \(grant.resource))
            """)
    }

    /// Binds the grant to the key that the request proves. Returns false if it is bound to another one: then nothing comes of it. A
    /// confidential client may go on with another key when it refreshes, because it says who it is anyway (RFC 9449 section 5).
    func bind(_ grant: Grant, to key: String?, of client: Client, isRefresh: Bool) throws -> Bool {
        guard let known = grant.boundTo else {
            if let key { try run("UPDATE openid_grants SET bound_to = \(key) WHERE id = \(grant.id)") }
            return true
        }
        return isRefresh && client.kind == .confidential ? key != nil : key == known
    }

    /// Revokes a grant: its code, refresh tokens and access tokens fail from now on. Does nothing if it is already revoked.
    package func revoke(_ grant: GrantID, because reason: String, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        let changed = try run(
            "UPDATE openid_grants SET revoked_at = \(now), revoked_because = \(reason) WHERE id = \(grant) AND revoked_at IS NULL")
        if changed == 1 { try append(AuditEvent(.grantRevoked, by: actor, on: grant.text, details: ["because": reason]), at: now) }
    }

    /// Revokes all grants of a person, including those that outlive their session, except those of the session `kept`.
    func revokeGrants(
        of person: PersonID, except kept: SessionID? = nil, because reason: String, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws {
        let changed = try run(
            """
            UPDATE openid_grants SET revoked_at = \(now), revoked_because = \(reason)
            WHERE person_id = \(person) AND session_id <> \(kept?.text ?? "") AND revoked_at IS NULL
            """)
        if changed > 0 { try append(AuditEvent(.grantsRevoked, by: actor, on: person.text, details: ["because": reason]), at: now) }
    }

    /// The scopes of the grants that people have given the client since then.
    package func usedScopes(of client: ClientID, since start: Timestamp) throws -> Set<String> {
        let lists = try rows("SELECT DISTINCT scope FROM openid_grants WHERE client_id = \(client) AND created_at >= \(start)")
        return Set(try lists.flatMap { row in (try row["scope"] as String).split(separator: " ").map(String.init) })
    }

    /// Deletes what is no longer needed: old codes and refresh tokens, grants that have neither, finished logout deliveries. A used refresh
    /// token stays until it would have expired, so that its reuse is still detected. Returns how many rows were deleted, at most 1,000 of a
    /// kind. Call it regularly.
    @discardableResult
    package func forgetExpiredGrants(at now: Timestamp) throws -> Int {
        let yesterday = now - .days(1)
        let statements: [Statement] = [
            "DELETE FROM device_requests WHERE device_hash IN (SELECT device_hash FROM device_requests WHERE expires_at < \(now) LIMIT 1000)",
            "DELETE FROM pushed_requests WHERE hash IN (SELECT hash FROM pushed_requests WHERE expires_at < \(now) LIMIT 1000)",
            "DELETE FROM used_assertions WHERE hash IN (SELECT hash FROM used_assertions WHERE expires_at < \(now) LIMIT 1000)",
            """
            DELETE FROM authorization_codes WHERE hash IN
            (SELECT hash FROM authorization_codes WHERE expires_at < \(yesterday) LIMIT 1000)
            """,
            "DELETE FROM refresh_tokens WHERE hash IN (SELECT hash FROM refresh_tokens WHERE expires_at < \(yesterday) LIMIT 1000)",
            """
            DELETE FROM openid_grants WHERE id IN (
                SELECT g.id FROM openid_grants g
                WHERE g.created_at < \(yesterday)
                  AND NOT EXISTS (SELECT 1 FROM authorization_codes c WHERE c.grant_id = g.id)
                  AND NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.grant_id = g.id)
                LIMIT 1000)
            """,
            """
            DELETE FROM logout_deliveries WHERE id IN
            (SELECT id FROM logout_deliveries WHERE state <> 'waiting' AND created_at < \(now - .days(30)) LIMIT 1000)
            """,
        ]
        return try statements.reduce(0) { try $0 + run($1) }
    }
}
