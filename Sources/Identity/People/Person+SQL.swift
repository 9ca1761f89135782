package import Audit
package import Core
package import SQL

extension Person.Status: SQLEncodable, SQLDecodable {}

extension Person: Stored {
    package static let stored: [Column<Person>] = [
        Column("id", \.id), Column("name", \.name), Column("locale", \.locale), Column("zoneinfo", \.zoneinfo),
        Column("status", \.status),
        Column("merged_into", \.mergedInto), Column("created_at", \.createdAt), Column("last_sign_in_at", \.lastSignInAt),
        Column("search_key", \.searchKey),
    ]

    package init(row: Row) throws {
        self.init(
            id: try row["id"], name: try row["name"], locale: try row["locale"], status: try row["status"],
            createdAt: try row["created_at"])
        zoneinfo = try row["zoneinfo"]
        mergedInto = try row["merged_into"]
        lastSignInAt = try row["last_sign_in_at"]
    }
}

extension Transaction {
    /// Adds a person; the audit event records `actor` as the one who added them.
    package func insert(_ person: Person, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try run("INSERT INTO people (\(Person.columns)) VALUES (\(values: person))")
        try append(AuditEvent(.personAdded, by: actor, on: person.id.text), at: now)
    }

    /// The row with this id, even if the person was joined into another one.
    package func personRecord(_ id: PersonID) throws -> Person? {
        try first("SELECT \(Person.columns) FROM people WHERE id = \(id)", as: Person.self)
    }

    /// The person that this id stands for now: the person with this id, or the one they were joined into.
    package func person(_ id: PersonID) throws -> Person? {
        try first(
            """
            SELECT \(Person.columns(of: "p"))
            FROM people q JOIN people p ON p.id = COALESCE(q.merged_into, q.id) WHERE q.id = \(id)
            """, as: Person.self)
    }

    /// `name` must be a result of `Person.acceptableName`.
    package func rename(_ id: PersonID, to name: String, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        let before = try person(id)?.name ?? ""
        let changed = try run(
            """
            UPDATE people SET name = \(name), search_key = \(Person.searchKey(of: name)), updated_at = \(now)
            WHERE id = \(id) AND name <> \(name) AND status <> 'erased'
            """)
        guard changed > 0 else { return }
        let names = AuditEvent.PersonalValues(of: id, ["before": before, "after": name])
        try append(AuditEvent(.personRenamed, by: actor, on: id.text).telling(names), at: now)
    }

    /// When the person's name or language last changed; when they came, if never.
    package func profileChanged(of person: Person) throws -> Timestamp {
        let row = try first("SELECT updated_at FROM people WHERE id = \(person.id)")
        let changed: Timestamp? = try row?["updated_at"]
        return changed ?? person.createdAt
    }

    package func setLocale(_ id: PersonID, to locale: String?, at now: Timestamp) throws {
        try run("UPDATE people SET locale = \(locale), updated_at = \(now) WHERE id = \(id)")
    }

    /// The language and the time zone in which the person reads everything of ours.
    package func setReading(_ id: PersonID, locale: String, zoneinfo: String, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        let before = try person(id)
        let changed = try run(
            """
            UPDATE people SET locale = \(locale), zoneinfo = \(zoneinfo), updated_at = \(now)
            WHERE id = \(id) AND (COALESCE(locale, '') <> \(locale) OR COALESCE(zoneinfo, '') <> \(zoneinfo))
            """)
        guard changed > 0 else { return }
        let event = AuditEvent(.readingChanged, by: actor, on: id.text).changing([
            "locale": AuditEvent.Change(before?.locale, locale), "zoneinfo": AuditEvent.Change(before?.zoneinfo, zoneinfo),
        ])
        try append(event, at: now)
    }

    /// Lets a person sign in.
    package func activate(_ id: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try setStatus(id, to: .active, by: actor, at: now)
    }

    /// Changes whether a person can sign in; suspending one ends all their sessions. Throws what the rule throws, and then changes nothing.
    package func setStatus(
        _ id: PersonID, to status: Person.Status, under rule: some AbsenceRule, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws {
        if status != .active { try rule.beginAbsence(of: id) }
        try setStatus(id, to: status, by: actor, at: now)
    }

    private func setStatus(_ id: PersonID, to status: Person.Status, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        let before = try person(id)
        // An import and a new password bring nobody back who asked to be deleted.
        if status == .active, before?.status == .leaving, actor != .operatorCommand { return }
        guard try run("UPDATE people SET status = \(status) WHERE id = \(id) AND status NOT IN (\(status), 'erased')") > 0 else { return }
        if status == .active { try run("DELETE FROM deletions WHERE person_id = \(id)") }
        let event = AuditEvent(.personStatusChanged, by: actor, on: id.text)
        try append(event.changing(["status": AuditEvent.Change(before?.status.rawValue, status.rawValue)]), at: now)
        guard status == .suspended else { return }
        try endSessions(of: id, by: actor, at: now)
        try noteSignInsEnded(of: id, at: now)
        try forgetTrust(of: id)
    }

    /// People in the order of their ids, oldest first: at most `limit` of them after the given one. Joined people are left out. `matching`:
    /// words that begin words of the name, or what somebody signs in with.
    package func people(matching: String? = nil, after: PersonID?, limit: Int) throws -> [Person] {
        let found = try matching.map(matches)
        let condition: Statement = found.map { " AND \($0)" } ?? ""
        return try all(
            """
            SELECT \(Person.columns) FROM people
            WHERE merged_into IS NULL AND id > \(after?.text ?? "")\(condition) ORDER BY id LIMIT \(limit)
            """)
    }

    private func matches(_ text: String) throws -> Statement {
        let named = try candidates(typed: text).map(\.person.id.text)
        guard let words = Person.condition(naming: text, in: "search_key") else { return "id IN \(list: named)" }
        return "(id IN \(list: named) OR (\(words)))"
    }
}

extension Person {
    /// Whether each word of the text begins a word of the name, by the search key in that column; nil for a text without words.
    package static func condition(naming text: String, in column: Statement) -> Statement? {
        let words = TextFolding.words(text).map { "\(column) LIKE \("% " + $0 + "%")" as Statement }
        guard let first = words.first else { return nil }
        return words.dropFirst().reduce(first) { "\($0) AND \($1)" }
    }
}
