internal import Core
package import SQL

// Committed events are linked by hash, each to the one before it of the same account, by a sealer that runs five times a second. Never in the
// change's own transaction: there, everybody who changes something in an account would wait for each other.

extension Transaction {
    package func hasUnsealedEvents() throws -> Bool {
        try rows("SELECT 1 AS one FROM audit_events WHERE chain_number IS NULL LIMIT 1").isEmpty == false
    }

    /// Links the oldest events that no chain holds yet, and returns how many. Two sealers at once meet at the end of a chain: the database
    /// lets one of them be first. `telling` gets each event once, in the transaction that seals it, to put down who else is to hear of it.
    ///
    /// One statement an event and one a chain. A sealed event is never changed again, not by a step of the schema either.
    @discardableResult
    package func sealEvents(atMost limit: Int = 500, telling: ([RecordedEvent]) throws -> Void = { _ in }) throws -> Int {
        // A row that this server never wrote must not stop the others: it stays as it is, and is found by `ChainCheck`.
        var waiting: [RecordedEvent] = []
        var place = ""
        while waiting.isEmpty {
            let rows = try rows(
                """
                SELECT \(RecordedEvent.columns) FROM audit_events WHERE chain_number IS NULL AND id > \(place) ORDER BY id LIMIT \(limit)
                """)
            guard let last = rows.last, let id = try? last["id"] as String else { break }
            waiting = rows.compactMap { try? RecordedEvent(row: $0) }
            place = id
        }
        let digests = try valueDigests(of: waiting.map(\.id))
        var ends: [AccountID?: ChainEnd] = [:]
        var sealed: [RecordedEvent] = []
        for event in waiting {
            guard var end = try? ends[event.account] ?? chainEnd(of: event.account) else { continue }
            let list = ValueDigest.list(digests[event.id] ?? [:])
            end.number += 1
            end.hash = ChainHash.of(event, digests: list, at: end.number, after: end.hash)
            ends[event.account] = end
            sealed.append(event)
            try run(
                """
                UPDATE audit_events SET chain_number = \(end.number), chain_hash = \(end.hash), value_digests = \(list) WHERE id = \(event.id)
                """)
        }
        for end in ends.values.sorted(by: { $0.name < $1.name }) {
            try run(
                """
                INSERT INTO audit_chains (\(ChainEnd.columns)) VALUES (\(values: end))
                ON CONFLICT (chain) DO UPDATE SET number = EXCLUDED.number, hash = EXCLUDED.hash
                """)
        }
        try telling(sealed)
        return sealed.count
    }

    /// The digests of what is personal in these events and was not erased, by event and name.
    func valueDigests(of events: [EventID]) throws -> [EventID: [String: String]] {
        var digests: [EventID: [String: String]] = [:]
        guard !events.isEmpty else { return digests }
        for row in try rows("SELECT event_id, name, value, salt, person_id FROM event_values WHERE event_id IN \(list: events)") {
            let event: EventID = try row["event_id"]
            let name: String = try row["name"]
            // Of a value that is of no type that this server writes there is no digest.
            let salt: [UInt8]? = try? row["salt"]
            let value: String? = try? row["value"]
            let person: String? = try? row["person_id"]
            digests[event, default: [:]][name] =
                value.map { ValueDigest.of($0, named: name, of: event, about: person, salt: salt ?? []) } ?? ""
        }
        return digests
    }
}
