internal import Core
internal import SQL

extension ViewMail: RowDecodable {
    static let columns: Statement = "view, person, rhythm, zone, next_at"

    init(row: Row) throws {
        view = try row["view"]
        person = try row["person"]
        rhythm = try row["rhythm"]
        zone = try row["zone"]
        nextAt = try row["next_at"]
    }
}

extension Transaction {
    func viewMail(of view: String, for person: String) throws -> ViewMail? {
        try first(
            "SELECT \(ViewMail.columns) FROM view_mails WHERE view = \(view) AND person = \(person)", as: ViewMail.self)
    }

    /// Of how many views of the account the person is reminded.
    func viewMailCount(of account: String, for person: String) throws -> Int {
        try first(
            """
            SELECT COUNT(*) AS count FROM view_mails m JOIN saved_views v ON v.id = m.view
            WHERE v.account = \(account) AND m.person = \(person)
            """)?["count"] ?? 0
    }

    /// Every view that the person is reminded of.
    func viewMails(for person: String) throws -> [ViewMail] {
        try all("SELECT \(ViewMail.columns) FROM view_mails WHERE person = \(person)")
    }

    /// Those that are due, those of one view and time together.
    func dueViewMails(at now: Timestamp) throws -> [ViewMail] {
        try all(
            "SELECT \(ViewMail.columns) FROM view_mails WHERE next_at <= \(now) ORDER BY next_at, view, person LIMIT 500")
    }

    func set(_ mail: ViewMail) throws {
        try run(
            """
            INSERT INTO view_mails (\(ViewMail.columns))
            VALUES (\(mail.view), \(mail.person), \(mail.rhythm), \(mail.zone), \(mail.nextAt))
            ON CONFLICT (view, person) DO UPDATE SET rhythm = excluded.rhythm, zone = excluded.zone, next_at = excluded.next_at
            """)
    }

    func removeViewMail(of view: String, for person: String) throws {
        try run("DELETE FROM view_mails WHERE view = \(view) AND person = \(person)")
    }
}
