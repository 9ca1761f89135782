package import Audit
package import Core
package import SQL

/// All that the ID knows of a person, part by part, so that memory does not grow with what there is.
package struct PersonalExport: Sendable {
    private let person: PersonID
    private let database: any Database
    private static let page = 500

    package init(of person: PersonID, in database: any Database) {
        self.person = person
        self.database = database
    }

    package enum Part: Sendable {
        case table(String, [Row])
        /// Newest first. All pages of events come together, and last.
        case events([RecordedEvent])
    }

    /// Calls `each` with one part after the other. Each table, and each page of events, is one read.
    package func read(_ each: (Part) async throws -> Void) async throws {
        let person = person
        let traces = try await database.read { try $0.traces(of: person, proved: true) }
        for table in PersonalTable.all {
            guard case .columns(let columns, let whose) = table.given else { continue }
            let rows = try await database.readLong { tx in
                try tx.rows("SELECT \(sql: columns) FROM \(sql: table.name) WHERE \(whose.condition(traces))")
            }
            try await each(.table(table.title, rows))
        }
        var before: EventID?
        while true {
            let query = PersonalEvents(
                of: person, AuditAction.allCases, since: Timestamp(milliseconds: 0), before: before, limit: Self.page)
            let events = try await database.readLong { try $0.events(query) }
            guard let last = events.last else { return }
            try await each(.events(events))
            before = last.id
        }
    }
}
