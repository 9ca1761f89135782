internal import Audit
internal import Core
internal import Directory
internal import SQL
internal import Web

/// A person's data as one JSON object: a member for each table, and the events.
struct PersonalJSON: Sendable {
    let person: PersonID
    let export: PersonalExport
    let at: Timestamp

    func write(_ write: ([UInt8]) async throws -> Void) async throws {
        try await write(Array("{\"format\":\"lanyard-personal-data/1\",\"made_at\":".utf8) + JSON.string(at.rfc3339).bytes)
        var events = 0
        try await export.read { part in
            switch part {
            case .table(let name, let rows):
                try await write(Array(",".utf8) + JSON.string(name).bytes + Array(":".utf8) + JSON.array(rows.map(Self.json)).bytes)
            case .events(let page):
                let items = page.map { json($0).bytes }.joined(separator: Array(",".utf8))
                try await write(Array((events == 0 ? ",\"events\":[" : ",").utf8) + Array(items))
                events += page.count
            }
        }
        try await write(Array((events == 0 ? ",\"events\":[]}\n" : "]}\n").utf8))
    }

    private static func json(_ row: Row) -> JSON {
        .object(zip(row.columns, row.values).map { name, value in (name, json(value, of: name)) })
    }

    /// Times and flags are whole numbers in the database; which columns are some, their names say.
    private static func json(_ value: SQLValue, of name: String) -> JSON {
        switch value {
        case .integer(let number) where name.hasSuffix("_at") || ["at", "auth_time", "until", "waits_until"].contains(name):
            .string(Timestamp(milliseconds: number).rfc3339)
        case .integer(let number) where ["is_main", "backed_up", "backup_eligible", "joined"].contains(name): .bool(number != 0)
        case .integer(let number): .integer(number)
        case .text(let text): .string(text)
        default: .null
        }
    }

    /// The session and the proof of whoever else did it are theirs.
    private func json(_ event: RecordedEvent) -> JSON {
        let isOwn = AuditEvent.Actor.person(of: event.actor) == person
        let details = try? JSON(reading: Array(event.details.utf8))
        let changes = event.changes.flatMap { try? JSON(reading: Array($0.utf8)) }
        let values = event.values.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
        return .object([
            ("id", .string(event.id.text)), ("at", .string(event.at.rfc3339)), ("actor", .string(event.actor)),
            ("action", .string(event.action)), ("subject", .string(event.subject)), ("account", .text(event.account?.text)),
            ("client", .text(event.client)), ("session", .text(isOwn ? event.session?.text : nil)),
            ("proof", .text(isOwn ? event.proof : nil)),
            ("details", details ?? .null), ("changes", changes ?? .null), ("values", .object(values)),
        ])
    }
}
