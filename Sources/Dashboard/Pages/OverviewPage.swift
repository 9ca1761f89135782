internal import Core
internal import SQL
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

    static func load(_ visible: VisibleProjects, today: Int, showsMessages: Bool, in tx: Transaction) throws -> OverviewPage {
        var page = OverviewPage()
        if let money = visible.money { page.balances = try Balance.find(accounts: visible.accounts, money, in: tx) }
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
            var failed = MessageFilter()
            failed.statuses = MessageStatus.failures
            page.failures = try MessagePage.find(failed, projects: projects, limit: 5, in: tx).messages
        }
        return page
    }

    func content(_ visible: VisibleProjects, today: Int, showsMessages: Bool) -> HTML {
        guard let lastDay else {
            return """
                \(figures(visible))
                \(MessagesPage.empty(visible))
                """
        }
        let range = VolumeChart.range(volume.days.first?.day ?? lastDay, lastDay)
        let stale: HTML =
            today - lastDay > 2
            ? Notice.info("The last message was sent on \(PageText.day(Day.start(lastDay))). This page shows the days up to then.").html
            : ""
        return """
            \(stale)
            \(figures(visible))
            \(VolumeChart.html(volume, title: finding, detail: "Volume by day (UTC), \(range)", csvPath: csvPath(lastDay, visible)))
            \(failureTable(visible, showsMessages))
            \(projectTable(visible))
            """
    }

    private func csvPath(_ last: Int, _ visible: VisibleProjects) -> Path {
        MessagePath.volume.query([("from", Day.iso(last - Self.span + 1)), ("to", Day.iso(last))] + visible.place)
    }

    /// The title of the chart, which says what it shows.
    private var finding: String {
        guard let rate = volume.total.rate else { return "Nothing has finished yet" }
        guard let earlier = before.rate else { return "\(rate.text) delivered" }
        return "\(rate.text) delivered, \(rate.compared(to: earlier)) the \(Self.span) days before"
    }

    private func figures(_ visible: VisibleProjects) -> HTML {
        let total = volume.total
        var items: [Figures.Item] = []
        if lastDay != nil {
            items = [
                .init(
                    "Delivery rate", "\(total.rate?.text ?? "–")",
                    detail: total.rate.flatMap { rate in before.rate.map { rate.compared(to: $0) + " the \(Self.span) days before" } }),
                .init("Sent", "\(PageText.number(total.sentTotal))", detail: "in \(volume.days.count) days"),
                .init(
                    "Not delivered", "\(PageText.number(total.finished - total.delivered))",
                    detail: "of \(PageText.number(total.finished)) finished"),
            ]
            if total.received > 0 {
                items.append(.init("Received", "\(PageText.number(total.received))", detail: "in \(volume.days.count) days"))
            }
        }
        if let money = visible.money {
            items += balances.map { .init("Balance", $0.amount.sum($0.currency, money), detail: "left to use") }
        }
        return items.isEmpty ? "" : Figures(items).html
    }

    private func failureTable(_ visible: VisibleProjects, _ showsMessages: Bool) -> HTML {
        guard showsMessages, !failures.isEmpty else { return "" }
        return """
            <section class="stack"><h2>Recent messages that did not arrive</h2>
            \(MessageTable.html(failures, visible: visible, caption: "Recent messages that did not arrive"))
            <p><a href="\(MessagePath.list.query([("status", MessageQuery.notDelivered)]))">All messages that did not arrive</a></p></section>
            """
    }

    private func projectTable(_ visible: VisibleProjects) -> HTML {
        guard byProject.count > 1 else { return "" }
        let rows = byProject.sorted { $0.total.sentTotal > $1.total.sentTotal }.map { one -> [HTML] in
            [
                "\(visible.name(of: one.project))", "\(PageText.number(one.total.sentTotal))",
                "\(PageText.number(one.total.finished - one.total.delivered))", "\(one.total.rate?.text ?? "–")",
            ]
        }
        return """
            <section class="stack"><h2>By project</h2>
            \(Table(
                "Volume and delivery rate by project",
                [.init("Project"), .init("Sent", .number), .init("Not delivered", .number), .init("Delivery rate", .number)], rows: rows))
            </section>
            """
    }
}
