internal import Core
internal import Language
internal import SQL
internal import Traffic

extension MessageQuery {
    /// What the box holds for that reader, and all that is asked.
    func understood(
        _ visible: VisibleProjects, by reader: Reader, at now: Timestamp, in tx: Transaction
    ) throws -> (box: BoxQuery, filter: MessageFilter) {
        guard !box.isEmpty else {
            let empty = BoxQuery("", BoxQuery.Vocabulary())
            return (empty, asked(empty, by: reader, at: now))
        }
        let known = try BoxQuery.Vocabulary.of(reader, projects: visible.numbers, in: tx)
        let ids = try Set(
            box.split { $0.isWhitespace }.prefix(8).map { BoxQuery.bare(String($0)) }.filter { id in
                try BoxQuery.mayBeID(id) && Message.find(id, projects: visible.numbers, in: tx) != nil
            })
        var vocabulary = known
        vocabulary.isID = { ids.contains($0) }
        let read = BoxQuery(box, vocabulary)
        return (read, asked(read, by: reader, at: now))
    }
}

extension Message {
    private static let around = 90

    /// The other messages to its number, or from it where it came in, in the 90 days before it and on its day.
    func others(projects: [Int64], in tx: Transaction) throws -> Volume {
        var filter = sameNumber
        let day = Day.of(sentAt)
        filter.firstDay = day - Self.around
        filter.lastDay = day
        return try Volume.find(filter, projects: projects, dayLimit: Self.around + 1, in: tx)
    }

    /// All messages to its number, or of it where it came in.
    var sameNumber: MessageFilter {
        var filter = MessageFilter()
        let party = direction == .outbound ? recipient : sender
        let digits = TextFolding.compact(party)
        // As a whole number, or as a name.
        filter.number = TextFolding.isDigits(digits) ? "+" + digits : party
        return filter
    }

    /// What became of it, and of the others to its number.
    func finding(beside others: Volume) -> Phrase {
        let fate: Phrase =
            direction == .inbound
            ? "messages.was-received"
            : Phrase("messages.fate", ["status": status.words, "why": ErrorCode(errorCode)?.meaning ?? status.meaning])
        let rest = max(0, others.count - 1)
        guard rest > 0, direction == .outbound else { return fate }
        let arrived = max(0, others.total.delivered - (status == .delivered ? 1 : 0))
        return .sentences([fate, Phrase("messages.others-to-it", ["count": rest, "arrived": arrived])])
    }
}
