internal import SQL

let eventForm = Migration(
    37, "eventForm",
    [
        // The client that acted in the person's name, their session, how they had proved who they are, and what was there before and after.
        "ALTER TABLE audit_events ADD COLUMN client_id TEXT",
        "ALTER TABLE audit_events ADD COLUMN session_id TEXT",
        "ALTER TABLE audit_events ADD COLUMN proof TEXT",
        "ALTER TABLE audit_events ADD COLUMN changes TEXT",
        // Values about persons stand apart from the events, so that they can be erased. Whose they are: null if the address is nobody's yet.
        """
        CREATE TABLE event_values (
            event_id TEXT NOT NULL REFERENCES audit_events (id),
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            person_id TEXT,
            PRIMARY KEY (event_id, name)
        )
        """,
        "CREATE INDEX event_values_by_person ON event_values (person_id, event_id)",
    ],
    only: [
        .sqlite: moved(value: "json_extract(details, '$.KEY')", rest: "json_remove(details, '$.KEY')"),
        .postgres: moved(value: "CAST(details AS JSONB) ->> 'KEY'", rest: "CAST(CAST(details AS JSONB) - 'KEY' AS TEXT)"),
    ])

/// What events up to here had among their details: networks of persons, and addresses of the invited.
private func moved(value: String, rest: String) -> [Statement] {
    func statements(_ key: String, as name: String, of actions: String, person: String) -> [Statement] {
        let found = value.replacing("KEY", with: key)
        let left = rest.replacing("KEY", with: key)
        return [
            Statement(
                stringLiteral: """
                    INSERT INTO event_values (event_id, name, value, person_id)
                    SELECT id, '\(name)', \(found), \(person) FROM audit_events WHERE action IN (\(actions)) AND \(found) IS NOT NULL
                    """),
            Statement(stringLiteral: "UPDATE audit_events SET details = \(left) WHERE action IN (\(actions)) AND \(found) IS NOT NULL"),
        ]
    }
    return statements(
        "address", as: "network", of: "'session.started', 'recovery.requested', 'trusted-browser.added'", person: "SUBSTR(actor, 8)")
        + statements(
            "email", as: "email",
            of: "'invitation.sent', 'invitation.resent', 'invitation.withdrawn', 'invitation.accepted'", person: "NULL")
}
