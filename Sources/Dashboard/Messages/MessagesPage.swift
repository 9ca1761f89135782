internal import Core
internal import SQL
internal import Web

/// The list of messages with its filters, its chart and its files.
struct MessagesPage: Sendable {
    let query: MessageQuery
    var page = MessagePage(messages: [], hasOlder: false, hasNewer: false)
    var volume = Volume(days: [])
    var countries: [String] = []
    var hasAny = false

    /// So many that the charts beneath are still found on a small screen.
    private static let rows = 25

    static func load(_ query: MessageQuery, visible: VisibleProjects, in tx: Transaction) throws -> MessagesPage {
        let projects = visible.numbers
        var found = MessagesPage(query: query)
        found.hasAny = try Volume.newestDay(projects: projects, in: tx) != nil
        found.countries = try TrafficCountries.all(projects: projects, in: tx)
        guard query.errors.isEmpty else { return found }
        found.page = try MessagePage.find(query.filter, projects: projects, at: query.position, limit: rows, in: tx)
        found.volume = try Volume.find(
            query.filter, projects: projects, dayLimit: query.filter.firstDay == nil ? Volume.usualDays : 92, in: tx)
        return found
    }

    func content(_ visible: VisibleProjects) -> HTML {
        guard hasAny else { return Self.empty(visible) }
        return """
            \(ErrorSummary(query.errors))
            \(filters)
            \(results(visible))
            """
    }

    private func results(_ visible: VisibleProjects) -> HTML {
        guard query.errors.isEmpty else { return "" }
        guard !page.messages.isEmpty else {
            return EmptyState(
                "No message fits", "Nothing matches all of these together. Take one of them away, or look at a longer time.", icon: .search,
                action: Button("Show all messages", .secondary, to: MessagePath.list).html
            ).html
        }
        let older = page.hasOlder ? page.messages.last.map { query.path(MessagePath.list, [("before", String($0.key.number))]) } : nil
        let newer = page.hasNewer ? page.messages.first.map { query.path(MessagePath.list, [("after", String($0.key.number))]) } : nil
        return """
            <p class="count">\(count) <a href="\(query.path(MessagePath.file))">\(download)</a></p>
            \(MessageTable.html(page.messages, visible: visible, caption: "Messages, newest first", in: query))
            \(Paging(newer: newer, older: older, label: "Pages of messages"))
            \(chart, if: query.position == .newest)
            """
    }

    /// A file holds so many messages at most, and the link says so before they are missed.
    private var download: String {
        let isWhole = volume.isComplete && volume.count <= MessageRoutes.fileLimit
        return isWhole ? "Download as CSV" : "Download the newest \(PageText.number(MessageRoutes.fileLimit)) as CSV"
    }

    private var count: String {
        guard volume.isComplete else {
            return "More than \(PageText.number(Volume.searchLimit - 1)) messages; the charts beneath show the newest of them."
        }
        return PageText.count(volume.count, "message.", "messages.")
    }

    private var chart: HTML {
        guard let first = volume.days.first, let last = volume.days.last else { return "" }
        let detail = "Volume by day (UTC), \(VolumeChart.range(first.day, last.day))"
        let csv = query.path(MessagePath.volume)
        // Of messages chosen by their status, a rate would say only what was asked for.
        guard query.filter.statuses.isEmpty else { return VolumeChart.html(volume, title: chosen, detail: detail, csvPath: csv) }
        let title = volume.total.rate.map { "\($0.text) delivered" } ?? "Nothing has finished yet"
        return """
            <div class="pair">\(VolumeChart.html(volume, title: title, detail: detail, csvPath: csv))
            \(VolumeChart.rates(
                volume, title: lowestDay, detail: "Delivery rate by day (UTC), \(VolumeChart.range(first.day, last.day))",
                csvPath: csv))</div>
            """
    }

    /// How many messages of the chosen status the chart draws.
    private var chosen: String {
        let total = volume.total
        let status = query["status"] == MessageQuery.notDelivered ? "Not delivered" : query["status"]
        return "\(status): \(PageText.count(total.sentTotal + total.received, "message", "messages"))"
    }

    /// The lowest point of the line, with how many messages stand behind it.
    private var lowestDay: String {
        let days = volume.days.filter { $0.finished > 0 }
        guard let lowest = days.min(by: { ($0.rate?.permille ?? 1000) < ($1.rate?.permille ?? 1000) }), let rate = lowest.rate else {
            return "Delivery rate"
        }
        if rate.permille == 1000 { return "Everything arrived on each of \(PageText.count(days.count, "day", "days"))" }
        return
            "The lowest day was \(VolumeChart.shortDay(lowest.day)): \(rate.text) of \(PageText.count(lowest.finished, "message", "messages"))"
    }

    /// The filters as they were sent. A date field cannot show what is not a date.
    var form: FormState {
        let shown = query.given.compactMap { name, value -> (String, String)? in
            switch name {
            case "from", "to": query.errors.contains { $0.field == name } ? nil : (name, value)
            case "country": (name, value.uppercased())
            default: (name, value)
            }
        }
        return FormState(Values(shown), query.errors, status: 400)
    }

    private var filters: Filters {
        let statuses =
            [Choice("", "Any status"), Choice(MessageQuery.notDelivered, "Not delivered")]
            + MessageStatus.allCases.map { Choice($0.rawValue, $0.rawValue) }
        let places =
            [Choice("", "Any country")] + countries.map { ($0, CountryName.text($0)) }.sorted { $0.1 < $1.1 }.map { Choice($0.0, $0.1) }
        let form = form
        return Filters(
            MessagePath.list, clearPath: query.isNarrowed ? MessagePath.list.query(query.place) : nil,
            content: """
                \(query.place.compactMap { name, value in value.map { Hidden(name, $0).html } })\
                \(TextField("number", "Number or sender", .phoneSearch, in: form, hint: "Whole, its last digits, or its beginning and *", optional: true))
                \(TextField("words", "Words", .search, in: form, hint: "Whole, or a beginning and *", optional: true))
                \(TextField("id", "Message id", .search, in: form, optional: true))
                \(Select("status", "Status", statuses, in: form, optional: true))
                \(Select("country", "Country", places, in: form, optional: true))
                \(TextField("from", "First day", .date, in: form, optional: true))
                \(TextField("to", "Last day", .date, in: form, optional: true))
                """)
    }

    static func empty(_ visible: VisibleProjects) -> HTML {
        if visible.projects.isEmpty, !visible.isWhole {
            return EmptyState(
                "No project is yours yet",
                "You see the messages of the projects you were given. An Administrator of \(visible.accountName) can give you one.",
                icon: .projects
            ).html
        }
        if visible.projects.isEmpty {
            return EmptyState(
                "No messages yet",
                "Begin with a project: it keeps the messages and access keys of one purpose together, such as Checkout. "
                    + "Messages appear here as soon as the first one is sent.",
                icon: .messages, action: visible.opensProjects ? Button("New project", to: ProjectPath.new).html : ""
            ).html
        }
        return EmptyState(
            "No messages yet",
            visible.chosen.map { "The messages of \($0.name) will appear here as soon as the first one is sent." }
                ?? "The messages of your projects will appear here as soon as the first one is sent.", icon: .messages
        ).html
    }
}
