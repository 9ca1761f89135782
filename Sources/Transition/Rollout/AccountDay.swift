package import Access
package import Audit
package import Core
package import SQL

/// The day on which an account's people move: as its administrators asked for it, and as it was agreed.
package struct AccountDay: Sendable, Equatable, Stored {
    package let product: ProductID
    package let account: AccountID
    package internal(set) var agreed: Timestamp?
    /// The question that waits for its answer, or whose answer is `answer`.
    package internal(set) var asked: Timestamp?
    package internal(set) var note = ""
    package internal(set) var askedBy: PersonID?
    package internal(set) var askedAt: Timestamp?
    package internal(set) var answer: Answer?
    package internal(set) var answeredAt: Timestamp?
    /// Whether whoever asked was told of the answer.
    var isTold = false

    package enum Answer: String, Sendable, SQLCodable { case agreed, declined }

    package var isWaiting: Bool { asked != nil && answer == nil }

    package static let stored: [Column<AccountDay>] = [
        Column("product", \.product), Column("account_id", \.account), Column("agreed_day", \.agreed), Column("asked_day", \.asked),
        Column("note", \.note), Column("asked_by", \.askedBy), Column("asked_at", \.askedAt), Column("answer", \.answer),
        Column("answered_at", \.answeredAt), Column("is_told", \.isTold),
    ]

    init(_ product: ProductID, _ account: AccountID) {
        self.product = product
        self.account = account
    }

    package init(row: Row) throws {
        self.init(try row["product"], try row["account_id"])
        agreed = try row["agreed_day"]
        asked = try row["asked_day"]
        note = try row["note"]
        askedBy = try row["asked_by"]
        askedAt = try row["asked_at"]
        answer = try row["answer"]
        answeredAt = try row["answered_at"]
        isTold = try row["is_told"]
    }
}

/// Why a day cannot be asked for or decided.
package enum AccountDayError: Error, Sendable, Equatable {
    /// It is over, or further away than a year.
    case unfitDay
    case nothingMoves
    case nothingAsked
    /// The note is longer than 500 characters.
    case longNote
}

extension Transaction {
    package func accountDay(of account: AccountID, in product: ProductID) throws -> AccountDay? {
        try first(
            "SELECT \(AccountDay.columns) FROM account_days WHERE product = \(product) AND account_id = \(account)", as: AccountDay.self)
    }

    /// Of a product, those that were asked for or agreed; unanswered questions first, the oldest of them first.
    package func accountDays(of product: ProductID) throws -> [AccountDay] {
        try all(
            """
            SELECT \(AccountDay.columns) FROM account_days WHERE product = \(product)
            ORDER BY CASE WHEN asked_day IS NOT NULL AND answer IS NULL THEN 0 ELSE 1 END, asked_at, account_id LIMIT 1000
            """)
    }

    /// An administrator asks for another day. What was asked before and not answered is replaced.
    package func ask(
        for day: Timestamp, note: String, of account: AccountID, in product: ProductID, by person: PersonID, at now: Timestamp
    ) throws -> AccountDay {
        guard try rolloutPhases(of: product).contains(where: { $0.state != .finished }) else { throw AccountDayError.nothingMoves }
        try check(day, at: now)
        guard note.count <= 500 else { throw AccountDayError.longNote }
        var found = try accountDay(of: account, in: product) ?? AccountDay(product, account)
        found.asked = day
        found.note = note.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).withoutHiddenCharacters }
            .joined(separator: "\n")
        found.askedBy = person
        found.askedAt = now
        found.answer = nil
        found.answeredAt = nil
        found.isTold = false
        try store(found)
        try record(.accountDayAsked, found, by: .person(person), at: now)
        return found
    }

    /// Whoever runs the server agrees to what was asked, or to another day; an account that asked for nothing can be given one too.
    package func agree(
        to day: Timestamp?, for account: AccountID, in product: ProductID, by actor: AuditEvent.Actor, at now: Timestamp
    ) throws -> AccountDay {
        var found = try accountDay(of: account, in: product) ?? AccountDay(product, account)
        guard let agreed = day ?? (found.isWaiting ? found.asked : nil) else { throw AccountDayError.nothingAsked }
        try check(agreed, at: now)
        found.agreed = agreed
        try answer(&found, .agreed, at: now)
        try record(.accountDayAgreed, found, by: actor, at: now)
        return found
    }

    /// The question is declined, and a day that was agreed before stays. Where nothing waits for an answer, the agreed day is taken back.
    package func decline(_ account: AccountID, in product: ProductID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> AccountDay {
        guard var found = try accountDay(of: account, in: product), found.isWaiting || found.agreed != nil else {
            throw AccountDayError.nothingAsked
        }
        if !found.isWaiting { found.agreed = nil }
        try answer(&found, .declined, at: now)
        try record(.accountDayDeclined, found, by: actor, at: now)
        return found
    }

    /// How many questions of a product wait for an answer.
    package func waitingAccountDays(of product: ProductID) throws -> Int {
        try first("SELECT COUNT(*) AS n FROM account_days WHERE product = \(product) AND asked_day IS NOT NULL AND answer IS NULL")?["n"]
            ?? 0
    }

    /// Answers of which nobody was told yet.
    package func untoldAnswers() throws -> [AccountDay] {
        try all("SELECT \(AccountDay.columns) FROM account_days WHERE answer IS NOT NULL AND is_told = 0 ORDER BY answered_at LIMIT 100")
    }

    /// In the transaction that sends the mail.
    package func noteTold(_ day: AccountDay) throws {
        var told = day
        told.isTold = true
        try store(told)
    }

    private func check(_ day: Timestamp, at now: Timestamp) throws {
        guard day > now, day <= now + .days(366) else { throw AccountDayError.unfitDay }
    }

    private func answer(_ day: inout AccountDay, _ answer: AccountDay.Answer, at now: Timestamp) throws {
        if day.asked != nil {
            day.answer = answer
            day.answeredAt = now
            day.isTold = false
        }
        try store(day)
    }

    private func store(_ day: AccountDay) throws {
        try run("DELETE FROM account_days WHERE product = \(day.product) AND account_id = \(day.account)")
        try run("INSERT INTO account_days (\(AccountDay.columns)) VALUES (\(values: day))")
    }

    private func record(_ action: AuditAction, _ day: AccountDay, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        var details = ["product": day.product.rawValue]
        if let agreed = day.agreed { details["agreed"] = agreed.rfc3339 }
        if let asked = day.asked { details["asked"] = asked.rfc3339 }
        try append(AuditEvent(action, by: actor, on: day.account.text, account: day.account, details: details), at: now)
    }
}
