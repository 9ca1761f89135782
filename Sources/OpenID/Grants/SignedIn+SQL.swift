package import Core
package import SQL

extension Transaction {
    /// People for whom something is open, in the order of their ids after the given one: a session, or a client's refresh token.
    package func peopleSignedIn(after: PersonID?, limit: Int, at now: Timestamp) throws -> [PersonID] {
        let start = after?.text ?? ""
        return try rows(
            """
            SELECT person_id FROM sessions WHERE ended_at IS NULL AND person_id > \(start)
            UNION
            SELECT g.person_id FROM openid_grants g JOIN refresh_tokens r ON r.grant_id = g.id
            WHERE g.revoked_at IS NULL AND r.used_at IS NULL AND r.expires_at > \(now) AND g.person_id > \(start)
            ORDER BY person_id LIMIT \(limit)
            """
        ).map { try $0["person_id"] }
    }
}
