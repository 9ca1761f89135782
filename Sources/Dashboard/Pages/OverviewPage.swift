internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// The overview: what needs somebody, how the messages of some days fared beside those before, what failed and why, and the balance.
struct OverviewPage: Sendable {
    /// nil for an account without messages.
    var figures: OverviewFigures?
    var newest: Int?
    var failures: [Message] = []
    var byProject: [ProjectVolume] = []
    /// Of each payer whose balance the reader may see.
    var balances: [(payer: Payer, balance: Balance)] = []
    var drops: [Drop] = []
    var attention = Attention()
    /// Of an account without messages.
    var firstSteps: FirstSteps?

    /// `billing` is nil for whoever has no Billing.
    static func load(
        _ visible: VisibleProjects, _ billing: BillingReader?, _ preset: TimePreset?, today: Int, showsMessages: Bool, in tx: Transaction
    ) throws -> OverviewPage {
        var page = OverviewPage()
        if let billing { try page.loadBalances(billing, visible, in: tx) }
        let projects = visible.numbers
        guard let newest = try Volume.newestDay(projects: projects, in: tx) else { return page }
        page.newest = newest
        let period = Period(preset, newest: newest, today: today)
        page.figures = try OverviewFigures.find(period, visible, in: tx)
        page.byProject = try ProjectVolume.find(
            projects: projects, firstDay: period.days.lowerBound, lastDay: period.days.upperBound, in: tx)
        if showsMessages {
            page.drops = try Drop.open(projects: projects, in: tx)
            var failed = MessageFilter()
            failed.statuses = MessageStatus.failures
            page.failures = try MessagePage.find(failed, projects: projects, limit: 5, in: tx).messages
        }
        return page
    }

    /// A balance is of every project that was ever billed there, whichever one is chosen here. That of an account which nobody is billed for is of
    /// all, and stands beside figures of projects in which the reader sees money.
    private mutating func loadBalances(_ reader: BillingReader, _ visible: VisibleProjects, in tx: Transaction) throws {
        guard let money = reader.visible.money else { return }
        let shares = try BillingShares(of: reader.account.id, names: visible.accounts, in: tx)
        let currencies = try Balance.find(accounts: visible.accounts, money, in: tx).map(\.currency)
        let isOfAll = reader.account.mayView(BillingArea.self, inAllOf: visible.projects.map(\.id))
        for payer in shares.payers(and: currencies) where try reader.mayOpen(payer, in: tx) && (isOfAll || payer.billing != nil) {
            let balance = try Balance.find(of: payer, shares, money, in: tx)
            if !balance.isEmpty { balances.append((payer, balance)) }
        }
        if reader.seesEveryProject { attention = try Attention.find(reader.account.id, in: tx) }
    }

    func content(_ visible: VisibleProjects, _ billing: BillingReader?, today: Int, showsMessages: Bool) -> HTML {
        guard let figures, let newest else {
            return """
                \(attention.html)
                \(balance(billing))
                \(firstSteps.map { $0.steps.isEmpty ? MessagesPage.empty(visible) : $0.html } ?? MessagesPage.empty(visible))
                """
        }
        let isStale = Period.isStale(newest: newest, today: today)
        let stale: HTML =
            figures.period.preset == nil && isStale
            ? Notice.info(Phrase("overview.stale", ["day": Phrase.dayInUTC(Day.start(newest))])).html : ""
        return """
            \(stale)
            \(attention.html)
            \(DropView(visible: visible).notices(drops))
            \(figures.choice(visible, isStale: isStale))
            \(Figures(figures.items(visible) + balanceItems(billing)))
            \(figures.chart(visible))
            \(failureTable(visible, showsMessages))
            \(projectTable(visible))
            """
    }

    private func balance(_ reader: BillingReader?) -> HTML {
        let items = balanceItems(reader)
        return items.isEmpty ? "" : Figures(items).html
    }

    /// Several billing accounts are told apart by their names.
    private func balanceItems(_ reader: BillingReader?) -> [Figures.Item] {
        guard let money = reader?.visible.money else { return [] }
        return balances.map { payer, balance in
            let left: Phrase = balance.amount.isNegative ? "billing.overdrawn" : "overview.left"
            let detail = payer.billing.map { Phrase("overview.balance-of", ["name": $0.name, "left": left]) } ?? left
            return .init("billing.balance", balance.amount.sum(balance.currency, money), detail: detail)
        }
    }

    private func failureTable(_ visible: VisibleProjects, _ showsMessages: Bool) -> HTML {
        guard showsMessages, !failures.isEmpty else { return "" }
        return """
            <section class="stack"><h2>\(words: "overview.failures")</h2>
            \(MessageTable.html(failures, visible: visible, caption: "overview.failures"))
            <p><a href="\(MessagePath.list.query([("status", MessageQuery.notDelivered)]))">\(words: "overview.all-failures")</a></p></section>
            """
    }

    private func projectTable(_ visible: VisibleProjects) -> HTML {
        guard byProject.count > 1 else { return "" }
        let rows = byProject.sorted { $0.total.sentTotal > $1.total.sentTotal }.map { one -> [HTML] in
            [
                "\(visible.name(of: one.project))", "\(Phrase.number(one.total.sentTotal))",
                "\(Phrase.number(one.total.finished - one.total.delivered))", "\(one.total.rate?.words ?? "messages.no-rate")",
            ]
        }
        return """
            <section class="stack"><h2>\(words: "overview.by-project")</h2>
            \(Table(
                "overview.projects",
                [
                    .init("messages.project"), .init("messages.sent", .number), .init("messages.not-delivered", .number),
                    .init("messages.delivery-rate", .number),
                ], rows: rows))
            </section>
            """
    }
}
