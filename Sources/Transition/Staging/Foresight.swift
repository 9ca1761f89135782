internal import Access
internal import Core
internal import Identity
internal import SQL

/// What a row would change of what rows of the same file may depend on.
struct Foresight: Sendable {
    let line: Int
    var isUnchanged = false
    var person: PersonID?
    /// The account that the person is in now, by its id in the export.
    var oldAccount: String?
    /// The address that the person would leave.
    var held: String?
    /// Who else holds the address of the row, in this product.
    var needs: PersonID?
    /// Whether the person stands as an administrator of their account now, and would not any more.
    var isLoss = false
    /// Whether the person would stand as an administrator of the account of the row.
    var endsStanding = false

    init(_ row: PreparedRow, _ context: ImportContext, _ tx: Transaction, at now: Timestamp) throws {
        line = row.line
        let exported = row.exported
        let source = try tx.importSource(exported.externalID, product: context.product.id)
        let holder = try exported.email.flatMap { try tx.holder(of: $0, in: context.product.id) }
        if holder != source?.personID { needs = holder }
        guard let source else {
            endsStanding = exported.role.isAdministrator && exported.status == .active
            return
        }
        person = source.personID
        oldAccount = source.accountID
        guard row.fields != source.fields else {
            isUnchanged = try context.addressToVouch(for: exported, source.personID, tx) == nil
            return
        }
        let change = try ChangedRow(row, source, context, tx, at: now)
        held = try change.addressLeft
        endsStanding = try change.endsStanding
        isLoss = try change.stands && (!endsStanding || change.changes.contains(.account))
    }
}

extension Staging {
    /// Finds what each row would change; those that change nothing are closed, and their number is returned.
    func foresee(_ context: ImportContext, in people: any Database, at now: Timestamp) async throws -> Int {
        var line = 0
        var unchanged = 0
        while true {
            let rows = try await self.rows(after: line, limit: 200, of: context)
            guard let last = rows.last else { return unchanged }
            line = last.line
            let found = try await people.read { tx in try rows.map { try Foresight($0, context, tx, at: now) } }
            unchanged += found.count(where: \.isUnchanged)
            try await store(found)
        }
    }

    private func store(_ found: [Foresight]) async throws {
        try await database.write { tx in
            for row in found {
                try tx.run(
                    """
                    UPDATE staged SET is_open = \(row.isUnchanged ? 0 : 1), person_id = \(row.person), old_account = \(row.oldAccount),
                        held = \(row.held), needs = \(row.needs), is_loss = \(row.isLoss), ends_standing = \(row.endsStanding)
                    WHERE line = \(row.line)
                    """)
            }
        }
    }

    /// Closes the rows whose address somebody keeps, and ties those together that hand addresses to each other, or administrators between
    /// accounts. Returns the lines that it closed.
    func tieKnots() async throws -> [Int] {
        let ties = try await database.read { tx in
            try tx.rows(
                """
                SELECT r.line AS line, h.line AS holder FROM staged r LEFT JOIN staged h ON h.person_id = r.needs AND h.held = r.email
                WHERE r.needs IS NOT NULL AND r.is_open = 1
                """
            ).map { row -> (line: Int, holder: Int?) in (try row["line"], try row["holder"]) }
        }
        let refused = ties.filter { $0.holder == nil }.map(\.line)
        try await close(refused)
        var knots = Knots()
        for tie in ties { if let holder = tie.holder { knots.tie(tie.line, holder) } }
        for exchange in try await exchanges() { knots.tie(exchange.leaving, exchange.arriving) }
        let tied = knots
        try await database.write { tx in
            for line in tied.lines { try tx.run("UPDATE staged SET knot = \(tied.knot(of: line)) WHERE line = \(line)") }
        }
        return refused
    }
}

extension Staging {
    /// An administrator who leaves an account for another, and one who comes to it from another.
    private func exchanges() async throws -> [(leaving: Int, arriving: Int)] {
        try await database.read { tx in
            try tx.rows(
                """
                SELECT l.line AS leaving, a.line AS arriving FROM staged l JOIN staged a ON a.account = l.old_account
                WHERE l.is_open = 1 AND l.is_loss = 1 AND l.old_account <> l.account AND a.is_open = 1 AND a.ends_standing = 1
                    AND a.old_account <> a.account
                """
            ).map { (try $0["leaving"], try $0["arriving"]) }
        }
    }
}

/// Which lines belong together, by the smallest line of each knot.
private struct Knots: Sendable {
    private var parents: [Int: Int] = [:]

    var lines: [Int] { parents.keys.sorted() }

    func knot(of line: Int) -> Int {
        var line = line
        while let parent = parents[line], parent != line { line = parent }
        return line
    }

    mutating func tie(_ left: Int, _ right: Int) {
        for line in [left, right] where parents[line] == nil { parents[line] = line }
        let first = knot(of: left)
        let second = knot(of: right)
        parents[max(first, second)] = min(first, second)
    }
}
