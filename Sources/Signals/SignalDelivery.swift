package import Audit
package import Core
package import SQL

/// One signal on its way to one receiver, and what became of it.
package struct SignalDelivery: Sendable, Equatable {
    /// The same at every try, so that a receiver knows what it has already.
    package let id: DeliveryID
    package let receiver: SignalReceiverID
    package let event: EventID
    package let type: String
    /// A webhook's body, or the claims of a security event.
    package let body: String
    package let createdAt: Timestamp
    package let nextTryAt: Timestamp
    package let tries: Int
    package let state: State
    package let triedAt: Timestamp?
    /// The status of the last answer; nil if there was none.
    package let lastStatus: Int?
    package let lastError: String?

    package enum State: String, Sendable, CaseIterable, SQLCodable { case waiting, sent, failed }

    /// The pauses after a failed try; then it is given up.
    static let pauses: [Duration] = [
        .seconds(5), .seconds(30), .minutes(5), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(14), .hours(20), .hours(24),
    ]
    /// How long what was sent or given up stays in the log.
    static let kept: Duration = .days(30)
    /// For how long nobody else tries what one process is trying.
    static let lease: Duration = .minutes(5)
}

/// What a receiver has not accepted.
package struct SignalCounts: Sendable, Equatable {
    package var waiting = 0
    package var failed = 0

    package init() {}
}

extension SignalDelivery: Stored {
    package static let stored: [Column<SignalDelivery>] = [
        Column("id", \.id), Column("receiver_id", \.receiver), Column("event_id", \.event), Column("type", \.type), Column("body", \.body),
        Column("created_at", \.createdAt), Column("next_try_at", \.nextTryAt), Column("tries", \.tries), Column("state", \.state),
        Column("tried_at", \.triedAt), Column("last_status", \.lastStatus), Column("last_error", \.lastError),
    ]

    package init(row: Row) throws {
        self.init(
            id: try row["id"], receiver: try row["receiver_id"], event: try row["event_id"], type: try row["type"], body: try row["body"],
            createdAt: try row["created_at"], nextTryAt: try row["next_try_at"], tries: try row["tries"], state: try row["state"],
            triedAt: try row["tried_at"], lastStatus: try row["last_status"], lastError: try row["last_error"])
    }
}

extension Transaction {
    /// Puts down for whom these events are, in the transaction that seals them. `subject` is asked for events that a receiver could take.
    package func tell(
        _ events: [RecordedEvent], issuer: String, subject: (RecordedEvent) throws -> Signal.Subject, at now: Timestamp
    ) throws {
        let told = events.filter(Signal.isTold)
        guard !told.isEmpty else { return }
        let receivers = try signalReceivers().filter { $0.disabledAt == nil }
        guard !receivers.isEmpty else { return }
        for event in told {
            let signal = Signal(event, try subject(event))
            // Nobody is told what happened before they asked.
            for receiver in receivers where signal.subject.products.contains(receiver.product) && event.at >= receiver.createdAt {
                try queue(signal, for: receiver, issuer: issuer, at: now)
            }
        }
    }

    private func queue(_ signal: Signal, for receiver: SignalReceiver, issuer: String, at now: Timestamp) throws {
        let type: String
        let body: String
        switch receiver.form {
        case .webhook:
            type = signal.type
            body = signal.webhookBody
        case .securityEvents:
            guard let event = SecurityEvent(signal) else { return }
            type = event.rawValue
            body = event.claims(of: signal, issuer: issuer)
        }
        guard receiver.takes(type) else { return }
        let delivery = SignalDelivery(
            id: DeliveryID(at: now), receiver: receiver.id, event: signal.event.id, type: type, body: body, createdAt: now, nextTryAt: now,
            tries: 0, state: .waiting, triedAt: nil, lastStatus: nil, lastError: nil)
        try run("INSERT INTO signal_deliveries (\(SignalDelivery.columns)) VALUES (\(values: delivery))")
    }

    /// Takes what is due for a receiver, oldest first. Nobody else takes it before `SignalDelivery.lease` is over.
    func claimSignals(of receiver: SignalReceiverID, atMost limit: Int, at now: Timestamp) throws -> [SignalDelivery] {
        let due: [SignalDelivery] = try all(
            """
            SELECT \(SignalDelivery.columns) FROM signal_deliveries
            WHERE receiver_id = \(receiver) AND state = 'waiting' AND next_try_at <= \(now) ORDER BY next_try_at, id LIMIT \(limit)
            """)
        for delivery in due {
            try run(
                """
                UPDATE signal_deliveries SET tries = tries + 1, tried_at = \(now), next_try_at = \(now + SignalDelivery.lease)
                WHERE id = \(delivery.id)
                """)
        }
        return due
    }

    /// The enabled receivers that something is due for.
    func dueReceivers(at now: Timestamp) throws -> [SignalReceiver] {
        try all(
            """
            SELECT \(SignalReceiver.columns) FROM signal_receivers r WHERE r.disabled_at IS NULL AND EXISTS (
                SELECT 1 FROM signal_deliveries d WHERE d.receiver_id = r.id AND d.state = 'waiting' AND d.next_try_at <= \(now))
            ORDER BY r.id
            """)
    }

    /// Stores the answer to a try. Returns whether the signal was given up.
    @discardableResult
    func settle(_ delivery: SignalDelivery, status: Int?, error: String?, at now: Timestamp) throws -> Bool {
        guard let error else {
            try run(
                """
                UPDATE signal_deliveries SET state = 'sent', last_status = \(status), last_error = NULL WHERE id = \(delivery.id)
                """)
            return false
        }
        let isGivenUp = delivery.tries >= SignalDelivery.pauses.count
        let next = isGivenUp ? now : now + SignalDelivery.pauses[delivery.tries]
        try run(
            """
            UPDATE signal_deliveries SET state = \(isGivenUp ? SignalDelivery.State.failed : .waiting), next_try_at = \(next),
                last_status = \(status), last_error = \(String(error.prefix(200)))
            WHERE id = \(delivery.id)
            """)
        return isGivenUp
    }

    /// The log of a receiver, newest first.
    package func signalDeliveries(
        of receiver: SignalReceiverID, in state: SignalDelivery.State?, before: DeliveryID?, limit: Int
    ) throws -> [SignalDelivery] {
        var condition: Statement = "receiver_id = \(receiver)"
        if let state { condition = condition + " AND state = \(state)" }
        if let before { condition = condition + " AND id < \(before)" }
        return try all("SELECT \(SignalDelivery.columns) FROM signal_deliveries WHERE \(condition) ORDER BY id DESC LIMIT \(limit)")
    }

    /// Sends again what was given up, or what was sent too, since a time; or one alone. Returns how many.
    package func replaySignals(
        of receiver: SignalReceiver, _ delivery: DeliveryID?, since: Timestamp, alsoSent: Bool, by actor: AuditEvent.Actor,
        at now: Timestamp
    ) throws -> Int {
        var condition: Statement = "receiver_id = \(receiver.id) AND created_at >= \(since)"
        if let delivery { condition = condition + " AND id = \(delivery)" }
        condition = condition + (alsoSent || delivery != nil ? " AND state <> 'waiting'" : " AND state = 'failed'")
        let count = try run("UPDATE signal_deliveries SET state = 'waiting', tries = 0, next_try_at = \(now) WHERE \(condition)")
        if count > 0 { try record(.receiverReplayed, receiver, by: actor, ["count": String(count)], at: now) }
        return count
    }

    /// How many wait for each receiver, and how many were given up.
    package func signalCounts() throws -> [SignalReceiverID: SignalCounts] {
        var counts: [SignalReceiverID: SignalCounts] = [:]
        let rows = try rows(
            "SELECT receiver_id, state, COUNT(*) AS many FROM signal_deliveries WHERE state <> 'sent' GROUP BY receiver_id, state")
        for row in rows {
            let state: SignalDelivery.State = try row["state"]
            let many: Int = try row["many"]
            if state == .waiting { counts[try row["receiver_id"], default: SignalCounts()].waiting = many }
            if state == .failed { counts[try row["receiver_id"], default: SignalCounts()].failed = many }
        }
        return counts
    }

    /// Deletes what was sent or given up long ago, at most a thousand at a time.
    package func sweepSignals(at now: Timestamp) throws {
        try run(
            """
            DELETE FROM signal_deliveries WHERE id IN (
                SELECT id FROM signal_deliveries WHERE state <> 'waiting' AND created_at < \(now - SignalDelivery.kept) LIMIT 1000)
            """)
    }
}
