internal import Core
internal import Language
internal import Traffic
internal import Web

/// Drops as pages show them: each is a sentence that leads to its messages.
struct DropView: Sendable {
    let visible: VisibleProjects
    private static let mostNotices = 3

    /// Above the overview and the list of messages: the newest few, each a sentence with a link, and a link to all.
    func notices(_ drops: [Drop]) -> HTML {
        let shown = drops.prefix(Self.mostNotices).map { drop in
            Notice.warning(said(drop)).html(more: "<a href=\"\(messages(of: drop))\">\(words: "drops.show-messages")</a>")
        }
        let all: HTML = "<p><a href=\"\(DropPath.list)\">\(words: "drops.all", ["count": drops.count])</a></p>"
        return "\(shown)\(all, if: !drops.isEmpty)"
    }

    func now(_ drops: [Drop]) -> HTML {
        guard !drops.isEmpty else { return "<p class=\"lead\">\(words: "drops.none")</p>" }
        return "<section class=\"stack\"><h2>\(words: "drops.now")</h2>\(table("drops.now", drops))</section>"
    }

    func past(_ drops: [Drop]) -> HTML {
        guard !drops.isEmpty else { return "" }
        return "<section class=\"stack\"><h2>\(words: "drops.past")</h2>\(table("drops.past", drops, areOver: true))</section>"
    }

    private func table(_ caption: Phrase, _ drops: [Drop], areOver: Bool = false) -> HTML {
        var columns: [Table.Column] = [
            .init("drops.where", .name), .init("drops.since"), .init("drops.failed", .number), .init("drops.usual", .number),
        ]
        if areOver { columns.append(.init("drops.over")) }
        let rows = drops.map { drop -> [HTML] in
            let reason: HTML = error(drop).map { "<small>\($0)</small>" } ?? ""
            let share: HTML =
                "\(drop.share?.words ?? "messages.no-rate")<small>\(words: "overview.of-finished", ["count": drop.finished])</small>"
            var row: [HTML] = [
                "\(sentence(drop))\(reason)", PageText.time(drop.since), share, "\(drop.usualShare?.words ?? "messages.no-rate")",
            ]
            if areOver {
                let end: Phrase = drop.end == .usual ? "drops.became-usual" : "drops.recovered"
                row.append("\(drop.endedAt.map { PageText.time($0) })<small>\(end)</small>")
            }
            return row
        }
        return Table(caption, columns, rows: rows).html
    }

    private func sentence(_ drop: Drop) -> HTML { "<a href=\"\(messages(of: drop))\">\(title(of: drop))</a>" }

    func title(of drop: Drop) -> Phrase { Phrase("drops.sentence", place(of: drop)) }

    /// For a sentence that says where.
    func place(of drop: Drop) -> KeyValuePairs<String, any PhraseArgument> {
        [
            "sender": drop.series.sender, "country": CountryName.words(drop.series.country),
            "project": visible.name(of: drop.series.project),
        ]
    }

    /// The whole of it: where, how many, since when, and by which error.
    private func said(_ drop: Drop) -> Phrase {
        guard let share = drop.share, let usual = drop.usualShare else { return title(of: drop) }
        let numbers = Phrase("drops.numbers", ["share": share.words, "usual": usual.words, "since": Phrase.time(drop.since)])
        return .sentences([title(of: drop), numbers] + (error(drop).map { [Phrase("drops.error-grew", ["error": $0])] } ?? []))
    }

    private func error(_ drop: Drop) -> Phrase? {
        guard !drop.errorCode.isEmpty else { return nil }
        return ErrorCode(drop.errorCode)?.meaning ?? Phrase("messages.error-code-sentence", ["code": drop.errorCode])
    }

    /// What failed of them since the day on which it began.
    func messages(of drop: Drop) -> Path {
        let project = visible.projects.first { $0.number == drop.series.project }
        let place = visible.place.map { ($0.0, $0.0 == "_project" ? (project?.id ?? $0.1) : $0.1) }
        let days = [("from", Day.iso(Day.of(drop.since)))] + (drop.endedAt.map { [("to", Day.iso(Day.of($0)))] } ?? [])
        return MessagePath.list.query(
            [("sender", drop.series.sender), ("country", drop.series.country), ("status", MessageQuery.notDelivered)] + days + place)
    }
}
