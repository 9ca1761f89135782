internal import Core
internal import SQL
internal import Traffic

/// The changes of one batch to the cells of its days. They are written in the same transaction as its messages, so they are correct.
struct CellChanges {
    struct Cell: Hashable, Sendable {
        var project: Int64
        var day: Int
        var direction: Message.Direction
        var country: String
        /// Empty of what came in.
        var sender: String
        var status: MessageStatus
        var errorCode: String
    }
    private struct Sender: Hashable {
        var project: Int64
        var name: String
    }
    private struct Delay: Hashable {
        var project: Int64
        var day: Int
        var country: String
        var bucket: Int
    }

    private var cells: [Cell: Int] = [:]
    private var delays: [Delay: Int] = [:]

    mutating func add(_ message: Message) { count(message, 1) }

    /// Reverses `add` for the message.
    mutating func remove(_ message: Message) { count(message, -1) }

    private mutating func count(_ message: Message, _ sign: Int) {
        cells[Cell(of: message), default: 0] += sign
        guard let bucket = message.delayBucket else { return }
        let day = Day.of(message.sentAt)
        delays[Delay(project: message.project, day: day, country: message.country, bucket: bucket), default: 0] += sign
    }

    func write(in tx: Transaction) throws {
        for (cell, change) in cells where change != 0 {
            try tx.run(
                """
                INSERT INTO message_cells (project, day, direction, country, sender, status, error_code, messages)
                VALUES (\(cell.project), \(cell.day), \(cell.direction), \(cell.country), \(cell.sender), \(cell.status), \(cell.errorCode), \(change))
                ON CONFLICT (project, day, direction, country, sender, status, error_code)
                DO UPDATE SET messages = message_cells.messages + excluded.messages
                """)
        }
        for sender in Set(cells.filter { $0.value > 0 }.map { Sender(project: $0.key.project, name: $0.key.sender) })
        where !sender.name.isEmpty {
            try tx.run(
                "INSERT INTO message_senders (project, sender) VALUES (\(sender.project), \(sender.name)) ON CONFLICT DO NOTHING")
        }
        for (delay, change) in delays where change != 0 {
            try tx.run(
                """
                INSERT INTO message_delays (project, day, country, bucket, messages)
                VALUES (\(delay.project), \(delay.day), \(delay.country), \(delay.bucket), \(change))
                ON CONFLICT (project, day, country, bucket) DO UPDATE SET messages = message_delays.messages + excluded.messages
                """)
        }
    }

    /// Counts the stored messages, where there were no cells before.
    static func rebuild(in tx: Transaction) throws {
        try tx.eachPageOfMessages { page in
            var changes = CellChanges()
            for message in page { changes.add(message) }
            try changes.write(in: tx)
        }
    }
}

extension CellChanges.Cell {
    init(of message: Message) {
        self.init(
            project: message.project, day: Day.of(message.sentAt), direction: message.direction, country: message.country,
            sender: message.direction == .outbound ? message.sender : "", status: message.status, errorCode: message.errorCode)
    }
}

extension Message {
    /// How long its delivery took; nil if it was not delivered, or came in.
    var delayBucket: Int? {
        guard direction == .outbound, status == .delivered, let deliveredAt else { return nil }
        return DelayBucket.of(max(0, (deliveredAt - sentAt).wholeMilliseconds))
    }
}
