internal import Core
internal import Language
internal import ProductKit
internal import Traffic
internal import Web

/// The page of the events: the box and its lists, what was found in a sentence, the events, charts and breakdowns.
struct EventPage: Sendable {
    private static let mostParts = 8
    private static let mostBars = 92
    let query: EventQuery
    let found: EventList
    let mayOpenKeys: Bool

    var form: FormState {
        FormState(
            Values(query.given.filter { one in !query.errors.contains { $0.field == one.0 } }), query.errors, status: 400)
    }

    var content: HTML {
        guard found.hasAny || query.isNarrowed else {
            let key: HTML = mayOpenKeys ? Button("access-keys.new", .secondary, to: AccessKeyPath.new).html : ""
            return EmptyState("events.none", "events.none-text", icon: .messages, action: key).html
        }
        return "\(ErrorSummary(query.errors))\(filters)\(results)"
    }

    private var filters: Filters {
        let kinds = [Choice("", "events.any")] + MailEvent.Kind.allCases.map { Choice($0.rawValue, $0.words) }
        let domains = [Choice("", "events.any-domain")] + found.domains.map { Choice($0, .text(DomainName.shown($0))) }
        let times = [Choice("", "messages.any-time")] + TimePreset.allCases.map { Choice($0.rawValue, $0.words) }
        let form = form
        return Filters(
            EventPath.list, clearPath: query.isNarrowed ? EventPath.list.query(query.place) : nil,
            content: """
                \(query.place.compactMap { name, value in value.map { Hidden(name, $0).html } })\
                \(["receiving", "code", "message"].compactMap { name in query[name].isEmpty ? nil : Hidden(name, query[name]).html })\
                <div class="box">\(TextField("q", "events.box", .search, in: form, hint: "events.box-hint", optional: true))</div>
                \(Select("time", "messages.time", times, in: form, optional: true))
                \(Select("event", "events.event", kinds, in: form, optional: true))
                \(Select("domain", "events.domain", domains, in: form, optional: true))
                \(TextField("from", "messages.first-day", .date, in: form, optional: true))
                \(TextField("to", "messages.last-day", .date, in: form, optional: true))
                """)
    }

    private var results: HTML {
        guard query.errors.isEmpty else { return "" }
        guard !found.events.isEmpty else {
            return EmptyState(
                "events.none-fits", "events.none-fits-text", icon: .search,
                action: Button("events.show-all", .secondary, to: EventPath.list).html
            ).html
        }
        let older = found.hasOlder ? found.events.last.map { query.path(EventPath.list, [("before", String($0.key.number))]) } : nil
        let newer = found.hasNewer ? found.events.first.map { query.path(EventPath.list, [("after", String($0.key.number))]) } : nil
        let isFirst = query.position == .newest
        return """
            <p class="count">\(finding) <a href="\(query.path(EventPath.file))">\(words: "list.csv")</a></p>
            \(chart, if: isFirst)
            \(table)\(Paging(newer: newer, older: older, label: "events.pages"))
            \(breakdowns, if: isFirst)
            """
    }

    /// How much arrived of what was sent, and what bounced most.
    private var finding: HTML {
        let totals = found.totals
        let accepted = totals[.accepted] ?? 0
        let sum = totals.values.reduce(0, +)
        var count = Phrase("events.count", ["count": sum])
        if query.isOfCells, let first = found.days.first?.day, let last = found.days.last?.day {
            count = Phrase("events.count-in", ["count": sum, "range": Day.range(first, last)])
        }
        let note: Phrase? = found.isWhole ? nil : Phrase("messages.of-newest", ["count": EventList.searchLimit])
        guard query.position == .newest else { return "" }
        let rates = Phrase(
            "events.rates",
            [
                "delivered": totals[.delivered] ?? 0, "accepted": accepted, "bounced": totals[.bounced] ?? 0,
                "complained": totals[.complained] ?? 0,
            ])
        return "\(Phrase.sentences([count] + (accepted > 0 ? [rates] : []) + (note.map { [$0] } ?? [])))"
    }

    private var chart: HTML {
        guard found.days.count > 1, let last = found.days.last?.day else { return "" }
        let first = max(found.days[0].day, last - Self.mostBars + 1)
        let kinds: [MailEvent.Kind] = query.kinds.isEmpty ? [.delivered, .deferred, .bounced, .complained] : query.kinds
        let shown = Array(found.days.suffix(Self.mostBars))
        let series = kinds.map { kind in Chart.Series(kind.words, shown.map { Double($0.counts[kind] ?? 0) }) }
        let bounced = shown.reduce(0) { $0 + ($1.counts[.bounced] ?? 0) }
        let links = shown.map {
            query.changing("time", to: "").changing("from", to: Day.iso($0.day)).changing("to", to: Day.iso($0.day)).path(EventPath.list)
        }
        return Chart(
            .bars, title: bounced == 0 ? "events.nothing-bounced" : Phrase("events.by-day", ["bounced": bounced]),
            detail: Phrase("events.by-day-detail", ["range": Day.range(first, last)]),
            .init(shown.map { Day.short($0.day) }, series, links: links), .init("events.a-day"), csvPath: query.path(EventPath.volume)
        ).html
    }

    private var table: HTML {
        let rows = found.events.map { event -> [HTML] in
            let reason: HTML = event.reason.isEmpty ? "" : "<small>\(event.reason)</small>"
            let message: HTML =
                event.message.isEmpty
                ? ""
                : "<small><a href=\"\(EventPath.list.query([("message", event.message)] + query.place))\">\(words: "events.of-this-mail")</a></small>"
            return [
                "<a href=\"\(EventPath.list.query([("q", event.recipient)] + query.place))\">\(PageText.breakable(event.recipient))</a>",
                "\(Self.badge(event.kind))\(reason)", "\(DomainName.shown(event.domain))\(message)", PageText.time(event.at),
            ]
        }
        return Table(
            "events.title", [.init("events.to", .name), .init("events.event"), .init("events.domain"), .init("events.at")], rows: rows
        ).html
    }

    private static func badge(_ kind: MailEvent.Kind) -> Badge {
        let tone: Badge.Tone =
            switch kind {
            case .delivered, .opened, .clicked: .good
            case .accepted: .info
            case .deferred, .unsubscribed: .warning
            case .bounced, .complained: .bad
            }
        return Badge(kind.words, tone)
    }

    private var breakdowns: HTML {
        func table(_ title: Phrase, _ parts: [EventList.Part], _ field: String, _ name: (String) -> Phrase) -> HTML {
            guard !parts.isEmpty else { return "" }
            let rows = parts.prefix(Self.mostParts).map { part -> [HTML] in
                let link: HTML =
                    part.value.isEmpty
                    ? "\(name(part.value))"
                    : "<a href=\"\(query.changing(field, to: part.value).path(EventPath.list))\">\(name(part.value))</a>"
                return [link, "\(Phrase.number(part.events))"]
            }
            return "<div class=\"compact\">\(Table(title, [.init(title, .name), .init("events.events", .number)], rows: rows))</div>"
        }
        let reasons = table("events.by-reason", found.byReason, "code") { code in
            code.isEmpty ? "events.no-code" : Phrase("events.code-means", ["code": code, "meaning": StatusCode.meaning(code)])
        }
        let receivers = table("events.by-receiving", found.byReceiving, "receiving") { .text(DomainName.shown($0)) }
        guard !reasons.isEmpty || !receivers.isEmpty else { return "" }
        return "<section class=\"stack\"><h2>\(words: "messages.made-of")</h2><div class=\"pair\">\(reasons)\(receivers)</div></section>"
    }
}
