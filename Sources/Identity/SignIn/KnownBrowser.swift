package import Core
internal import SQL

/// A browser in which a person once signed in fully. Its guesses are counted apart from those of strangers, so that whoever guesses at a
/// password from outside cannot shut its owner out (OWASP, device cookies; threat 9).
package enum KnownBrowser {
    /// How long it is known after the last full sign-in.
    package static let lifetime: Duration = .days(400)
}

/// Somebody who signed in fully in a browser, as its sign-in page offers them.
package struct KnownPerson: Sendable, Equatable {
    package let id: PersonID
    package let name: String
    package let address: String
}

extension SignInSteps {
    /// Those who signed in fully in this browser and could again, the last one first: five at most.
    package func peopleKnown(to browser: Browser) async throws -> [KnownPerson] {
        guard let token = browser.knownToken else { return [] }
        let now = clock.now()
        return try await database.read { try $0.knownPeople(to: token, at: now) }
    }

    /// "Not you?": the browser does not know the person any more. Returns false if it did not.
    package func forget(_ person: PersonID, in browser: Browser) async throws -> Bool {
        guard let token = browser.knownToken else { return false }
        let hash = TokenHash(token.exposed, purpose: .knownBrowser).bytes
        return try await database.write {
            try $0.run("DELETE FROM known_browsers WHERE token_hash = \(hash) AND person_id = \(person)") > 0
        }
    }
}

extension Transaction {
    fileprivate func knownPeople(to token: Secret<String>, at now: Timestamp) throws -> [KnownPerson] {
        let rows = try rows(
            """
            SELECT p.id, p.name FROM known_browsers k JOIN people p ON p.id = k.person_id
            WHERE k.token_hash = \(TokenHash(token.exposed, purpose: .knownBrowser).bytes)
                AND k.last_used_at > \(now - KnownBrowser.lifetime) AND p.status = 'active' AND p.merged_into IS NULL
            ORDER BY k.last_used_at DESC, p.id LIMIT 5
            """)
        return try rows.compactMap { row in
            let id: PersonID = try row["id"]
            guard let address = try mainAddress(of: id)?.address.written else { return nil }
            return KnownPerson(id: id, name: try row["name"], address: address)
        }
    }

    /// The people who signed in fully in the browser with this token.
    func peopleKnown(to token: Secret<String>, at now: Timestamp) throws -> Set<PersonID> {
        let hash = TokenHash(token.exposed, purpose: .knownBrowser).bytes
        let rows = try rows(
            "SELECT person_id FROM known_browsers WHERE token_hash = \(hash) AND last_used_at > \(now - KnownBrowser.lifetime)")
        return Set(try rows.map { try $0["person_id"] })
    }

    /// Notes that the person signed in fully in that browser. Returns the token for its cookie: its own if it has one that anybody signed in
    /// with, else a new one.
    func remember(_ browser: Secret<String>?, of person: PersonID, at now: Timestamp) throws -> Secret<String> {
        let known = try browser.flatMap { try peopleKnown(to: $0, at: now).isEmpty ? nil : $0 }
        let token = known ?? SystemRandom().token()
        try run(
            """
            INSERT INTO known_browsers (token_hash, person_id, created_at, last_used_at)
            VALUES (\(TokenHash(token.exposed, purpose: .knownBrowser).bytes), \(person), \(now), \(now))
            ON CONFLICT (token_hash, person_id) DO UPDATE SET last_used_at = excluded.last_used_at
            """)
        return token
    }

    /// For a new password: whoever had the old one is a stranger from now on.
    func forgetBrowsers(of person: PersonID) throws { try run("DELETE FROM known_browsers WHERE person_id = \(person)") }
}
