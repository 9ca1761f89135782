package import Audit
package import Core
package import SQL

extension SignalReceiver: Stored {
    package static let stored: [Column<SignalReceiver>] = [
        Column("id", \.id), Column("product", \.product), Column("form", \.form.rawValue), Column("url", \.url),
        Column("types", { $0.types.joined(separator: " ") }), Column("audience", \.audience), Column("secret_sealed", \.secretSealed),
        Column("created_at", \.createdAt), Column("disabled_at", \.disabledAt), Column("disabled_because", \.disabledBecause),
    ]

    package init(row: Row) throws {
        let types: String = try row["types"]
        guard let form = Form(rawValue: try row["form"]) else { throw SQLError.unexpectedValue(column: "form") }
        self.init(
            id: try row["id"], product: try row["product"], form: form, url: try row["url"],
            types: types.split(separator: " ").map(String.init), audience: try row["audience"], secretSealed: try row["secret_sealed"],
            createdAt: try row["created_at"], disabledAt: try row["disabled_at"], disabledBecause: try row["disabled_because"])
    }
}

extension Transaction {
    /// Oldest first.
    package func signalReceivers() throws -> [SignalReceiver] {
        try all("SELECT \(SignalReceiver.columns) FROM signal_receivers ORDER BY id")
    }

    package func signalReceiver(_ id: SignalReceiverID) throws -> SignalReceiver? {
        try first("SELECT \(SignalReceiver.columns) FROM signal_receivers WHERE id = \(id)", as: SignalReceiver.self)
    }

    package func add(_ receiver: SignalReceiver, at now: Timestamp) throws {
        try run("INSERT INTO signal_receivers (\(SignalReceiver.columns)) VALUES (\(values: receiver))")
        try record(.receiverAdded, receiver, by: .operatorCommand, ["url": receiver.url, "form": receiver.form.rawValue], at: now)
    }

    /// With all that still waits to be sent to it, and its log.
    package func remove(_ receiver: SignalReceiver, at now: Timestamp) throws {
        try run("DELETE FROM signal_receivers WHERE id = \(receiver.id)")
        try record(.receiverRemoved, receiver, by: .operatorCommand, ["url": receiver.url], at: now)
    }

    /// What waits is sent from now on. What happened while it was disabled is not sent.
    package func enable(_ receiver: SignalReceiver, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        let changed = try run(
            "UPDATE signal_receivers SET disabled_at = NULL, disabled_because = NULL WHERE id = \(receiver.id) AND disabled_at IS NOT NULL")
        if changed > 0 { try record(.receiverEnabled, receiver, by: actor, at: now) }
    }

    package func disable(_ receiver: SignalReceiver, because: String, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        let changed = try run(
            """
            UPDATE signal_receivers SET disabled_at = \(now), disabled_because = \(because)
            WHERE id = \(receiver.id) AND disabled_at IS NULL
            """)
        if changed > 0 { try record(.receiverDisabled, receiver, by: actor, ["because": because], at: now) }
    }

    func record(
        _ action: AuditAction, _ receiver: SignalReceiver, by actor: AuditEvent.Actor, _ details: [String: String] = [:], at now: Timestamp
    ) throws {
        let product = ["product": receiver.product]
        try append(
            AuditEvent(action, by: actor, on: receiver.id.text, details: details.merging(product) { first, _ in first }), at: now)
    }
}
