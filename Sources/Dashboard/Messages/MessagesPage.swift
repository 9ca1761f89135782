internal import Core
internal import Language
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

    func content(_ visible: VisibleProjects, for reader: Reader) -> HTML {
        guard hasAny else { return Self.empty(visible) }
        return """
            \(ErrorSummary(query.errors))
            \(filters(reader))
            \(results(visible))
            """
    }

    private func results(_ visible: VisibleProjects) -> HTML {
        guard query.errors.isEmpty else { return "" }
        guard !page.messages.isEmpty else {
            return EmptyState(
                "messages.none-fits", "messages.none-fits-next", icon: .search,
                action: Button("messages.show-all", .secondary, to: MessagePath.list).html
            ).html
        }
        let older = page.hasOlder ? page.messages.last.map { query.path(MessagePath.list, [("before", String($0.key.number))]) } : nil
        let newer = page.hasNewer ? page.messages.first.map { query.path(MessagePath.list, [("after", String($0.key.number))]) } : nil
        return """
            <p class="count">\(count) <a href="\(query.path(MessagePath.file))">\(download)</a></p>
            \(MessageTable.html(page.messages, visible: visible, caption: "messages.caption", in: query))
            \(Paging(newer: newer, older: older, label: "messages.pages"))
            \(chart, if: query.position == .newest)
            """
    }

    /// A file holds so many messages at most, and the link says so before they are missed.
    private var download: Phrase {
        let isWhole = volume.isComplete && volume.count <= MessageRoutes.fileLimit
        return isWhole ? "list.csv" : Phrase("messages.csv-newest", ["count": MessageRoutes.fileLimit])
    }

    private var count: Phrase {
        guard volume.isComplete else { return Phrase("messages.more-than", ["count": Volume.searchLimit - 1]) }
        return Phrase("messages.count", ["count": volume.count])
    }

    private var chart: HTML {
        guard let first = volume.days.first, let last = volume.days.last else { return "" }
        let range = VolumeChart.range(first.day, last.day)
        let detail = Phrase("messages.volume-by-day", ["range": range])
        let csv = query.path(MessagePath.volume)
        // Of messages chosen by their status, a rate would say only what was asked for.
        guard query.filter.statuses.isEmpty else { return VolumeChart.html(volume, title: chosen, detail: detail, csvPath: csv) }
        let title = volume.total.rate.map { Phrase("messages.rate-delivered", ["rate": $0.words]) } ?? "messages.nothing-finished"
        return """
            <div class="pair">\(VolumeChart.html(volume, title: title, detail: detail, csvPath: csv))
            \(VolumeChart.rates(
                volume, title: lowestDay, detail: Phrase("messages.rate-by-day", ["range": range]), csvPath: csv))</div>
            """
    }

    /// How many messages of the chosen status the chart draws.
    private var chosen: Phrase {
        let total = volume.total
        let status: Phrase =
            MessageStatus(rawValue: query["status"])?.words
            ?? (query["status"] == MessageQuery.notDelivered ? "messages.not-delivered" : .text(query["status"]))
        return Phrase("messages.of-status", ["status": status, "count": total.sentTotal + total.received])
    }

    /// The lowest point of the line, with how many messages stand behind it.
    private var lowestDay: Phrase {
        let days = volume.days.filter { $0.finished > 0 }
        guard let lowest = days.min(by: { ($0.rate?.permille ?? 1000) < ($1.rate?.permille ?? 1000) }), let rate = lowest.rate else {
            return "messages.delivery-rate"
        }
        if rate.permille == 1000 { return Phrase("messages.everything-arrived", ["count": days.count]) }
        return Phrase(
            "messages.lowest-day", ["day": VolumeChart.shortDay(lowest.day), "rate": rate.words, "count": lowest.finished])
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

    private func filters(_ reader: Reader) -> Filters {
        let statuses =
            [Choice("", "messages.any-status"), Choice(MessageQuery.notDelivered, "messages.not-delivered")]
            + MessageStatus.allCases.map { Choice($0.rawValue, $0.words) }
        let places =
            [Choice("", "messages.any-country")]
            + countries.map { ($0, CountryName.text($0, for: reader)) }.sorted { $0.1 < $1.1 }.map { Choice($0.0, .text($0.1)) }
        let form = form
        return Filters(
            MessagePath.list, clearPath: query.isNarrowed ? MessagePath.list.query(query.place) : nil,
            content: """
                \(query.place.compactMap { name, value in value.map { Hidden(name, $0).html } })\
                \(TextField("number", "messages.number", .phoneSearch, in: form, hint: "messages.number-hint", optional: true))
                \(TextField("words", "messages.words", .search, in: form, hint: "messages.words-hint", optional: true))
                \(TextField("id", "messages.id", .search, in: form, optional: true))
                \(Select("status", "messages.status", statuses, in: form, optional: true))
                \(Select("country", "messages.country", places, in: form, optional: true))
                \(TextField("from", "messages.first-day", .date, in: form, optional: true))
                \(TextField("to", "messages.last-day", .date, in: form, optional: true))
                """)
    }

    static func empty(_ visible: VisibleProjects) -> HTML {
        if visible.projects.isEmpty, !visible.isWhole {
            return EmptyState(
                "messages.no-project", Phrase("messages.no-project-next", ["account": visible.accountName]), icon: .projects
            ).html
        }
        if visible.projects.isEmpty {
            return EmptyState(
                "messages.none", "messages.none-begin", icon: .messages,
                action: visible.opensProjects ? Button("projects.new", to: ProjectPath.new).html : ""
            ).html
        }
        return EmptyState(
            "messages.none",
            visible.chosen.map { Phrase("messages.none-of-project", ["project": $0.name]) } ?? "messages.none-of-yours", icon: .messages
        ).html
    }
}
