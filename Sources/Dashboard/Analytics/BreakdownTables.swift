internal import Core
internal import Language
internal import Web

/// The breakdowns beside the list: each row is a link to its messages.
struct BreakdownTables: Sendable {
    private static let most = 8
    let breakdown: Breakdown
    let query: MessageQuery
    let visible: VisibleProjects
    /// The days of which it is.
    var range: Phrase?

    var html: HTML {
        let parts = Breakdown.Kind.allCases.map { table(by: $0) }.filter { !$0.isEmpty }
        guard !parts.isEmpty else { return "" }
        let days: HTML? = range.map { "<p class=\"quiet\">\($0) (UTC)</p>" }
        let note = breakdown.newest.map { count -> HTML in "<p class=\"quiet\">\(words: "messages.of-newest", ["count": count])</p>" }
        return "<section class=\"stack\"><h2>\(words: "messages.made-of")</h2>\(days)\(note)<div class=\"pair\">\(parts)</div></section>"
    }

    private func table(by kind: Breakdown.Kind) -> HTML {
        let rows = breakdown.rows(by: kind)
        // One of a kind says nothing, but which error it is says much.
        guard kind == .error ? !rows.isEmpty : rows.count > 1 else { return "" }
        let shown = rows.prefix(Self.most).map { row -> [HTML] in
            let before: HTML = breakdown.hasBefore ? "\(Phrase.number(row.before))" : ""
            let cells: [HTML] = ["\(name(of: row, kind))", "\(Phrase.number(row.sent))"]
            let rate: [HTML] = kind == .error ? [] : ["\(row.rate?.words ?? "messages.no-rate")"]
            return cells + rate + (breakdown.hasBefore ? [before] : [])
        }
        var columns: [Table.Column] = [
            .init(title(of: kind), .name), .init(kind == .error ? "messages.failed-by-it" : "messages.sent", .number),
        ]
        if kind != .error { columns.append(.init("messages.delivery-rate", .number)) }
        if breakdown.hasBefore { columns.append(.init("messages.before", .number)) }
        let more: HTML =
            rows.count > Self.most ? "<p class=\"quiet\">\(words: "product.and-more", ["count": rows.count - Self.most])</p>" : ""
        return "<div class=\"compact\">\(Table(title(of: kind), columns, rows: shown))\(more)</div>"
    }

    private func title(of kind: Breakdown.Kind) -> Phrase {
        switch kind {
        case .error: "messages.by-error"
        case .country: "messages.by-country"
        case .sender: "messages.by-sender"
        case .project: "messages.by-project"
        }
    }

    private func name(of row: Breakdown.Row, _ kind: Breakdown.Kind) -> HTML {
        switch kind {
        case .error:
            let error = ErrorCode(row.value)
            let meaning: Phrase = error?.meaning ?? Phrase("messages.error-code-sentence", ["code": row.value])
            return "\(link(meaning, "error", row.value))\(error.map { "<small>\($0.advice)</small>" as HTML })"
        case .country: return link(CountryName.words(row.value), "country", row.value)
        case .sender: return link(.text(row.value), "sender", row.value)
        case .project:
            guard let number = Int64(row.value), let project = visible.projects.first(where: { $0.number == number }) else { return "" }
            let place = query.place.map { ($0.0, $0.0 == "_project" ? Optional(project.id) : $0.1) }
            return "<a href=\"\(query.path(MessagePath.list, place: place))\">\(project.name)</a>"
        }
    }

    private func link(_ name: Phrase, _ field: String, _ value: String) -> HTML {
        value.isEmpty ? "\(name)" : "<a href=\"\(query.changing(field, to: value).path(MessagePath.list))\">\(name)</a>"
    }
}
