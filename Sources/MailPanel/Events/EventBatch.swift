internal import Core
internal import SQL
internal import Traffic

/// The events of one request or batch, written in one transaction with their cells and what follows from them. Cost: one indexed read and one
/// write an event, one write a cell.
struct EventBatch {
    private struct Cell: Hashable {
        let account: String
        let day: Int
        let kind: MailEvent.Kind
        let domain: String
        let receiving: String
        let code: String
    }

    private let tx: Transaction
    private let now: Timestamp
    private var cells: [Cell: Int] = [:]
    private var domains: [String: Set<String>] = [:]

    /// The verdict of each line, in their order. `account` is the id at the ID; a nil one is not known there.
    static func write(
        _ lines: [Result<MailEventLine, LineRejection>], of accounts: [String?], at now: Timestamp, in tx: Transaction
    ) throws -> [LineVerdict] {
        var batch = EventBatch(tx: tx, now: now)
        let verdicts = try zip(lines, accounts).map { line, account -> LineVerdict in
            switch line {
            case .failure(let rejection): .rejected(rejection.reason)
            case .success(let line): try account.map { try batch.write(line.event, of: $0) } ?? .rejected("unknown account")
            }
        }
        try batch.writeCells()
        return verdicts
    }

    private init(tx: Transaction, now: Timestamp) {
        self.tx = tx
        self.now = now
    }

    private mutating func write(_ given: MailEvent, of account: String) throws -> LineVerdict {
        var event = given
        event.account = account
        if domains[account] == nil { domains[account] = try tx.namesOfSendingDomains(of: account) }
        guard domains[account]?.contains(event.domain) == true else { return .rejected("not a domain of the account: add it first") }
        let there = try tx.first(
            "SELECT \(MailEvent.columns) FROM mail_events WHERE account = \(account) AND id = \(event.id)", as: MailEvent.self)
        if let there {
            event.key = there.key
            return there.at == given.at && event == there ? .unchanged : .rejected("another event has this id")
        }
        event.key = try event.key.free(in: "mail_events", tx)
        try tx.run("INSERT INTO mail_events (\(MailEvent.columns)) VALUES (\(values: event))")
        let cell = Cell(
            account: account, day: Day.of(event.at), kind: event.kind, domain: event.domain, receiving: event.receiving, code: event.code)
        cells[cell, default: 0] += 1
        if let cause = event.suppression, try !tx.wasRemoved(event.recipient, of: account, since: event.at) {
            try tx.add(
                Suppression(
                    id: SuppressionID(at: now), account: account, address: event.recipient, cause: cause,
                    note: String(event.reason.prefix(Suppression.longestNote)), addedAt: now, addedBy: ""))
        }
        return .accepted
    }

    private func writeCells() throws {
        for (cell, count) in cells {
            try tx.run(
                """
                INSERT INTO mail_cells (account, day, kind, domain, receiving, code, events)
                VALUES (\(cell.account), \(cell.day), \(cell.kind), \(cell.domain), \(cell.receiving), \(cell.code), \(count))
                ON CONFLICT (account, day, kind, domain, receiving, code) DO UPDATE SET events = mail_cells.events + excluded.events
                """)
        }
    }
}
