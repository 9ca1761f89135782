package import Core
package import SQL

/// What happened to a person's ID, or was done by them: for themselves to read.
package struct PersonalEvents: Sendable {
    package let person: PersonID
    package let actions: [AuditAction]
    /// Nothing older.
    package let since: Timestamp
    /// Only events before this one; used to read the next page.
    package let before: EventID?
    package let limit: Int

    package init(of person: PersonID, _ actions: [AuditAction], since: Timestamp, before: EventID? = nil, limit: Int) {
        self.person = person
        self.actions = actions
        self.since = since
        self.before = before
        self.limit = limit
    }
}

extension Transaction {
    /// Newest first, each with what is personal of them: the events about the person, and those about something of theirs
    /// (a session, a client) that they did. Three indexed reads.
    package func events(_ query: PersonalEvents) throws -> [RecordedEvent] {
        let actor = AuditEvent.Actor.person(query.person).text
        let names = query.actions.map(\.rawValue)
        // Sorts after every event.
        let before = query.before?.text ?? "evt_~"
        func page(_ whose: Statement) throws -> [RecordedEvent] {
            try all(
                """
                SELECT \(RecordedEvent.columns) FROM audit_events
                WHERE \(whose) AND id < \(before) AND at >= \(query.since) AND action IN \(list: names)
                ORDER BY id DESC LIMIT \(query.limit)
                """)
        }
        let about = try page("subject = \(query.person)")
        let known = Set(about.map(\.id))
        let done = try page("actor = \(actor)").filter { !known.contains($0.id) }
        let newest = Array((about + done).sorted { $0.id.text > $1.id.text }.prefix(query.limit))
        return try withValues(newest, of: query.person)
    }
}
