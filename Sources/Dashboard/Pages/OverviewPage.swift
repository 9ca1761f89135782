internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// The overview: how much was sent, how much was delivered, what failed and why, and the balance.
struct OverviewPage: Sendable {
    /// The number of days shown. They are compared with the same number of days before.
    static let span = Volume.usualDays

    var lastDay: Int?
    var volume = Volume(days: [])
    var before = DailyVolume(day: 0)
    var failures: [Message] = []
    var byProject: [ProjectVolume] = []
    var balances: [Balance] = []
    var drops: [Drop] = []
    var attention = Attention()
    /// Of an account without messages.
    var firstSteps: FirstSteps?

    static func load(_ reader: BillingReader, today: Int, showsMessages: Bool, in tx: Transaction) throws -> OverviewPage {
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
        let last = min(newest, today)
        page.lastDay = last
        var filter = MessageFilter()
        filter.firstDay = last - 2 * span + 1
        filter.lastDay = last
        let both = try Volume.find(filter, projects: projects, dayLimit: 2 * span, in: tx)
        page.volume = Volume(days: both.days.filter { $0.day > last - span })
        page.before = Volume(days: both.days.filter { $0.day <= last - span }).total
        page.byProject = try ProjectVolume.find(projects: projects, firstDay: last - span + 1, lastDay: last, in: tx)
        if showsMessages {
            page.drops = try Drop.open(projects: projects, in: tx)
            var failed = MessageFilter()
            failed.statuses = MessageStatus.failures
            page.failures = try MessagePage.find(failed, projects: projects, limit: 5, in: tx).messages
        }
        return page
    }

    func content(_ visible: VisibleProjects, today: Int, showsMessages: Bool) -> HTML {
        guard let lastDay else {
            return """
                \(attention.html)
                \(figures(visible))
                \(firstSteps.map { $0.steps.isEmpty ? MessagesPage.empty(visible) : $0.html } ?? MessagesPage.empty(visible))
                """
        }
        let range = Day.range(volume.days.first?.day ?? lastDay, lastDay)
        let stale: HTML =
            today - lastDay > 2
            ? Notice.info(Phrase("overview.stale", ["day": Phrase.dayInUTC(Day.start(lastDay))])).html
            : ""
        return """
            \(stale)
            \(attention.html)
            \(DropView(visible: visible).notices(drops))
            \(figures(visible))
            \(VolumeChart.html(volume, title: finding, detail: Phrase("messages.volume-by-day", ["range": range]), csvPath: csvPath(lastDay, visible)))
            \(failureTable(visible, showsMessages))
            \(projectTable(visible))
            """
    }

    private func csvPath(_ last: Int, _ visible: VisibleProjects) -> Path {
        MessagePath.volume.query([("from", Day.iso(last - Self.span + 1)), ("to", Day.iso(last))] + visible.place)
    }

    /// The title of the chart, which says what it shows.
    private var finding: Phrase {
        guard let rate = volume.total.rate else { return "messages.nothing-finished" }
        guard let earlier = before.rate else { return Phrase("messages.rate-delivered", ["rate": rate.words]) }
        let compared = rate.compared(to: earlier, daysBefore: Self.span)
        return Phrase("overview.finding", ["rate": rate.words, "compared": compared])
    }

    private func figures(_ visible: VisibleProjects) -> HTML {
        let total = volume.total
        let days = Phrase("overview.in-days", ["count": volume.days.count])
        var items: [Figures.Item] = []
        if lastDay != nil {
            items = [
                .init(
                    "messages.delivery-rate", "\(total.rate?.words ?? "messages.no-rate")",
                    detail: total.rate.flatMap { rate in before.rate.map { rate.compared(to: $0, daysBefore: Self.span) } }),
                .init("messages.sent", "\(Phrase.number(total.sentTotal))", detail: days),
                .init(
                    "messages.not-delivered", "\(Phrase.number(total.finished - total.delivered))",
                    detail: Phrase("overview.of-finished", ["count": total.finished])),
            ]
            if total.received > 0 {
                items.append(.init("messages.received", "\(Phrase.number(total.received))", detail: days))
            }
        }
        if let money = visible.money {
            items += balances.map { .init("billing.balance", $0.amount.sum($0.currency, money), detail: "overview.left") }
        }
        return items.isEmpty ? "" : Figures(items).html
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
