internal import Audit
package import Core
package import SQL

extension Application: RowDecodable {
    package init(row: Row) throws {
        let scope: String = try row["scope"]
        client = try row["client_id"]
        name = try row["name"]
        permissions = scope.split(separator: " ").map(String.init)
        since = try row["given_at"]
        lastUsedAt = try row["last_used_at"]
    }
}

extension OpenClient: RowDecodable {
    package init(row: Row) throws {
        session = try row["session_id"]
        name = try row["name"]
        product = try row["product"]
    }
}

extension Transaction {
    /// The applications that the person lets use their ID, by name.
    package func applications(of person: PersonID) throws -> [Application] {
        try all(
            """
            SELECT s.client_id, c.name, s.scope, COALESCE(s.given_at, s.at) AS given_at, s.last_used_at
            FROM consents s JOIN clients c ON c.id = s.client_id
            WHERE s.person_id = \(person) AND c.revoked_at IS NULL ORDER BY c.name, c.id
            """)
    }

    /// What is open in each of the person's sessions: the clients that have tokens there, by name.
    package func openClients(of person: PersonID) throws -> [OpenClient] {
        try all(
            """
            SELECT DISTINCT g.session_id, c.name, c.product FROM openid_grants g JOIN clients c ON c.id = g.client_id
            WHERE g.person_id = \(person) AND g.revoked_at IS NULL AND c.revoked_at IS NULL ORDER BY c.name
            """)
    }

    /// Takes back all that the person allowed the application. Its tokens are dead from the next request on. Returns false if it was
    /// allowed nothing.
    package func withdraw(_ client: ClientID, from person: PersonID, at now: Timestamp) throws -> Bool {
        guard try run("DELETE FROM consents WHERE person_id = \(person) AND client_id = \(client)") > 0 else { return false }
        try run(
            """
            UPDATE openid_grants SET revoked_at = \(now), revoked_because = 'withdrawn'
            WHERE person_id = \(person) AND client_id = \(client) AND revoked_at IS NULL
            """)
        try append(AuditEvent(.consentWithdrawn, by: .person(person), on: client.text), at: now)
        return true
    }

    /// Ends what applications do while the person is away, whichever session they were allowed in. They may sign in as before.
    package func endApplicationsAway(of person: PersonID, at now: Timestamp) throws {
        let changed = try run(
            """
            UPDATE openid_grants SET revoked_at = \(now), revoked_because = 'ended by the person'
            WHERE person_id = \(person) AND revoked_at IS NULL AND (' ' || scope || ' ') LIKE '% offline_access %'
                AND client_id IN (SELECT id FROM clients WHERE first_party = 0)
            """)
        guard changed > 0 else { return }
        try append(AuditEvent(.grantsRevoked, by: .person(person), on: person.text, details: ["because": "ended by the person"]), at: now)
    }

    /// Notes that an application got tokens for a person; at most one write an hour.
    func noteUse(of client: Client, by person: PersonID, at now: Timestamp) throws {
        guard !client.firstParty else { return }
        try run(
            """
            UPDATE consents SET last_used_at = \(now) WHERE person_id = \(person) AND client_id = \(client.id)
                AND (last_used_at IS NULL OR last_used_at <= \(now - .hours(1)))
            """)
    }
}
