internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import SQL
internal import Transition

/// The days on which accounts asked to move, and those that were agreed.
struct DaysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "days", abstract: "The days on which accounts asked to move, unanswered ones first, and those that were agreed.")
    @OptionGroup var printing: Printing
    @Option(help: "Whose people move.") var product: String

    func run() async throws {
        try await printing.answer { installation in
            let product = try installation.product(named: product)
            let days = try await installation.database.readLong { tx in
                try tx.accountDays(of: product.id).map { day in PrintedDay(day, try tx.account(day.account)?.name ?? "") }
            }
            return Answer(days, none: "No account asked for a day.", ["account", "name", "asked", "answer", "agreed", "note"]) {
                [$0.account, $0.name, $0.asked ?? "", $0.answer ?? ($0.asked == nil ? "" : "waiting"), $0.agreed ?? "", $0.note]
            }
        }
    }
}

/// The day on which an account's people move.
struct AgreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agree", abstract: "Agree to the day that an account asked for, or give it another one.",
        discussion: "On that day every running phase of the product takes the account's people in; before it none of its own does.")
    @OptionGroup var printing: Printing
    @Argument(help: "The account, by name or id.") var account: String
    @Option(help: "Whose people move.") var product: String
    @Option(help: "The day, such as 2026-12-01T08:00:00Z; without it that which was asked for.") var day: String?

    func run() async throws {
        let day = try day.map { try TermOptions.time($0, option: "--day") }
        try await printing.answer { installation in
            try await installation.decide(account, product) { tx, account, product, now in
                try tx.agree(to: day, for: account, in: product, by: .operatorCommand, at: now)
            }
        }
    }
}

struct DeclineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decline the day that an account asked for; where it asked for none, take its agreed day back.")
    @OptionGroup var printing: Printing
    @Argument(help: "The account, by name or id.") var account: String
    @Option(help: "Whose people move.") var product: String

    func run() async throws {
        try await printing.answer { installation in
            try await installation.decide(account, product) { tx, account, product, now in
                try tx.decline(account, in: product, by: .operatorCommand, at: now)
            }
        }
    }
}

extension Installation {
    /// One transaction; the server tells whoever asked by mail.
    fileprivate func decide(
        _ name: String, _ productName: String,
        _ act: @escaping @Sendable (Transaction, AccountID, ProductID, Timestamp) throws -> AccountDay
    ) async throws -> Answer<PrintedDay> {
        let product = try product(named: productName)
        let account = try await account(named: name)
        let now = clock.now()
        let printed = try await database.write { tx in
            do {
                return PrintedDay(try act(tx, account.id, product.id, now), account.name)
            } catch AccountDayError.unfitDay {
                throw CommandError("That day is over, or more than a year away. Say another one with --day.")
            } catch is AccountDayError {
                throw CommandError("\(account.name) waits for no answer and has no day. Give it one with: lanyard rollout agree … --day")
            }
        }
        return Answer(printed, printed.words)
    }
}

private struct PrintedDay: Encodable {
    let account: String
    let name: String
    let product: String
    let asked: String?
    let note: String
    let answer: String?
    let agreed: String?

    init(_ day: AccountDay, _ name: String) {
        account = day.account.text
        self.name = name
        product = day.product.rawValue
        asked = day.asked?.rfc3339
        note = day.note
        answer = day.answer?.rawValue
        agreed = day.agreed?.rfc3339
    }

    var words: String { agreed.map { "\(name) moves on \($0)." } ?? "\(name) has no day of its own." }
}
