extension Notice: Component {
    package var html: HTML {
        let icon: Icon =
            switch tone {
            case .good: .check
            case .warning: .warning
            case .bad: .cross
            case .info: .info
            }
        return "<div class=\"notice \(tone.rawValue)\" role=\"\(tone == .bad ? "alert" : "status")\">\(icon)<p>\(text)</p></div>"
    }
}

/// A word about a state, told by its shape and word as much as by its colour.
package struct Badge: Component {
    package enum Tone: String, Sendable { case neutral, good, warning, bad, info }
    let text: String, tone: Tone
    package init(_ text: String, _ tone: Tone = .neutral) { (self.text, self.tone) = (text, tone) }
    package var html: HTML { "<span class=\"badge \(tone.rawValue)\">\(text)</span>" }
}

/// What an empty list will hold, and how to begin.
package struct EmptyState: Component {
    let title: String, text: String, action: HTML, icon: Icon?
    package init(_ title: String, _ text: String, icon: Icon? = nil, action: HTML = HTML()) {
        (self.title, self.text, self.icon, self.action) = (title, text, icon, action)
    }
    package var html: HTML { "<div class=\"empty\">\(icon)<h2>\(title)</h2><p>\(text)</p>\(action)</div>" }
}

/// Names and their values.
package struct Definitions: Component {
    let pairs: [(String, HTML)]
    package init(_ pairs: [(String, HTML)]) { self.pairs = pairs }
    package var html: HTML {
        "<dl class=\"definitions\">\(pairs.map { pair -> HTML in "<div><dt>\(pair.0)</dt><dd>\(pair.1)</dd></div>" })</dl>"
    }
}

/// A bordered part of a page with a heading of its own.
package struct Panel: Component {
    let title: String?, lead: String?, content: HTML, isDanger: Bool
    package init(_ title: String? = nil, lead: String? = nil, danger: Bool = false, _ content: HTML) {
        (self.title, self.lead, self.isDanger, self.content) = (title, lead, danger, content)
    }
    package var html: HTML {
        let heading: HTML? = title.map { "<h2>\($0)</h2>" }
        let leadLine: HTML? = lead.map { "<p class=\"lead\">\($0)</p>" }
        return "<section class=\"panel\(" danger" as HTML, if: isDanger)\">\(heading)\(leadLine)\(content)</section>"
    }
}

/// Ways to look at one list: links, the current one marked.
package struct Tabs: Component {
    let label: String, items: [(title: String, path: String, isCurrent: Bool)]
    package init(_ label: String, _ items: [(title: String, path: String, isCurrent: Bool)]) { (self.label, self.items) = (label, items) }
    package var html: HTML {
        let links = items.map { item -> HTML in
            "<li><a href=\"\(item.path)\"\(attribute: "aria-current", item.isCurrent ? "page" : nil)>\(item.title)</a></li>"
        }
        return "<nav class=\"tabs\" aria-label=\"\(label)\"><ul>\(links)</ul></nav>"
    }
}

/// Filters above a list: fields in a row that ask again with GET; nothing is changed by it.
package struct Filters: Component {
    let action: String, content: HTML, clearPath: String?
    /// `clearPath` leads to the list without filters, where some are set.
    package init(_ action: String, clearPath: String? = nil, content: HTML) {
        (self.action, self.clearPath, self.content) = (action, clearPath, content)
    }
    package var html: HTML {
        let clear: HTML? = clearPath.map { "<a class=\"button plain\" href=\"\($0)\">Clear</a>" }
        return """
            <form class="filters" method="get" action="\(action)" role="search">\(content)<div class="filter-actions"><button class="button secondary">Show</button>\(clear)</div></form>
            """
    }
}

/// Figures at a glance, in a row.
package struct Figures: Component {
    package struct Item: Sendable {
        let label: String, value: HTML, detail: String?
        package init(_ label: String, _ value: HTML, detail: String? = nil) {
            (self.label, self.value, self.detail) = (label, value, detail)
        }
    }
    let items: [Item]
    package init(_ items: [Item]) { self.items = items }
    package var html: HTML {
        let drawn = items.map { item -> HTML in
            let detail: HTML? = item.detail.map { "<dd class=\"detail\">\($0)</dd>" }
            return "<div><dt>\(item.label)</dt><dd class=\"value\">\(item.value)</dd>\(detail)</div>"
        }
        return "<dl class=\"figures\">\(drawn)</dl>"
    }
}

/// What happened, in order of time.
package struct Timeline: Component {
    let items: [(title: HTML, time: HTML, detail: HTML, tone: Badge.Tone)]
    package init(_ items: [(title: HTML, time: HTML, detail: HTML, tone: Badge.Tone)]) { self.items = items }
    package var html: HTML {
        let drawn = items.map { item -> HTML in
            "<li class=\"\(item.tone.rawValue)\"><p><strong>\(item.title)</strong> <span class=\"when\">\(item.time)</span></p>\(item.detail)</li>"
        }
        return "<ol class=\"timeline\">\(drawn)</ol>"
    }
}

/// A value to be copied by hand: a secret shown once, a code. The whole of it is selected with one click.
package struct CopyValue: Component {
    let label: String, value: String
    package init(_ label: String, _ value: String) { (self.label, self.value) = (label, value) }
    package var html: HTML { "<div class=\"copy\"><span class=\"label\">\(label)</span><code data-copy>\(value)</code></div>" }
}
