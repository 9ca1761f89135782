internal import Core
internal import SQL

extension RecordState: RowDecodable {
    init(row: Row) throws {
        try self.init(finding: row["state"], seen: row["seen"], foundAt: row["found_at"], checkedAt: row["checked_at"])
    }
}

extension Transaction {
    func state(of record: DomainRecord, _ domain: SendingDomainID) throws -> RecordState? {
        try first(
            """
            SELECT state, seen, found_at, checked_at FROM domain_records
            WHERE domain = \(domain) AND name = \(record.name) AND kind = \(record.kind)
            """, as: RecordState.self)
    }

    /// When a record of that kind was found last.
    func lastFound(_ kind: DomainRecord.Kind, _ domain: SendingDomainID) throws -> Timestamp? {
        try first("SELECT MAX(found_at) AS found_at FROM domain_records WHERE domain = \(domain) AND kind = \(kind)")?["found_at"]
    }

    func set(_ state: RecordState, of record: DomainRecord, _ domain: SendingDomainID) throws {
        try run(
            """
            INSERT INTO domain_records (domain, name, kind, state, seen, found_at, checked_at)
            VALUES (\(domain), \(record.name), \(record.kind), \(state.finding), \(state.seen), \(state.foundAt), \(state.checkedAt))
            ON CONFLICT (domain, name, kind) DO UPDATE SET state = excluded.state, seen = excluded.seen, found_at = excluded.found_at,
                checked_at = excluded.checked_at
            """)
    }
}
