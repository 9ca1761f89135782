internal import Core
package import SQL
internal import Traffic

extension Message: RowDecodable {
    package init(row: Row) throws {
        key = try row["key"]
        id = try row["id"]
        project = try row["project"]
        direction = try row["direction"]
        sender = try row["sender"]
        recipient = try row["recipient"]
        country = try row["country"]
        status = try row["status"]
        errorCode = try row["error_code"]
        parts = try row["parts"]
        price = try row["price"]
        currency = try row["currency"]
        deliveredAt = try row["delivered_at"]
        body = try row["body"]
    }

    static let columns: Statement = """
        m.key, m.id, m.project, m.direction, m.sender, m.recipient, m.country, m.status, m.error_code, m.parts, m.price, m.currency, \
        m.delivered_at, m.body
        """

    /// The message with this id, if it is in one of the projects. nil for a message of another project, as if it did not exist.
    package static func find(_ id: String, projects: [Int64], in tx: Transaction) throws -> Message? {
        try tx.all("SELECT \(columns) FROM messages m WHERE m.id = \(id)", as: Message.self).first { projects.contains($0.project) }
    }

    /// The message that the address of a page names: by its key, since ids at the source may hold anything, or by its id.
    static func find(named name: String, projects: [Int64], in tx: Transaction) throws -> Message? {
        if let number = Int64(name), String(number) == name,
            let message = try tx.first("SELECT \(columns) FROM messages m WHERE m.key = \(number)", as: Message.self),
            projects.contains(message.project)
        {
            return message
        }
        return try find(name, projects: projects, in: tx)
    }

    /// The stored messages with these ids, of every account, by id.
    static func stored(_ ids: [String], in tx: Transaction) throws -> [MessageID: [Message]] {
        let found = try tx.all("SELECT \(columns) FROM messages m WHERE m.id IN \(list: ids)", as: Message.self)
        return Dictionary(grouping: found) { MessageID($0.id) }
    }

    /// `text` is what the index knows of it.
    func insert(_ text: MessageText, in tx: Transaction) throws {
        let terms = SearchTerms.all(of: text, in: project)
        let column = SearchIndex.column(terms, tx.dialect)
        try tx.run(
            """
            INSERT INTO messages (key, id, project, direction, sender, recipient, country, status, error_code, parts, price, currency, \
            delivered_at, body\(column.name)) VALUES (\(key), \(id), \(project), \(direction), \(sender), \(recipient), \(country), \(status), \
            \(errorCode), \(parts), \(price), \(currency), \(deliveredAt), \(body)\(column.value))
            """)
        try SearchIndex.insert(terms, for: key, in: tx)
    }

    func delete(_ text: MessageText, in tx: Transaction) throws {
        try SearchIndex.remove(SearchTerms.all(of: text, in: project), for: key, in: tx)
        try tx.run("DELETE FROM messages WHERE key = \(key)")
    }

    /// Replaces the stored message with the same id. `text` is that of the new one.
    func replace(
        _ old: Message, _ text: @autoclosure () -> MessageText, _ vocabulary: inout VocabularyChanges, in tx: Transaction
    ) throws {
        guard old.key == key, hasSameTerms(as: old) else {
            let before = old.text
            let text = text()
            try old.delete(before, in: tx)
            vocabulary.remove(before, in: old.project)
            vocabulary.add(text, in: project)
            return try insert(text, in: tx)
        }
        try tx.run(
            """
            UPDATE messages SET status = \(status), error_code = \(errorCode), parts = \(parts), price = \(price), \
            currency = \(currency), delivered_at = \(deliveredAt) WHERE key = \(key)
            """)
    }
}

extension Transaction {
    /// Every stored message in the order of keys, 2,000 at a time, so that memory does not grow with them.
    func eachPageOfMessages(_ body: ([Message]) throws -> Void) throws {
        var last = TrafficKey(number: -1)
        while true {
            let page = try all(
                "SELECT \(Message.columns) FROM messages m WHERE m.key > \(last) ORDER BY m.key LIMIT 2000", as: Message.self)
            guard let end = page.last else { return }
            try body(page)
            last = end.key
        }
    }
}
