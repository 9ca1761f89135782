internal import Core
internal import SQL
internal import Web

extension SavedView: RowDecodable {
    static let columns: Statement = "id, account, owner, name, question, project, shared"

    init(row: Row) throws {
        let members = try JSON(reading: Array((try row["question"] as String).utf8)).object ?? []
        let project: String = try row["project"]
        self.init(
            id: try row["id"], account: try row["account"], owner: try row["owner"], name: try row["name"],
            question: members.compactMap { name, value in value.string.map { (name, $0) } }, project: project.isEmpty ? nil : project,
            isShared: try row["shared"])
    }
}

extension Transaction {
    /// Those that the reader made in the account, and those that were shared in it; by name.
    func savedViews(of account: String, for reader: String) throws -> [SavedView] {
        try all(
            """
            SELECT \(SavedView.columns) FROM saved_views
            WHERE account = \(account) AND (owner = \(reader) OR shared = \(true)) ORDER BY name, id LIMIT 500
            """)
    }

    func savedView(_ id: String, of account: String) throws -> SavedView? {
        try first(
            "SELECT \(SavedView.columns) FROM saved_views WHERE id = \(id) AND account = \(account)",
            as: SavedView.self)
    }

    /// That of any account, for the work in the background.
    func savedView(_ id: String) throws -> SavedView? {
        try first("SELECT \(SavedView.columns) FROM saved_views WHERE id = \(id)", as: SavedView.self)
    }

    /// How many the person has in the account.
    func savedViewCount(of account: String, owner: String) throws -> Int {
        try first("SELECT COUNT(*) AS count FROM saved_views WHERE account = \(account) AND owner = \(owner)")?["count"] ?? 0
    }

    func insert(_ view: SavedView, at now: Timestamp) throws {
        let question = String(decoding: JSON.object(view.question.map { ($0.0, .string($0.1)) }).bytes, as: UTF8.self)
        try run(
            """
            INSERT INTO saved_views (id, account, owner, name, question, project, shared, made_at)
            VALUES (\(view.id), \(view.account), \(view.owner), \(view.name), \(question), \(view.project ?? ""), \(view.isShared), \(now))
            """)
    }

    func update(_ view: SavedView) throws {
        try run("UPDATE saved_views SET name = \(view.name), shared = \(view.isShared) WHERE id = \(view.id)")
        // Whoever does not find it any more is not written to either.
        if !view.isShared { try run("DELETE FROM view_mails WHERE view = \(view.id) AND person <> \(view.owner)") }
    }

    func removeSavedView(_ id: String) throws {
        try run("DELETE FROM view_mails WHERE view = \(id)")
        try run("DELETE FROM saved_views WHERE id = \(id)")
    }
}
