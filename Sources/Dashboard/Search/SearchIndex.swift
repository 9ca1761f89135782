internal import SQL
internal import Traffic

// The only place where the two databases differ: the index of terms for words, numbers and projects of messages. SQLite uses FTS5
// (contentless, in key order), PostgreSQL a tsvector with GIN. `SearchTerms` makes the terms for both, so that they find the same messages.
enum SearchIndex {
    static let sqlite: [Statement] = [
        "CREATE VIRTUAL TABLE message_terms USING fts5 (terms, content = '', detail = none, tokenize = 'ascii')"
    ]
    static let postgres: [Statement] = [
        "ALTER TABLE messages ADD COLUMN terms tsvector", "CREATE INDEX messages_by_terms ON messages USING gin (terms)",
    ]

    /// Makes the index anew from the stored messages, after a change of what their terms are.
    static func rebuild(in tx: Transaction) throws {
        if tx.dialect == .sqlite {
            try tx.run("DROP TABLE message_terms")
            for statement in sqlite { try tx.run(statement) }
        }
        var last = TrafficKey(number: -1)
        while true {
            let page = try tx.all(
                "SELECT \(Message.columns) FROM messages m WHERE m.key > \(last) ORDER BY m.key LIMIT 1000", as: Message.self)
            guard let end = page.last else { return }
            for message in page { try insert(SearchTerms.all(of: message), for: message.key, in: tx) }
            last = end.key
        }
    }

    /// Adds the terms of a stored message to the index.
    static func insert(_ terms: [String], for key: TrafficKey, in tx: Transaction) throws {
        switch tx.dialect {
        case .sqlite:
            try tx.run("INSERT INTO message_terms (rowid, terms) VALUES (\(key), \(terms.joined(separator: " ")))")
        case .postgres:
            let vector = terms.map { "'\($0)'" }.joined(separator: " ")
            try tx.run("UPDATE messages SET terms = CAST(\(vector) AS tsvector) WHERE key = \(key)")
        }
    }

    /// Removes the terms before the message is deleted. They must be exactly the terms that were added.
    static func remove(_ terms: [String], for key: TrafficKey, in tx: Transaction) throws {
        guard tx.dialect == .sqlite else { return }
        let text = terms.joined(separator: " ")
        try tx.run("INSERT INTO message_terms (message_terms, rowid, terms) VALUES ('delete', \(key), \(text))")
    }

    /// The tables to select from, and the condition that a message has all terms and is in one of the projects.
    static func source(_ query: SearchQuery, projects: [Int64], dialect: Dialect) -> (from: Statement, condition: Statement) {
        let scope = projects.map(SearchTerms.project)
        switch dialect {
        case .sqlite:
            let groups = query.groups.map { group in group.map { "\"\($0.text)\"" + ($0.isBeginning ? "*" : "") } }
            let match = ([scope.map { "\"\($0)\"" }] + groups).map { "(" + $0.joined(separator: " OR ") + ")" }.joined(separator: " AND ")
            return (
                "message_terms t JOIN messages m ON m.key = t.rowid", "message_terms MATCH \(match)"
            )
        case .postgres:
            let groups = query.groups.map { group in group.map { "'\($0.text)'" + ($0.isBeginning ? ":*" : "") } }
            let match = ([scope.map { "'\($0)'" }] + groups).map { "(" + $0.joined(separator: " | ") + ")" }.joined(separator: " & ")
            return ("messages m", "m.terms @@ CAST(\(match) AS tsquery)")
        }
    }

    /// The key column for conditions and ordering. FTS5 can scan its own rowid in both directions.
    static func key(_ dialect: Dialect) -> Statement { dialect == .sqlite ? "t.rowid" : "m.key" }
}
