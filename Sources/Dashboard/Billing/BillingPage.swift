internal import Core
internal import SQL
internal import Web

/// Balances, usage and top-ups. None of it can be loaded without the proof.
struct BillingPage: Sendable {
    let money: MoneyProof
    let balances: [Balance]
    let usage: [Usage]
    let entries: [LedgerEntry]
    let now: Timestamp

    static func load(_ visible: VisibleProjects, _ money: MoneyProof, at now: Timestamp, in tx: Transaction) throws -> BillingPage {
        BillingPage(
            money: money, balances: try Balance.find(accounts: visible.accounts, money, in: tx),
            usage: try Usage.find(projects: visible.numbers, money, in: tx),
            entries: try LedgerEntry.find(accounts: visible.accounts, money, in: tx), now: now)
    }

    func content(_ visible: VisibleProjects) -> HTML {
        guard !balances.isEmpty || !usage.isEmpty || !entries.isEmpty else {
            return EmptyState(
                "Nothing to bill yet", "What your messages cost will appear here by project and month, and so will every top-up.",
                icon: .billing
            ).html
        }
        return """
            \(figures)
            <section class="stack"><h2>Usage by project and month</h2>\(usageTable(visible))</section>
            <section class="stack"><h2>Ledger</h2>\(ledgerTable(visible))</section>
            """
    }

    private var figures: HTML {
        let items = balances.flatMap { balance -> [Figures.Item] in
            [
                .init(
                    "Balance", balance.amount.sum(balance.currency, money),
                    detail: balance.amount.isNegative ? "more was used than topped up" : nil),
                .init("Topped up", balance.toppedUp.sum(balance.currency, money), detail: "since the beginning"),
                .init("Used", balance.used.sum(balance.currency, money), detail: "by messages of every project"),
            ]
        }
        return items.isEmpty ? "" : Figures(items).html
    }

    private func usageTable(_ visible: VisibleProjects) -> HTML {
        guard !usage.isEmpty else { return "<p>No message of these projects has cost anything yet.</p>" }
        let rows = usage.map { one -> [HTML] in
            [
                "\(Month.text(one.month))", "\(visible.name(of: one.project))", "\(PageText.number(one.messages))",
                "\(PageText.number(one.parts))", one.cost.sum(one.currency, money),
            ]
        }
        let note: HTML =
            visible.isWhole && visible.chosen == nil
            ? "" : "<p class=\"lead\">Usage of the projects you are looking at; the balance counts every project.</p>"
        return """
            \(note)\(Table(
                "Usage by project and month",
                [.init("Month"), .init("Project", .name), .init("Messages", .number), .init("Parts", .number), .init("Cost", .number)], rows: rows))
            <p><a href="\(BillingPath.usage.query(visible.place))">Download usage as CSV</a>, with exact amounts</p>
            """
    }

    private func ledgerTable(_ visible: VisibleProjects) -> HTML {
        guard !lines(visible).isEmpty else { return "<p>Nothing was booked yet.</p>" }
        let rows = lines(visible).map { line -> [HTML] in
            [line.what, "\(PageText.day(line.at))", line.amount.sum(line.currency, money)]
        }
        return """
            \(Table("Ledger, newest first", [.init("Entry"), .init("Day"), .init("Amount", .number)], rows: rows))
            <p><a href="\(BillingPath.ledger.query(visible.place))">Download the ledger as CSV</a>, with exact amounts</p>
            """
    }

    private struct Line {
        let at: Timestamp
        let what: HTML
        let plain: String
        let amount: Amount
        let currency: String
    }

    /// Top-ups, and one line for each month and currency with the usage of the projects that the reader may see.
    private func lines(_ visible: VisibleProjects) -> [Line] {
        var lines = entries.map { entry -> Line in
            let note: HTML = entry.note.isEmpty ? "" : "<small>\(entry.note)</small>"
            return Line(
                at: entry.at, what: "Top-up\(note)", plain: entry.note.isEmpty ? "Top-up" : "Top-up: " + entry.note, amount: entry.amount,
                currency: entry.currency)
        }
        let months = Dictionary(grouping: usage) { "\($0.month) \($0.currency)" }
        for (_, parts) in months {
            guard let one = parts.first else { continue }
            let cost = parts.reduce(Amount.zero) { $0 - $1.cost }
            let end = Month.start(one.month + 1) - .seconds(1)
            let text = "Messages of \(Month.text(one.month))" + (now < end ? ", so far" : "")
            lines.append(
                Line(at: min(now, end), what: "\(text)", plain: text, amount: cost, currency: one.currency))
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
