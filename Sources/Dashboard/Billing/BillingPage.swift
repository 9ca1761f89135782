internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// Balances, usage and top-ups. None of it can be loaded without the proof.
struct BillingPage: Sendable {
    let money: MoneyProof
    /// Of each payer whose balance the reader may see.
    private(set) var standings: [Standing] = []
    /// Whether there are others.
    private(set) var hidesSome = false
    let usage: [Usage]
    private let shares: BillingShares
    let now: Timestamp
    private(set) var prices: [Price] = []
    private(set) var marks = ShownMarks()

    static func load(_ reader: BillingReader, _ money: MoneyProof, at now: Timestamp, in tx: Transaction) throws -> BillingPage {
        let visible = reader.visible
        let shares = try BillingShares(of: reader.account.id, names: visible.accounts, in: tx)
        var page = BillingPage(money: money, usage: try Usage.find(projects: visible.numbers, money, in: tx), shares: shares, now: now)
        let currencies = try Balance.find(accounts: visible.accounts, money, in: tx).map(\.currency)
        let payers = shares.payers(and: currencies)
        let open = try payers.filter { try reader.mayOpen($0, in: tx) }
        page.standings = try open.map { try Standing.find($0, shares, money, at: now, in: tx) }
        page.hidesSome = open.count < payers.count
        let today = Day.of(now)
        var known: Set<String> = []
        // The newest of a country that counts today.
        page.prices = try tx.prices().filter { price in
            currencies.contains(price.currency) && price.validFrom <= today && known.insert(price.currency + price.country).inserted
        }
        page.marks = try ShownMarks.find(reader, in: tx)
        return page
    }

    private init(money: MoneyProof, usage: [Usage], shares: BillingShares, now: Timestamp) {
        self.money = money
        self.usage = usage
        self.shares = shares
        self.now = now
    }

    /// Whether the reader sees only what their own projects cost.
    private var isOfSome: Bool { hidesSome && standings.isEmpty }

    func content(_ visible: VisibleProjects, period: HTML, marks: HTML, invoices: HTML) -> HTML {
        guard isOfSome || !usage.isEmpty || !standings.allSatisfy(\.isEmpty) else {
            return EmptyState(
                "billing.nothing", "billing.nothing-next", icon: .billing
            ).html + invoices
        }
        let usage: HTML = "<section class=\"stack\"><h2>\(words: "billing.usage")</h2>\(usageTable(visible))</section>"
        guard !isOfSome else { return "\(Notice.info("billing.of-some"))\(period)\(usage)\(priceTable)" }
        let others: HTML = hidesSome ? Notice.info("billing.of-some-payers").html : ""
        return """
            \(others)
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

    /// Several are told apart by their names.
    private var figures: HTML {
        let shown = standings.filter { !$0.isEmpty }
        guard shown.count > 1, !shares.billing.isEmpty else { return "\(shown.map { $0.figures(money) })" }
        return "\(shown.map { one -> HTML in "<section class=\"stack\"><h2>\(one.payer.title)</h2>\(one.figures(money))</section>" })"
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
        let lines = lines(visible)
        guard !lines.isEmpty else { return "<p>\(words: "billing.nothing-booked")</p>" }
        let hasSeveral = Set(lines.map(\.payer.id)).count > 1
        let rows = lines.map { line -> [HTML] in
            ["\(line.what)\(line.note.map { note -> HTML in "<small>\(note)</small>" })", "\(Phrase.dayInUTC(line.at))"]
                + (hasSeveral ? ["\(line.payer.title)"] : []) + [line.amount.sum(line.payer.currency, money)]
        }
        let columns: [Table.Column] =
            [.init("billing.entry"), .init("chart.day")] + (hasSeveral ? [.init("billing.billed-to")] : [])
            + [.init("billing.amount-column", .number)]
        return """
            \(Table("billing.ledger-caption", columns, rows: rows))
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
        let payer: Payer
    }

    /// What was booked, and one line for each payer and month with the usage of the projects that the reader may see.
    private func lines(_ visible: VisibleProjects) -> [Line] {
        var lines = standings.flatMap { one in
            one.entries.map { entry in
                Line(
                    at: entry.at, what: entry.words, note: entry.note.isEmpty ? nil : entry.note, amount: entry.amount,
                    payer: one.payer)
            }
        }
        let months = Dictionary(grouping: usage) { one in
            "\(one.month) \(one.currency) \(shares.payer(of: one.project, in: one.month, one.currency).id)"
        }
        for parts in months.values {
            guard let one = parts.first else { continue }
            let payer = shares.payer(of: one.project, in: one.month, one.currency)
            guard standings.contains(where: { $0.payer == payer }) else { continue }
            let cost = parts.reduce(Amount.zero) { $0 - $1.cost }
            let end = Month.start(one.month + 1) - .seconds(1)
            let what = Phrase(now < end ? "billing.month-so-far" : "billing.month-of", ["month": Month.words(one.month)])
            lines.append(Line(at: min(now, end), what: what, note: nil, amount: cost, payer: payer))
        }
        return lines.sorted {
            ($1.at, $1.plain, $1.payer.currency, $1.payer.id) < ($0.at, $0.plain, $0.payer.currency, $0.payer.id)
        }
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
        var csv = CSV(header: ["day", "entry", "amount", "currency", "billed_to"])
        for line in lines(visible) {
            csv.append([
                line.at.isoDate, line.plain, line.amount.decimal(money), line.payer.currency, line.payer.billing?.name ?? "",
            ])
        }
        return csv
    }
}

extension LedgerEntry {
    fileprivate var words: Phrase {
        switch kind {
        case .payment: invoice.isEmpty ? "billing.top-up" : "billing.entry-payment"
        case .tax: "billing.entry-tax"
        case .rounding: "billing.entry-rounding"
        case .credit: "billing.entry-credit"
        case .correction: "billing.entry-correction"
        }
    }
}
