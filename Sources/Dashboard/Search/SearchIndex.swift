internal import SQL
internal import Traffic

/// The only place where the two databases differ: the index of the terms of messages. SQLite uses FTS5 (contentless, in key order, without
/// places and sizes), PostgreSQL a tsvector with GIN. `SearchTerms` makes the terms for both, so that they find the same messages.
enum SearchIndex {
    /// As step 101 made it.
    static let first: [Dialect: [Statement]] = [
        .sqlite: ["CREATE VIRTUAL TABLE message_terms USING fts5 (terms, content = '', detail = none, tokenize = 'ascii')"],
        .postgres: [
            "ALTER TABLE messages ADD COLUMN terms tsvector", "CREATE INDEX messages_by_terms ON messages USING gin (terms)",
        ],
    ]

    /// As step 111 makes it.
    static let current: [Dialect: [Statement]] = [
        .sqlite: [
            "DROP TABLE message_terms",
            "CREATE VIRTUAL TABLE message_terms USING fts5 (terms, content = '', detail = none, columnsize = 0, tokenize = 'ascii')",
            vocabulary + " WITHOUT ROWID",
        ],
        .postgres: [vocabulary],
    ]

    private static let vocabulary: Statement = """
        CREATE TABLE message_vocabulary (
            project BIGINT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (project, kind, text)
        )
        """

    /// Makes the index from the stored messages.
    static func rebuild(in tx: Transaction) throws {
        try tx.eachPageOfMessages { page in
            var vocabulary = VocabularyChanges()
            for message in page {
                let text = message.text
                try index(SearchTerms.all(of: text, in: message.project), for: message.key, in: tx)
                vocabulary.add(text, in: message.project)
            }
            try vocabulary.write(in: tx)
        }
    }

    /// Adds the terms of a message that is stored already.
    private static func index(_ terms: [String], for key: TrafficKey, in tx: Transaction) throws {
        switch tx.dialect {
        case .sqlite: try insert(terms, for: key, in: tx)
        case .postgres: try tx.run("UPDATE messages SET terms = CAST(\(vector(terms)) AS tsvector) WHERE key = \(key)")
        }
    }

    /// A column and its value, for those that a message is inserted with: PostgreSQL keeps the terms in its row.
    static func column(_ terms: [String], _ dialect: Dialect) -> (name: Statement, value: Statement) {
        dialect == .sqlite ? ("", "") : (", terms", ", CAST(\(vector(terms)) AS tsvector)")
    }

    /// Adds the terms of a message that was inserted.
    static func insert(_ terms: [String], for key: TrafficKey, in tx: Transaction) throws {
        guard tx.dialect == .sqlite else { return }
        try tx.run("INSERT INTO message_terms (rowid, terms) VALUES (\(key), \(terms.joined(separator: " ")))")
    }

    private static func vector(_ terms: [String]) -> String { terms.map { "'\($0)'" }.joined(separator: " ") }

    /// Removes the terms before the message is deleted. They must be exactly the terms that were added.
    static func remove(_ terms: [String], for key: TrafficKey, in tx: Transaction) throws {
        guard tx.dialect == .sqlite else { return }
        let text = terms.joined(separator: " ")
        try tx.run("INSERT INTO message_terms (message_terms, rowid, terms) VALUES ('delete', \(key), \(text))")
    }

    /// Whether a message of the project has the term.
    static func has(_ term: String, in project: Int64, _ tx: Transaction) throws -> Bool {
        let (from, condition) = source([[SearchPlan.Term(text: term)]], projects: [project], dialect: tx.dialect)
        return try tx.first("SELECT \(key(tx.dialect)) AS key FROM \(from) WHERE \(condition) LIMIT 1") != nil
    }

    /// What to select from, and the condition that a message has a term of each group and is in one of the projects, if any are given. SQLite selects from the
    /// index alone, as `t`; PostgreSQL from the messages, as `m`.
    static func source(
        _ groups: [[SearchPlan.Term]], projects: [Int64], dialect: Dialect
    ) -> (from: Statement, condition: Statement) {
        let all = [projects.map { SearchPlan.Term(text: SearchTerms.project($0)) }].filter { !$0.isEmpty } + groups
        switch dialect {
        case .sqlite:
            let texts = all.map { group in group.map { "\"\($0.text)\"" + ($0.isBeginning ? "*" : "") } }
            let match = texts.map { "(" + $0.joined(separator: " OR ") + ")" }.joined(separator: " AND ")
            return ("message_terms t", "message_terms MATCH \(match)")
        case .postgres:
            let texts = all.map { group in group.map { "'\($0.text)'" + ($0.isBeginning ? ":*" : "") } }
            let match = texts.map { "(" + $0.joined(separator: " | ") + ")" }.joined(separator: " & ")
            return ("messages m", "m.terms @@ CAST(\(match) AS tsquery)")
        }
    }

    /// Before a search. PostgreSQL plans a statement that it has met often without its values, and would walk through all messages for a term that
    /// few have.
    static func prepare(_ tx: Transaction) throws {
        guard tx.dialect == .postgres else { return }
        _ = try tx.first("SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS mode")
    }

    /// What joins the messages to the index.
    static func join(_ dialect: Dialect) -> Statement { dialect == .sqlite ? " JOIN messages m ON m.key = t.rowid" : "" }

    /// The key column for conditions and ordering. FTS5 can scan its own rowid in both directions.
    static func key(_ dialect: Dialect) -> Statement { dialect == .sqlite ? "t.rowid" : "m.key" }
}
