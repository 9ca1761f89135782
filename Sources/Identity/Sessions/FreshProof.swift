package import Core
package import SQL

/// What somebody has to have proved in the last five minutes, in this very session, to change how they sign in: their password, and their
/// second factor where they have one; or a passkey that verified them. A trusted browser and a mailed link prove nothing of it.
package enum FreshProof {
    package static let lifetime: Duration = .minutes(5)

    /// What is missing first.
    package enum Missing: Sendable, Equatable { case password, secondFactor }
}

extension Transaction {
    /// nil if nothing is.
    package func missingProof(in session: Session, at now: Timestamp) throws -> FreshProof.Missing? {
        let person = session.personID
        let row = try first(
            """
            SELECT password_at, factor_at, passkey_at FROM session_proofs WHERE session_id = \(session.id) AND person_id = \(person)
            """)
        let start = now - FreshProof.lifetime
        func isFresh(_ column: String) throws -> Bool {
            let given: Timestamp? = try row?[column]
            return given.map { $0 > start } ?? false
        }
        if try isFresh("passkey_at") { return nil }
        guard try isFresh("password_at") else { return .password }
        return try hasSecondFactor(person) && !isFresh("factor_at") ? .secondFactor : nil
    }

    /// Whether the person has a second factor or a passkey now, and proved it in that session: at the sign-in, or since.
    package func hasTwoFactors(in session: Session) throws -> Bool {
        let person = session.personID
        guard try canProveTwoFactors(person) else { return false }
        if session.acr == .twoFactors { return true }
        return try first(
            """
            SELECT 1 AS one FROM session_proofs
            WHERE session_id = \(session.id) AND person_id = \(person) AND (factor_at IS NOT NULL OR passkey_at IS NOT NULL)
            """) != nil
    }

    /// Records that the person proved themselves with a passkey that verified them, in that session.
    func recordPasskey(of person: PersonID, in session: SessionID, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO session_proofs (session_id, person_id, passkey_at) VALUES (\(session), \(person), \(now))
            ON CONFLICT (session_id, person_id) DO UPDATE SET passkey_at = excluded.passkey_at
            """)
    }
}
