internal import Core
internal import SQL

/// What the messages of a project have of which there is little enough to look through.
enum VocabularyKind: String, SQLCodable {
    /// The words of the texts. SQLite looks them up by their beginning: FTS5 would gather all messages of such words before it shows the
    /// newest. PostgreSQL gathers them in any case, and keeps none.
    case word
    /// The senders of what was sent, compacted.
    case sender
    /// The shortest beginnings of numbers.
    case beginning

    func term(_ text: String) -> String {
        switch self {
        case .word: text
        case .sender: SearchTerms.sender(text)
        case .beginning: SearchTerms.beginning(text)
        }
    }
}

/// The vocabulary of some projects.
struct SearchVocabulary {
    /// So many are looked for at once; where there are more, a message that fits is never far.
    static let most = 64
    private let projects: [Int64]
    private let most: Int
    private let tx: Transaction

    /// With no `most`, whatever there is.
    init(projects: [Int64], most: Int?, _ tx: Transaction) {
        self.projects = projects
        self.most = most ?? Int(Int32.max)
        self.tx = tx
    }

    /// The words that begin so; nil if there are too many.
    func words(beginning: String) throws -> [String]? {
        let words = try texts(.word, " AND text >= \(beginning) AND text < \(beginning + "\u{10FFFF}") LIMIT \(most + 1)")
        return words.count > most ? nil : words
    }

    /// The senders that fit one of the patterns; nil if there are too many.
    func senders(_ patterns: [NumberPattern]) throws -> [String]? {
        let conditions = patterns.map { pattern -> Statement in
            switch pattern {
            case .whole(let text): "text = \(text)"
            case .beginning(let text): "text LIKE \(text.escapedForLike + "%") ESCAPE '!'"
            case .ending(let digits): "text LIKE \("%" + digits.escapedForLike) ESCAPE '!'"
            }
        }
        guard let first = conditions.first else { return [] }
        let condition = conditions.dropFirst().reduce(first) { $0 + " OR " + $1 }
        let senders = try texts(.sender, " AND (\(condition)) LIMIT \(most + 1)")
        guard senders.count <= most else { return nil }
        return senders.filter { sender in patterns.contains { $0.matches(sender) } }
    }

    /// How numbers begin.
    func beginnings() throws -> Set<String> { Set(try texts(.beginning, "")) }

    private func texts(_ kind: VocabularyKind, _ condition: Statement) throws -> [String] {
        try tx.rows("SELECT DISTINCT text FROM message_vocabulary WHERE project IN \(list: projects) AND kind = \(kind)\(condition)").map {
            try $0["text"]
        }
    }
}

/// What a batch of messages changes in the vocabulary, written in its transaction.
struct VocabularyChanges {
    private struct Entry: Hashable {
        let project: Int64
        let kind: VocabularyKind
        let text: String
    }

    private var added: Set<Entry> = []
    private var removed: Set<Entry> = []

    mutating func add(_ text: MessageText, in project: Int64) { Self.each(text, project) { added.insert($0) } }

    /// Of a message whose terms were removed.
    mutating func remove(_ text: MessageText, in project: Int64) { Self.each(text, project) { removed.insert($0) } }

    private static func each(_ text: MessageText, _ project: Int64, _ body: (Entry) -> Void) {
        for word in text.words { body(Entry(project: project, kind: .word, text: word)) }
        if !text.sender.isEmpty { body(Entry(project: project, kind: .sender, text: text.sender)) }
        for number in text.numbers {
            for beginning in SearchTerms.shortBeginnings(number) { body(Entry(project: project, kind: .beginning, text: beginning)) }
        }
    }

    /// After the messages. What no message has any more is forgotten, as it may say something of people.
    func write(in tx: Transaction) throws {
        func isKept(_ one: Entry) -> Bool { one.kind != .word || tx.dialect == .sqlite }
        for one in added where isKept(one) {
            try tx.run(
                """
                INSERT INTO message_vocabulary (project, kind, text) VALUES (\(one.project), \(one.kind), \(one.text)) ON CONFLICT DO NOTHING
                """)
        }
        for one in removed where try isKept(one) && !SearchIndex.has(one.kind.term(one.text), in: one.project, tx) {
            try tx.run("DELETE FROM message_vocabulary WHERE project = \(one.project) AND kind = \(one.kind) AND text = \(one.text)")
        }
    }
}
