internal import Core
internal import SQL

extension SendingDomain: Stored {
    static let stored: [Column<SendingDomain>] = [
        Column("id", \.id), Column("account", \.account), Column("name", \.name), Column("added_at", \.addedAt),
        Column("added_by", \.addedBy), Column("people", \.peopleText), Column("verified_at", \.verifiedAt),
        Column("checked_at", \.checkedAt), Column("next_check_at", \.nextCheckAt), Column("broken_at", \.brokenAt),
        Column("breaks", \.breaks), Column("told_breaks", \.toldBreaks),
    ]

    private var peopleText: String { people.joined(separator: " ") }

    init(row: Row) throws {
        try self.init(
            id: row["id"], account: row["account"], name: row["name"], addedAt: row["added_at"], addedBy: row["added_by"],
            people: (row["people"] as String).split(separator: " ").map(String.init), verifiedAt: row["verified_at"],
            checkedAt: row["checked_at"], nextCheckAt: row["next_check_at"], brokenAt: row["broken_at"], breaks: row["breaks"],
            toldBreaks: row["told_breaks"])
    }
}

extension Transaction {
    /// The account's domains sorted by name: at most `limit`, beginning after the name `after`.
    func sendingDomains(of account: String, after: String, limit: Int) throws -> [SendingDomain] {
        try all(
            """
            SELECT \(SendingDomain.columns) FROM sending_domains
            WHERE account = \(account) AND name > \(after) ORDER BY name LIMIT \(limit)
            """)
    }

    /// Those that were added, verified or broken since.
    func changedDomains(of account: String, since: Timestamp) throws -> [SendingDomain] {
        try all(
            """
            SELECT \(SendingDomain.columns) FROM sending_domains
            WHERE account = \(account) AND (added_at >= \(since) OR verified_at >= \(since) OR broken_at >= \(since)) ORDER BY name LIMIT 50
            """)
    }

    /// Those that are broken now, the longest first: at most `limit`.
    func brokenDomains(of account: String, limit: Int) throws -> [SendingDomain] {
        try all(
            """
            SELECT \(SendingDomain.columns) FROM sending_domains
            WHERE account = \(account) AND broken_at IS NOT NULL ORDER BY broken_at, id LIMIT \(limit)
            """)
    }

    func sendingDomain(_ id: SendingDomainID, of account: String) throws -> SendingDomain? {
        try first(
            "SELECT \(SendingDomain.columns) FROM sending_domains WHERE id = \(id) AND account = \(account)", as: SendingDomain.self)
    }

    func sendingDomain(_ id: SendingDomainID) throws -> SendingDomain? {
        try first("SELECT \(SendingDomain.columns) FROM sending_domains WHERE id = \(id)", as: SendingDomain.self)
    }

    /// Every account's domain of that name; the verified one first.
    func sendingDomains(named name: String) throws -> [SendingDomain] {
        try all(
            """
            SELECT \(SendingDomain.columns) FROM sending_domains WHERE name = \(name)
            ORDER BY CASE WHEN verified_at IS NULL THEN 1 ELSE 0 END, added_at, id
            """)
    }

    func namesOfSendingDomains(of account: String) throws -> Set<String> {
        var names: Set<String> = []
        try each("SELECT name FROM sending_domains WHERE account = \(account)") { names.insert(try $0["name"]) }
        return names
    }

    /// Whether it is another account's own.
    func isVerifiedElsewhere(_ domain: SendingDomain) throws -> Bool {
        try first(
            "SELECT id FROM sending_domains WHERE name = \(domain.name) AND id <> \(domain.id) AND verified_at IS NOT NULL LIMIT 1") != nil
    }

    /// Those whose records are to be looked at.
    func sendingDomainsDue(at now: Timestamp, limit: Int) throws -> [SendingDomain] {
        try all(
            """
            SELECT \(SendingDomain.columns) FROM sending_domains WHERE next_check_at IS NULL OR next_check_at <= \(now)
            ORDER BY COALESCE(next_check_at, 0), id LIMIT \(limit)
            """)
    }

    /// Those that broke, of which nobody was told yet.
    func sendingDomainsUntold() throws -> [SendingDomain] {
        try all(
            """
            SELECT \(SendingDomain.columns) FROM sending_domains
            WHERE broken_at IS NOT NULL AND told_breaks < breaks AND people <> '' ORDER BY broken_at, id LIMIT 200
            """)
    }

    func postpone(_ domain: SendingDomain, until time: Timestamp) throws {
        try run("UPDATE sending_domains SET next_check_at = \(time) WHERE id = \(domain.id)")
    }

    func sendingDomainCount(of account: String) throws -> Int {
        try first("SELECT COUNT(*) AS count FROM sending_domains WHERE account = \(account)")?["count"] ?? 0
    }

    func noteTold(_ domain: SendingDomain) throws {
        try run("UPDATE sending_domains SET told_breaks = \(domain.breaks) WHERE id = \(domain.id)")
    }

    enum Adding { case added, known, belongsToAnother, tooMany }

    func add(_ domain: SendingDomain) throws -> Adding {
        guard try !isVerifiedElsewhere(domain) else { return .belongsToAnother }
        guard try sendingDomainCount(of: domain.account) < SendingDomain.most else { return .tooMany }
        return try run(
            """
            INSERT INTO sending_domains (\(SendingDomain.columns)) VALUES (\(values: domain)) ON CONFLICT (account, name) DO NOTHING
            """) == 1 ? .added : .known
    }

    func update(_ domain: SendingDomain) throws {
        try run(
            """
            UPDATE sending_domains SET people = \(domain.people.joined(separator: " ")), verified_at = \(domain.verifiedAt),
                checked_at = \(domain.checkedAt), next_check_at = \(domain.nextCheckAt), broken_at = \(domain.brokenAt),
                breaks = \(domain.breaks) WHERE id = \(domain.id)
            """)
    }

    func removeSendingDomain(_ id: SendingDomainID, of account: String) throws {
        try run("DELETE FROM dkim_keys WHERE domain = \(id)")
        try run("DELETE FROM domain_records WHERE domain = \(id)")
        try run("DELETE FROM sending_domains WHERE id = \(id) AND account = \(account)")
    }
}
