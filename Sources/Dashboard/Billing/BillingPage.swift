internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// Balances, usage and top-ups. None of it can be loaded without the proof.
struct BillingPage: Sendable {
    let money: MoneyProof
    private(set) var balances: [Balance]
    let usage: [Usage]
    private(set) var entries: [LedgerEntry]
    /// Whether the reader sees only what their own projects cost.
    private(set) var isOfSome = false
    let now: Timestamp
    var forecasts: [String: Forecast] = [:]
    var prices: [Price] = []
    var marks: [BalanceMark] = []
    /// Whether the reader may be told of them.
    var mayBeTold = false

    static func load(
        _ visible: VisibleProjects, _ money: MoneyProof, account: String, at now: Timestamp, in tx: Transaction
    ) throws -> BillingPage {
        let balances = try Balance.find(accounts: visible.accounts, money, in: tx)
        var page = BillingPage(
            money: money, balances: balances, usage: try Usage.find(projects: visible.numbers, money, in: tx),
            entries: try LedgerEntry.find(accounts: visible.accounts, money, in: tx), now: now)
        for balance in balances {
            page.forecasts[balance.currency] = try Forecast.of(balance, accounts: visible.accounts, at: now, in: tx)
        }
        let today = Day.of(now)
        var known: Set<String> = []
        // The newest of a country that counts today.
        page.prices = try tx.prices().filter { price in
            balances.contains { $0.currency == price.currency } && price.validFrom <= today
                && known.insert(price.currency + price.country).inserted
        }
        page.marks = try tx.balanceMarks(of: account)
        return page
    }

    /// For whoever does not see every project that the balance is of: what their own cost stays.
    mutating func hideBalance() {
        balances = []
        entries = []
        forecasts = [:]
        marks = []
        isOfSome = true
    }

    func content(_ visible: VisibleProjects, period: HTML, marks: HTML, invoices: HTML) -> HTML {
        guard isOfSome || !balances.isEmpty || !usage.isEmpty || !entries.isEmpty else {
            return EmptyState(
                "billing.nothing", "billing.nothing-next", icon: .billing
            ).html + invoices
        }
        let usage: HTML = "<section class=\"stack\"><h2>\(words: "billing.usage")</h2>\(usageTable(visible))</section>"
        guard !isOfSome else { return "\(Notice.info("billing.of-some"))\(period)\(usage)\(priceTable)" }
        return """
            \(figures)
            \(period)
            \(invoices)
            \(marks)
            \(usage)
            <section class="stack"><h2>\(words: "billing.ledger")</h2>\(ledgerTable(visible))</section>
            \(priceTable)
            """
    }

    private var priceTable: HTML {
        guard !prices.isEmpty else { return "" }
        let rows = prices.map { price -> [HTML] in
            [
                price.country.isEmpty ? "\(words: "billing.other-countries")" : "\(CountryName.words(price.country))",
                price.amount.price(price.currency, money), "\(Phrase.dayInUTC(Day.start(price.validFrom)))",
            ]
        }
        let columns: [Table.Column] = [
            .init("messages.country", .name), .init("billing.a-part", .number), .init("billing.valid-from"),
        ]
        return "<section class=\"stack\"><h2>\(words: "billing.prices")</h2>\(Table("billing.prices", columns, rows: rows))</section>"
    }

    private var figures: HTML {
        let items = balances.flatMap { balance -> [Figures.Item] in
            [
                .init(
                    "billing.balance", balance.amount.sum(balance.currency, money),
                    detail: balance.amount.isNegative ? "billing.overdrawn" : forecasts[balance.currency]?.words),
                .init("billing.topped-up", balance.toppedUp.sum(balance.currency, money), detail: "billing.since-beginning"),
                .init("billing.used", balance.used.sum(balance.currency, money), detail: "billing.by-every-project"),
            ]
                + (balance.invoiced == .zero
                    ? []
                    : [
                        .init(
                            "billing.invoiced-besides", balance.invoiced.sum(balance.currency, money),
                            detail: "billing.invoiced-besides-detail")
                    ])
        }
        return items.isEmpty ? "" : Figures(items).html
    }

    private func usageTable(_ visible: VisibleProjects) -> HTML {
        guard !usage.isEmpty else { return "<p>\(words: "billing.no-usage")</p>" }
        let rows = usage.map { one -> [HTML] in
            [
                "\(Month.words(one.month))", "\(visible.name(of: one.project))", "\(Phrase.number(one.messages))",
                "\(Phrase.number(one.parts))", one.cost.sum(one.currency, money),
            ]
        }
        let note: HTML =
            visible.isWhole && visible.chosen == nil
            ? "" : "<p class=\"lead\">\(words: "billing.usage-of-some")</p>"
        return """
            \(note)\(Table(
                "billing.usage",
                [
                    .init("billing.month"), .init("messages.project", .name), .init("messages.title", .number),
                    .init("messages.parts", .number), .init("billing.cost", .number),
                ], rows: rows))
            <p>\(words: "billing.usage-csv", ["link": BillingPath.usage.query(visible.place)])</p>
            """
    }

    private func ledgerTable(_ visible: VisibleProjects) -> HTML {
        guard !lines(visible).isEmpty else { return "<p>\(words: "billing.nothing-booked")</p>" }
        let rows = lines(visible).map { line -> [HTML] in
            [
                "\(line.what)\(line.note.map { note -> HTML in "<small>\(note)</small>" })", "\(Phrase.dayInUTC(line.at))",
                line.amount.sum(line.currency, money),
            ]
        }
        return """
            \(Table("billing.ledger-caption", [.init("billing.entry"), .init("chart.day"), .init("billing.amount-column", .number)], rows: rows))
            <p>\(words: "billing.ledger-csv", ["link": BillingPath.ledger.query(visible.place)])</p>
            """
    }

    private struct Line {
        let at: Timestamp
        let what: Phrase
        let note: String?
        /// As files say it.
        var plain: String { note.map { what.english + ": " + $0 } ?? what.english }
        let amount: Amount
        let currency: String
    }

    /// Top-ups, and one line for each month and currency with the usage of the projects that the reader may see.
    private func lines(_ visible: VisibleProjects) -> [Line] {
        var lines = entries.map { entry -> Line in
            Line(
                at: entry.at, what: entry.kind.words, note: entry.note.isEmpty ? nil : entry.note, amount: entry.amount,
                currency: entry.currency)
        }
        let months = Dictionary(grouping: usage) { "\($0.month) \($0.currency)" }
        for (_, parts) in months {
            guard let one = parts.first else { continue }
            let cost = parts.reduce(Amount.zero) { $0 - $1.cost }
            let end = Month.start(one.month + 1) - .seconds(1)
            let what = Phrase(now < end ? "billing.month-so-far" : "billing.month-of", ["month": Month.words(one.month)])
            lines.append(Line(at: min(now, end), what: what, note: nil, amount: cost, currency: one.currency))
        }
        return lines.sorted { ($1.at, $1.plain, $1.currency) < ($0.at, $0.plain, $0.currency) }
    }

    func usageCSV(_ visible: VisibleProjects) -> CSV {
        var csv = CSV(header: ["month", "project", "messages", "parts", "cost", "currency"])
        for one in usage {
            csv.append([
                Month.iso(one.month), visible.name(of: one.project), String(one.messages), String(one.parts), one.cost.decimal(money),
                one.currency,
            ])
        }
        return csv
    }

    func ledgerCSV(_ visible: VisibleProjects) -> CSV {
        var csv = CSV(header: ["day", "entry", "amount", "currency"])
        for line in lines(visible) { csv.append([line.at.isoDate, line.plain, line.amount.decimal(money), line.currency]) }
        return csv
    }
}

extension LedgerEntry.Kind {
    fileprivate var words: Phrase {
        switch self {
        case .payment: "billing.top-up"
        case .tax: "billing.entry-tax"
        case .rounding: "billing.entry-rounding"
        case .credit: "billing.entry-credit"
        case .correction: "billing.entry-correction"
        }
    }
}
