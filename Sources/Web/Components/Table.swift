package import Core
package import Language

/// A table. On a phone each row becomes a card that shows the column names beside the values.
package struct Table: Component {
    package struct Column: Sendable {
        package enum Kind: Sendable {
            case text, number, actions
            /// What people named: it may be one long word, which breaks rather than push other columns out.
            case name
        }
        let title: Phrase
        let kind: Kind
        package init(_ title: Phrase, _ kind: Kind = .text) {
            self.title = title
            self.kind = kind
        }
    }
    let caption: Phrase
    let columns: [Column]
    let rows: [[HTML]]
    let footer: [HTML]?
    let showsCaption: Bool

    /// `caption` says what the table holds. Screen readers read it; it is visible if `showsCaption`. The first column is the row header.
    package init(_ caption: Phrase, _ columns: [Column], rows: [[HTML]], footer: [HTML]? = nil, showsCaption: Bool = false) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.footer = footer
        self.showsCaption = showsCaption
    }

    package var html: HTML {
        let heads = columns.map { column -> HTML in
            switch column.kind {
            case .text, .name: "<th scope=\"col\">\(column.title)</th>"
            case .number: "<th scope=\"col\" class=\"number\">\(column.title)</th>"
            case .actions: "<td><span class=\"hidden\">\(column.title)</span></td>"
            }
        }
        let foot: HTML? = footer.map { "<tfoot>\(row($0))</tfoot>" }
        // With more than five columns, a row needs more width to stay on one line.
        return """
            <div class="table-box\(" many" as HTML, if: columns.count > 5)"><div class="table-frame"><table>\
            <caption class="\(showsCaption ? "caption" : "hidden")">\(caption)</caption><thead><tr>\(heads)</tr></thead>\
            <tbody>\(rows.map(row))</tbody>\(foot)</table></div></div>
            """
    }

    private func row(_ cells: [HTML]) -> HTML {
        let drawn = zip(columns, cells).enumerated().map { index, pair -> HTML in
            let (column, content) = pair
            if index == 0 { return "<th scope=\"row\" data-label=\"\(column.title)\">\(content)</th>" }
            // A card puts label and value side by side, so the value must be a single element.
            let cell: HTML = content.isEmpty ? "" : "<div>\(content)</div>"
            switch column.kind {
            case .text: return "<td data-label=\"\(column.title)\">\(cell)</td>"
            case .name: return "<td data-label=\"\(column.title)\" class=\"name\">\(cell)</td>"
            case .number: return "<td data-label=\"\(column.title)\" class=\"number\">\(cell)</td>"
            case .actions: return "<td class=\"row-actions\">\(cell)</td>"
            }
        }
        return "<tr>\(drawn)</tr>"
    }
}

/// The links to the newer and the older page of a list. A link whose path is nil is not shown.
package struct Paging: Component {
    private let back: (title: Phrase, path: Path?)
    private let on: (title: Phrase, path: Path?)
    let label: Phrase
    /// Of a list by time, the newest first.
    package init(newer: Path?, older: Path?, label: Phrase = "list.pages") {
        back = ("list.newer", newer)
        on = ("list.older", older)
        self.label = label
    }

    /// Of any other list, which has no way back but to its start.
    package init(start: Path?, next: Path?, label: Phrase = "list.pages") {
        back = ("list.start", start)
        on = ("list.next", next)
        self.label = label
    }

    package var html: HTML {
        guard back.path != nil || on.path != nil else { return "" }
        let backLink: HTML? = back.path.map { "<a class=\"button secondary\" rel=\"prev\" href=\"\($0)\">\(Icon.newer)\(back.title)</a>" }
        let onLink: HTML? = on.path.map { "<a class=\"button secondary\" rel=\"next\" href=\"\($0)\">\(on.title)\(Icon.older)</a>" }
        return "<nav class=\"paging\" aria-label=\"\(label)\">\(backLink)\(onLink)</nav>"
    }
}
