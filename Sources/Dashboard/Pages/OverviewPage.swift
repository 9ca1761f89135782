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
    var balances: [Balance] = []
    var drops: [Drop] = []
    var attention = Attention()
    /// Of an account without messages.
    var firstSteps: FirstSteps?

    static func load(
        _ reader: BillingReader, _ preset: TimePreset?, today: Int, showsMessages: Bool, in tx: Transaction
    ) throws -> OverviewPage {
        let visible = reader.visible
        var page = OverviewPage()
        // The balance is of all projects, whichever one is chosen.
        let isOfAll = reader.account.mayView(BillingArea.self, inAllOf: visible.projects.map(\.id))
        if let money = visible.money, isOfAll, try reader.mayOpenAll(in: tx) {
            page.balances = try Balance.find(accounts: visible.accounts, money, in: tx)
            if visible.isWhole { page.attention = try Attention.find(reader.account.id, in: tx) }
        }
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

    func content(_ visible: VisibleProjects, today: Int, showsMessages: Bool) -> HTML {
        guard let figures, let newest else {
            return """
                \(attention.html)
                \(balance(visible))
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
            \(Figures(figures.items(visible) + balanceItems(visible)))
            \(figures.chart(visible))
            \(failureTable(visible, showsMessages))
            \(projectTable(visible))
            """
    }

    private func balance(_ visible: VisibleProjects) -> HTML {
        let items = balanceItems(visible)
        return items.isEmpty ? "" : Figures(items).html
    }

    private func balanceItems(_ visible: VisibleProjects) -> [Figures.Item] {
        guard let money = visible.money else { return [] }
        return balances.map { .init("billing.balance", $0.amount.sum($0.currency, money), detail: "overview.left") }
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
