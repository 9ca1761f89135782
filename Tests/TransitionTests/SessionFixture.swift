import Core
import Identity
import SQL
import Testing

/// A session as a sign-in leaves it, with the given people's passwords and second factors proved.
enum SessionFixture {
    static func start(_ tx: Transaction, of person: PersonID, proving people: [PersonID], at now: Timestamp) throws -> Session {
        let id = SessionID(at: now)
        try tx.run(
            """
            INSERT INTO sessions (id, person_id, token_hash, started_at, last_seen_at, ends_at, auth_time, acr, amr, address, agent)
            VALUES (\(id), \(person), \(TokenHash(id.text, purpose: .session).bytes), \(now), \(now), \(now + Session.longestTime),
                    \(now), \(ACR.oneFactor.rawValue), 'pwd', '192.0.2.1', 'test')
            """)
        for proved in people {
            try tx.recordPassword(of: proved, in: id, at: now)
            if try !tx.secondFactors(of: proved).isEmpty { try tx.recordFactor(of: proved, in: id, at: now) }
        }
        return try #require(try tx.session(id, at: now))
    }
}
