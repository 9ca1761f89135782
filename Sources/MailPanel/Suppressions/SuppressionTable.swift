internal import Core
internal import Language
internal import Web

/// Suppressed addresses as pages show them.
struct SuppressionTable: Sendable {
    let mayManage: Bool

    func figures(_ counts: [Suppression.Cause: Int]) -> HTML {
        Figures(Suppression.Cause.allCases.map { .init($0.words, "\(Phrase.number(counts[$0] ?? 0))") }).html
    }

    func html(_ suppressions: [Suppression]) -> HTML {
        var columns: [Table.Column] = [.init("suppressions.address", .name), .init("suppressions.cause"), .init("suppressions.added")]
        if mayManage { columns.append(.init("product.actions", .actions)) }
        let rows = suppressions.map { one -> [HTML] in
            let note: HTML = one.note.isEmpty ? "" : "<small>\(one.note)</small>"
            let by: HTML = one.addedBy.isEmpty ? "" : "<small>\(one.addedBy)</small>"
            var row: [HTML] = [PageText.breakable(one.address), "\(one.cause.words)\(note)", "\(PageText.time(one.addedAt))\(by)"]
            if mayManage {
                row.append(
                    """
                    <a class="button plain" href="\(SuppressionPath.removal(one.id))">\(words: "suppressions.remove")\
                    <span class="hidden"> \(one.address)</span></a>
                    """)
            }
            return row
        }
        return Table("suppressions.title", columns, rows: rows).html
    }

    func removals(_ removals: [SuppressionRemoval]) -> HTML {
        guard !removals.isEmpty else { return "" }
        let rows = removals.map { one -> [HTML] in
            [PageText.breakable(one.address), "\(one.cause.words)", "\(one.reason)", "\(PageText.time(one.at))<small>\(one.by)</small>"]
        }
        let columns: [Table.Column] = [
            .init("suppressions.address", .name), .init("suppressions.cause"), .init("suppressions.why-removed"),
            .init("suppressions.removed"),
        ]
        return
            "<section class=\"stack\"><h2>\(words: "suppressions.removed-lately")</h2>\(Table("suppressions.removed-lately", columns, rows: rows))</section>"
    }
}
