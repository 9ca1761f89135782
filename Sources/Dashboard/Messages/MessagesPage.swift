internal import Core
internal import Language
internal import SQL
internal import Traffic
internal import Web

/// The list of messages with its one box, its charts, its breakdowns and its files.
struct MessagesPage: Sendable {
    let query: MessageQuery
    let box: BoxQuery
    /// What was asked, with all that the box holds.
    let filter: MessageFilter
    var page = MessagePage(messages: [], hasOlder: false, hasNewer: false)
    var volume = Volume(days: [])
    var hours: HourlyVolume?
    var breakdown = Breakdown()
    var times: DeliveryTimes?
    /// The other messages to the number of the only one that was found.
    var others: Volume?
    var countries: [String] = []
    var senders: [String] = []
    var hasAny = false
    /// The kept views that the reader finds.
    var views: [SavedView] = []
    /// What fails more than usual, where nothing was asked for.
    var drops: [Drop] = []

    /// So many that the charts beneath are still found on a small screen.
    private static let rows = 25

    static func load(
        _ query: MessageQuery, visible: VisibleProjects, by reader: Reader, at now: Timestamp, in tx: Transaction
    ) throws -> MessagesPage {
        let projects = visible.numbers
        let (box, filter) = try query.understood(visible, by: reader, at: now, in: tx)
        var found = MessagesPage(query: query, box: box, filter: filter)
        found.hasAny = try Volume.newestDay(projects: projects, in: tx) != nil
        found.countries = try TrafficCountries.all(projects: projects, in: tx)
        found.senders = try BoxQuery.Vocabulary.senders(of: projects, in: tx)
        if !query.isNarrowed { found.drops = try Drop.open(projects: projects, in: tx) }
        guard query.errors.isEmpty else { return found }
        found.page = try MessagePage.find(filter, projects: projects, at: query.position, limit: rows, in: tx)
        let isLong = filter.firstDay != nil
        let days = isLong ? 750 : Volume.usualDays
        guard query.position == .newest else {
            found.volume = try Volume.find(filter, projects: projects, dayLimit: days, in: tx)
            return found
        }
        let figures = try TrafficFigures(filter, projects: projects, dayLimit: days, in: tx)
        found.volume = figures.volume
        found.breakdown = figures.breakdown
        if let since = filter.since, let until = filter.until {
            found.hours = HourlyVolume(of: figures.hits, from: since, until: until)
        }
        if filter.isOfDelays {
            found.times = try DeliveryTimes.find(figures.shown, projects: projects, in: tx)
        }
        if found.page.messages.count == 1, let only = found.page.messages.first {
            found.others = try only.others(projects: visible.allNumbers, in: tx)
        }
        return found
    }

    func content(_ visible: VisibleProjects, for reader: Reader) -> HTML {
        guard hasAny else { return Self.empty(visible) }
        return """
            \(ErrorSummary(query.errors))
            \(DropView(visible: visible).notices(drops))
            \(ViewLinks(views: views, query: query).html)
            \(filters(reader))
            \(BoxChips(box: box, query: query).html)
            \(results(visible, for: reader))
            """
    }

    private func results(_ visible: VisibleProjects, for reader: Reader) -> HTML {
        guard query.errors.isEmpty else { return "" }
        guard !page.messages.isEmpty else {
            return EmptyState(
                "messages.none-fits", "messages.none-fits-next", icon: .search,
                action: Button("messages.show-all", .secondary, to: MessagePath.list).html
            ).html
        }
        let older = page.hasOlder ? page.messages.last.map { query.path(MessagePath.list, [("before", String($0.key.number))]) } : nil
        let newer = page.hasNewer ? page.messages.first.map { query.path(MessagePath.list, [("after", String($0.key.number))]) } : nil
        // One message is no picture.
        let isFirst = query.position == .newest && others == nil
        return """
            \(fresh)
            <p class="count">\(finding) <a href="\(query.path(MessagePath.file))">\(download)</a></p>
            \(MessageTable.html(page.messages, visible: visible, caption: "messages.caption", in: query))
            \(Paging(newer: newer, older: older, label: "messages.pages"))
            \(charts(for: reader), if: isFirst)
            \(BreakdownTables(breakdown: breakdown, query: query, visible: visible, range: filter.isOfCells ? range : nil).html, if: isFirst)
            """
    }

    /// What came while the page was open, filled in by its script: a link to the newest, so that nothing moves that somebody reads.
    private var fresh: HTML {
        guard query.position == .newest, let newest = page.messages.first else { return "" }
        let ask = query.path(MessagePath.new, [("after", String(newest.key.number))])
        return "<p class=\"fresh\" role=\"status\" data-fresh=\"\(ask)\"><a href=\"\(query.path(MessagePath.list))\" hidden></a></p>"
    }

    /// The days that the charts show.
    private var range: Phrase? {
        guard let first = volume.days.first, let last = volume.days.last else { return nil }
        return Day.range(first.day, last.day)
    }

    /// A file holds so many messages at most, and the link says so before they are missed.
    private var download: Phrase {
        let isWhole = volume.isComplete && volume.count <= MessageRoutes.fileLimit
        return isWhole ? "list.csv" : Phrase("messages.csv-newest", ["count": MessageRoutes.fileLimit])
    }

    /// What was found, in a sentence: of a single message what became of it, of several how many arrived and why others did not.
    private var finding: Phrase {
        if let others, let only = page.messages.first { return only.finding(beside: others) }
        guard volume.isComplete else { return Phrase("messages.more-than", ["count": max(volume.count, page.messages.count)]) }
        let count = Phrase("messages.count", ["count": volume.count])
        let total = volume.total
        guard query.isNarrowed, let rate = total.rate, filter.statuses.isEmpty, filter.error.isEmpty else { return count }
        let arrived = Phrase("messages.arrived-sentence", ["rate": rate.words, "count": total.finished])
        guard let worst = breakdown.rows(by: .error).first(where: { $0.sent > 0 }), let error = ErrorCode(worst.value) else {
            return .sentences([count, arrived])
        }
        return .sentences([count, arrived, Phrase("messages.worst-error", ["count": worst.sent, "error": error.meaning])])
    }

    private func charts(for reader: Reader) -> HTML {
        guard let hours else { return "\(chart)\(times.map { VolumeChart.times($0, csvPath: query.path(MessagePath.times)) })" }
        let title = volume.total.rate.map { Phrase("messages.rate-delivered", ["rate": $0.words]) } ?? "messages.nothing-finished"
        return hours.chart(title: title, for: reader, csvPath: query.path(MessagePath.volume))
    }

    private var chart: HTML {
        guard let first = volume.days.first, let last = volume.days.last else { return "" }
        let range = Day.range(first.day, last.day)
        let detail = Phrase("messages.volume-by-day", ["range": range])
        let csv = query.path(MessagePath.volume)
        // Of messages chosen by their status, a rate would say only what was asked for.
        guard filter.statuses.isEmpty else { return VolumeChart.html(volume, title: chosen, detail: detail, csvPath: csv, link: daysLink) }
        let title = volume.total.rate.map { Phrase("messages.rate-delivered", ["rate": $0.words]) } ?? "messages.nothing-finished"
        return """
            <div class="pair">\(VolumeChart.html(volume, title: title, detail: detail, csvPath: csv, link: daysLink))
            \(VolumeChart.rates(
                volume, title: lowestDay, detail: Phrase("messages.rate-by-day", ["range": range]), csvPath: csv))</div>
            """
    }

    private func daysLink(_ first: Int, _ last: Int) -> Path { query.onDays(first, last).path(MessagePath.list) }

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
            "messages.lowest-day", ["day": Day.short(lowest.day), "rate": rate.words, "count": lowest.finished])
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
        let errors =
            [Choice("", "messages.any-error")]
            + ErrorCode.known.compactMap { ErrorCode($0) }.map {
                Choice($0.code, Phrase("messages.error-choice", ["code": $0.code, "meaning": $0.meaning]))
            }
        let times = [Choice("", "messages.any-time")] + TimePreset.allCases.map { Choice($0.rawValue, $0.words) }
        let from = [Choice("", "messages.any-sender")] + senders.prefix(100).map { Choice($0, .text($0)) }
        return Filters(
            MessagePath.list, clearPath: query.isNarrowed ? MessagePath.list.query(query.place) : nil,
            content: """
                \(query.place.compactMap { name, value in value.map { Hidden(name, $0).html } })\
                \(["number", "words", "id"].compactMap { name in query[name].isEmpty ? nil : Hidden(name, query[name]).html })\
                <div class="box">\(TextField("q", "messages.box", .search, in: form, hint: "messages.box-hint", optional: true))</div>
                \(Select("time", "messages.time", times, in: form, optional: true))
                \(Select("status", "messages.status", statuses, in: form, optional: true))
                \(Select("error", "messages.part-error", errors, in: form, optional: true))
                \(Select("country", "messages.country", places, in: form, optional: true))
                \(senders.count > 1 ? Select("sender", "messages.from", from, in: form, optional: true).html : "" as HTML)
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
