package import Audit
package import Core
internal import Language
internal import Outbox
package import SQL

extension Ticket.Step: SQLCodable {}

extension Ticket: Stored {
    package static let stored: [Column<Ticket>] = [
        Column("id", \.id), Column("reference", \.reference), Column("address", \.address.written),
        Column("canonical", \.address.canonical),
        Column("step", \.step),
        Column("product", \.product), Column("language", \.language.rawValue), Column("words", \.words), Column("opened_at", \.openedAt),
        Column("answered_at", \.answeredAt), Column("answer", \.answer),
    ]

    package init(row: Row) throws {
        let written: String = try row["address"]
        let language: String = try row["language"]
        guard let address = EmailAddress(existing: written) else { throw SQLError.unexpectedValue(column: "address") }
        id = try row["id"]
        reference = try row["reference"]
        self.address = address
        step = try row["step"]
        product = try row["product"]
        self.language = Language(rawValue: language) ?? .english
        words = try row["words"]
        openedAt = try row["opened_at"]
        answeredAt = try row["answered_at"]
        answer = try row["answer"]
    }
}

extension Transaction {
    /// Opens the ticket, and tells the address its reference by mail. Returns how long to wait if too many were opened from there.
    package func open(
        _ ticket: Ticket, from origin: ClientOrigin, limits: TryLimits, at now: Timestamp
    ) throws -> Duration? {
        let subjects: [TrySubject] = [.tickets(origin), .mail(ticket.address.canonical)]
        if let wait = try countTry(for: subjects, limits: limits, at: now) { return wait }
        try run("INSERT INTO tickets (\(Ticket.columns)) VALUES (\(values: ticket))")
        try append(AuditEvent(.ticketOpened, by: .system, on: ticket.id.text, details: ["step": ticket.step.rawValue]), at: now)
        let letter = Letter(
            "ticket.mail", [Phrase("ticket.mail-lead", ["reference": ticket.reference])], ending: ["ticket.mail-ending"])
        try send(letter.message(to: Recipient(ticket.address, Reader(ticket.language))), at: now)
        return nil
    }

    /// Open ones, or all, oldest first; 500 at most.
    package func tickets(answered: Bool) throws -> [Ticket] {
        answered
            ? try all("SELECT \(Ticket.columns) FROM tickets ORDER BY opened_at DESC LIMIT 500")
            : try all("SELECT \(Ticket.columns) FROM tickets WHERE answered_at IS NULL ORDER BY opened_at LIMIT 500")
    }

    /// Those that were opened from one of these addresses, newest first; 50 at most.
    package func tickets(from addresses: [EmailAddress]) throws -> [Ticket] {
        try all(
            """
            SELECT \(Ticket.columns) FROM tickets WHERE canonical IN \(list: Set(addresses.map(\.canonical)).sorted()) ORDER BY opened_at DESC LIMIT 50
            """)
    }

    package func countOpenTickets() throws -> Int {
        try first("SELECT COUNT(*) AS n FROM tickets WHERE answered_at IS NULL")?["n"] ?? 0
    }

    /// By its reference or its id, in any case of letters.
    package func ticket(_ name: String) throws -> Ticket? {
        try first(
            "SELECT \(Ticket.columns) FROM tickets WHERE reference = \(name.uppercased()) OR id = \(name.lowercased())", as: Ticket.self)
    }

    /// Answers it by mail. Returns false if it was answered before.
    package func answer(_ ticket: Ticket, _ words: String, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        guard try run("UPDATE tickets SET answered_at = \(now), answer = \(words) WHERE id = \(ticket.id) AND answered_at IS NULL") > 0
        else {
            return false
        }
        try append(AuditEvent(.ticketAnswered, by: actor, on: ticket.id.text), at: now)
        let letter = Letter(
            "ticket.answer", [Phrase("ticket.answer-lead", ["reference": ticket.reference]), .text(words)], ending: ["ticket.answer-ending"]
        )
        try send(letter.message(to: Recipient(ticket.address, Reader(ticket.language))), at: now)
        return true
    }
}
