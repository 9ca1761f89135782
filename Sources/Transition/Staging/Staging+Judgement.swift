internal import Access
internal import Core
internal import SQL

extension Staging {
    /// Judges each account by the state it would end in: if that has no administrator who can sign in, no row takes one away. Returns the
    /// lines that are closed for it. The order of the lines does not matter.
    func judge(_ product: Product, in people: any Database) async throws -> [Int] {
        var refused: [Int] = []
        while true {
            let accounts: [String] = try await database.read { tx in
                try tx.rows("SELECT DISTINCT old_account FROM staged WHERE is_open = 1 AND is_loss = 1").map { try $0["old_account"] }
            }
            var lines: [Int] = []
            for account in accounts where try await !staysLed(account, product, in: people) {
                lines += try await losses(in: account)
            }
            guard !lines.isEmpty else { return refused }
            refused += lines
            try await close(lines)
        }
    }

    private func losses(in account: String) async throws -> [Int] {
        try await database.read { tx in
            try tx.rows("SELECT line FROM staged WHERE old_account = \(account) AND is_open = 1 AND is_loss = 1").map { try $0["line"] }
        }
    }

    private func staysLed(_ account: String, _ product: Product, in people: any Database) async throws -> Bool {
        let gains = try await database.read { tx in
            try tx.first("SELECT line FROM staged WHERE account = \(account) AND is_open = 1 AND ends_standing = 1 LIMIT 1") != nil
        }
        if gains { return true }
        // Those of whom the file says nothing, or nothing that it may.
        let standing = try await people.read { tx in
            try tx.account(sourceID: account, product: product.id).map { try tx.standingAdministrators(of: $0.id, product) } ?? []
        }
        let leaving: Set<PersonID> = Set(
            try await database.read { tx in
                try tx.rows("SELECT person_id FROM staged WHERE old_account = \(account) AND is_open = 1 AND is_loss = 1").map {
                    try $0["person_id"]
                }
            })
        return standing.contains { !leaving.contains($0) }
    }

    /// Puts the open rows in the order in which they are written: account by account, in each first those that take no administrator away.
    /// Accounts between which people or addresses move come last, and together.
    func enqueue() async throws -> Int {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE staged SET is_tangled = 1 WHERE account IN
                    (SELECT account FROM staged WHERE is_open = 1 AND (knot IS NOT NULL OR old_account <> account)
                     UNION SELECT old_account FROM staged WHERE is_open = 1 AND old_account IS NOT NULL
                        AND (knot IS NOT NULL OR old_account <> account))
                """)
            return try tx.run(
                """
                INSERT INTO queue (line)
                SELECT line FROM staged WHERE is_open = 1
                ORDER BY is_tangled, CASE WHEN is_tangled = 0 THEN account ELSE '' END,
                    CASE WHEN is_tangled = 1 AND (knot IS NOT NULL OR old_account <> account) THEN 1 WHEN is_loss = 1 THEN 2 ELSE 0 END,
                    COALESCE(knot, line), is_loss, line
                """)
        }
    }

    /// A part of the queue, from that position on: at most `limit` rows that belong to no knot, or one whole knot.
    func queued(from position: Int, limit: Int, _ context: ImportContext) async throws -> (rows: [PreparedRow], isKnot: Bool) {
        let rows = try await database.read { tx in
            let knot: Int? = try tx.first(
                "SELECT s.knot AS knot FROM queue q JOIN staged s ON s.line = q.line WHERE q.position = \(position)")?["knot"]
            let columns: Statement = "SELECT s.line AS line, s.person AS person, s.fields AS fields, s.knot AS knot"
            if let knot {
                return try tx.rows("\(columns) FROM queue q JOIN staged s ON s.line = q.line WHERE s.knot = \(knot) ORDER BY q.position")
            }
            return try tx.rows(
                """
                \(columns) FROM queue q JOIN staged s ON s.line = q.line
                WHERE q.position >= \(position) AND q.position < \(position + limit) ORDER BY q.position
                """)
        }
        let first: Int? = try rows.first?["knot"]
        let taken = first == nil ? Array(try rows.prefix { row in (try row["knot"] as Int?) == nil }) : rows
        return (try taken.map { try PreparedRow(row: $0, context) }, first != nil)
    }
}
