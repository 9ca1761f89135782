internal import Audit
package import Core
internal import Language
package import SQL

extension TrustedBrowser: RowDecodable {
    static let columns: Statement = "id, person_id, address, agent, created_at, last_used_at, expires_at"

    package init(row: Row) throws {
        self.init(
            id: try row["id"], personID: try row["person_id"],
            origin: ClientOrigin(address: try row["address"], agent: try row["agent"]), createdAt: try row["created_at"],
            lastUsedAt: try row["last_used_at"], expiresAt: try row["expires_at"])
    }
}

extension Transaction {
    /// The browsers that the person trusts, the newest first.
    package func trustedBrowsers(of person: PersonID, at now: Timestamp) throws -> [TrustedBrowser] {
        try all(
            """
            SELECT \(TrustedBrowser.columns) FROM trusted_browsers WHERE person_id = \(person) AND expires_at > \(now) ORDER BY id DESC
            """)
    }

    /// Whether the person trusts the browser with this token. Notes the use.
    func useTrust(_ browser: Secret<String>?, of person: PersonID, at now: Timestamp) throws -> Bool {
        guard let browser else { return false }
        return try run(
            """
            UPDATE trusted_browsers SET last_used_at = \(now)
            WHERE token_hash = \(TokenHash(browser.exposed, purpose: .trustedBrowser).bytes) AND person_id = \(person) AND expires_at > \(now)
            """) > 0
    }

    /// Trusts the browser for `TrustedBrowser.lifetime`. Returns the token for its cookie: its own if anybody
    /// trusts it, else a new one.
    func trust(_ browser: SignInSteps.Browser, by person: PersonID, at now: Timestamp) throws -> Secret<String> {
        let known = try browser.trustedToken.flatMap { token -> Secret<String>? in
            let hash = TokenHash(token.exposed, purpose: .trustedBrowser).bytes
            return try first("SELECT id FROM trusted_browsers WHERE token_hash = \(hash) AND expires_at > \(now)") == nil ? nil : token
        }
        let token = known ?? SystemRandom().token()
        let id = TrustedBrowserID(at: now)
        try run(
            """
            INSERT INTO trusted_browsers (id, person_id, token_hash, address, agent, created_at, last_used_at, expires_at)
            VALUES (\(id), \(person), \(TokenHash(token.exposed, purpose: .trustedBrowser).bytes), \(browser.origin.address),
                    \(browser.origin.agent), \(now), \(now), \(now + TrustedBrowser.lifetime))
            ON CONFLICT (token_hash, person_id) DO UPDATE SET expires_at = excluded.expires_at, last_used_at = excluded.last_used_at
            """)
        try append(
            AuditEvent(.trustedBrowserAdded, by: .person(person), on: person.text).from(browser.origin, person), at: now)
        return token
    }

    /// Returns false if the person trusts no such browser.
    package func removeTrust(_ id: TrustedBrowserID, of person: PersonID, at now: Timestamp) throws -> Bool {
        guard try run("DELETE FROM trusted_browsers WHERE id = \(id) AND person_id = \(person)") > 0 else { return false }
        try append(AuditEvent(.trustedBrowserRemoved, by: .person(person), on: person.text, details: ["browser": id.text]), at: now)
        return true
    }

    /// For a new password, and wherever the last second factor goes: a trust must not outlive what it stands for.
    func forgetTrust(of person: PersonID) throws { try run("DELETE FROM trusted_browsers WHERE person_id = \(person)") }
}
