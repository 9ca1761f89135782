internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// A project as a place: its traffic, its people, its keys and what it costs, each part for whoever may open that area of it.
struct ProjectPage: Sendable {
    let project: Me.Project
    var volume = Volume(days: [])
    var keys: [AccessKey] = []
    var people: HTML?
    var cost: [Usage] = []
    var money: MoneyProof?

    static func register(on routes: Routes<ProductSite>) {
        routes.get(ProjectPath.project, as: MayView<ProjectsArea>.self, show)
    }

    /// A project of another account, or one that the member does not see, is treated as if it did not exist.
    @Sendable private static func show(
        _ proof: MayView<ProjectsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let id = try request.parameters(of: ProjectPath.project)
        let account = proof.account
        guard let project = account.projects.first(where: { $0.id == id }), account.mayView(ProjectsArea.self, inAllOf: [id]) else {
            throw Problem.notFound
        }
        var page = ProjectPage(project: project)
        page.money = MoneyProof(account, in: [id])
        let money = page.money
        let seesMessages = account.mayView(MessagesArea.self, inAllOf: [id])
        let today = Day.of(request.time)
        (page.volume, page.cost) = try await site.database.read { tx in
            guard let traffic = try TrafficProject.find(projectID: id, in: tx) else { return (Volume(days: []), []) }
            let month = Month.of(request.time)
            let cost = try money.map { try Usage.find(projects: [traffic.number], $0, in: tx).filter { $0.month == month } } ?? []
            return (seesMessages ? try Self.volume(of: traffic, today: today, in: tx) : Volume(days: []), cost)
        }
        if account.mayView(AccessKeysArea.self, inAllOf: [id]) {
            page.keys = try await AccessKey.all(of: account, proof.api).filter { $0.projectID == id }
        }
        page.people = try await WhoCanSee.project(project, proof.member)
        let settings: HTML =
            account.mayManage(ProjectsArea.self) ? Button("projects.settings", .secondary, to: ProjectPath.settings(id)).html : ""
        return .page(
            site.shell(proof).page(
                .text(project.name), request, back: ("projects.title", ProjectPath.list), actions: settings,
                content: page.content(proof.member, request, seesMessages: seesMessages)))
    }

    private static func volume(of traffic: TrafficProject, today: Int, in tx: Transaction) throws -> Volume {
        guard let newest = try Volume.newestDay(projects: [traffic.number], in: tx) else { return Volume(days: []) }
        var filter = MessageFilter()
        filter.lastDay = min(newest, today)
        filter.firstDay = min(newest, today) - Volume.usualDays + 1
        return try Volume.find(filter, projects: [traffic.number], in: tx)
    }

    private func content(_ member: InAccount, _ request: WebRequest, seesMessages: Bool) -> HTML {
        """
        \(ProjectSurroundings(project, member.account))
        \(figures)
        \(seesMessages ? traffic(member) : "" as HTML)
        \(section("projects.people", people))
        \(member.account.mayView(AccessKeysArea.self, inAllOf: [project.id]) ? section("access-keys.title", keyTable(member, request)) : "" as HTML)
        """
    }

    private func section(_ title: Phrase, _ content: HTML?) -> HTML {
        content.map { "<section class=\"stack\"><h2>\(title)</h2>\($0)</section>" } ?? ""
    }

    private var figures: HTML {
        let total = volume.total
        let days = Phrase("overview.in-days", ["count": volume.days.count])
        var items: [Figures.Item] = []
        if !volume.days.isEmpty {
            items = [
                .init("messages.delivery-rate", "\(total.rate?.words ?? "messages.no-rate")", detail: days),
                .init("messages.sent", "\(Phrase.number(total.sentTotal))", detail: days),
                .init(
                    "messages.not-delivered", "\(Phrase.number(total.finished - total.delivered))",
                    detail: Phrase("overview.of-finished", ["count": total.finished])),
            ]
        }
        if let money { items += cost.map { .init("projects.cost", $0.cost.sum($0.currency, money), detail: "projects.this-month") } }
        return items.isEmpty ? "" : Figures(items).html
    }

    private func traffic(_ member: InAccount) -> HTML {
        let place = member.place(choosing: project)
        let list = "<p><a href=\"\(MessagePath.list.query(place))\">\(words: "projects.all-messages")</a></p>" as HTML
        guard let first = volume.days.first, let last = volume.days.last else {
            return section("messages.title", "<p class=\"quiet\">\(words: "projects.no-messages")</p>")
        }
        let detail = Phrase("messages.volume-by-day", ["range": Day.range(first.day, last.day)])
        let title = volume.total.rate.map { Phrase("messages.rate-delivered", ["rate": $0.words]) } ?? "messages.nothing-finished"
        let csv = MessagePath.volume.query([("from", Day.iso(first.day)), ("to", Day.iso(last.day))] + place)
        return "\(VolumeChart.html(volume, title: title, detail: detail, csvPath: csv))\(list)"
    }

    private func keyTable(_ member: InAccount, _ request: WebRequest) -> HTML {
        let new: HTML? =
            member.account.mayManage(AccessKeysArea.self)
            ? "<p><a href=\"\(AccessKeyPath.new.query(member.place(choosing: project)))\">\(words: "access-keys.new")</a></p>" : nil
        guard !keys.isEmpty else { return "<p class=\"quiet\">\(words: "access-keys.none")</p>\(new)" }
        let rows = keys.map { key -> [HTML] in
            [
                "<a href=\"\(AccessKeyPath.key(key.id))\">\(key.name)</a>", "\(KeyScopes.title(key.scopes))",
                PageText.time(rfc3339: key.lastUsed) ?? "<span class=\"quiet\">\(words: "access-keys.never")</span>",
                KeyPage.end(key, at: request.time),
            ]
        }
        let columns: [Table.Column] = [
            .init("access-keys.key", .name), .init("access-keys.scopes"), .init("access-keys.last-used"), .init("access-keys.ends"),
        ]
        return "\(Table("access-keys.caption", columns, rows: rows))\(new)"
    }
}
