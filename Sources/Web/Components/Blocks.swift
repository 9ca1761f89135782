package import Core
package import Language

extension Notice: Component {
    package var html: HTML { html(more: nil) }

    /// With a link behind the sentence.
    package func html(more: HTML?) -> HTML {
        let icon: Icon =
            switch tone {
            case .good: .check
            case .warning: .warning
            case .bad: .cross
            case .info: .info
            }
        let role = tone == .bad ? "alert" : "status"
        let link: HTML = more.map { " \($0)" } ?? ""
        return "<div class=\"notice \(tone.rawValue)\" role=\"\(role)\">\(icon)<p>\(text)\(link)</p></div>"
    }
}

/// A label for a state. Its text and shape show the state too, not only its colour.
package struct Badge: Component {
    package enum Tone: String, Sendable { case neutral, good, warning, bad, info }
    let text: Phrase
    let tone: Tone
    package init(_ text: Phrase, _ tone: Tone = .neutral) {
        self.text = text
        self.tone = tone
    }
    package var html: HTML { "<span class=\"badge \(tone.rawValue)\">\(text)</span>" }
}

/// Shown in place of an empty list: what the list will hold, and how to begin.
package struct EmptyState: Component {
    let title: Phrase
    let text: Phrase
    let action: HTML
    let icon: Icon?
    package init(_ title: Phrase, _ text: Phrase, icon: Icon? = nil, action: HTML = HTML()) {
        self.title = title
        self.text = text
        self.icon = icon
        self.action = action
    }
    package var html: HTML { "<div class=\"empty\">\(icon)<h2>\(title)</h2><p>\(text)</p>\(action)</div>" }
}

/// A list of names with their values.
package struct Definitions: Component {
    let pairs: [(Phrase, HTML)]
    let areSums: Bool
    /// `sums`: whether they are what the amounts of a table above come to.
    package init(_ pairs: [(Phrase, HTML)], sums: Bool = false) {
        self.pairs = pairs
        areSums = sums
    }
    package var html: HTML {
        "<dl class=\"definitions\(" sums" as HTML, if: areSums)\">\(pairs.map { pair -> HTML in "<div><dt>\(pair.0)</dt><dd>\(pair.1)</dd></div>" })</dl>"
    }
}

/// A bordered part of a page with its own heading.
package struct Panel: Component {
    let title: Phrase?
    let lead: Phrase?
    let content: HTML
    let isDanger: Bool
    package init(_ title: Phrase? = nil, lead: Phrase? = nil, danger: Bool = false, _ content: HTML) {
        self.title = title
        self.lead = lead
        self.isDanger = danger
        self.content = content
    }
    package var html: HTML {
        let heading: HTML? = title.map { "<h2>\($0)</h2>" }
        let leadLine: HTML? = lead.map { "<p class=\"lead\">\($0)</p>" }
        return "<section class=\"panel\(" danger" as HTML, if: isDanger)\">\(heading)\(leadLine)\(content)</section>"
    }
}

/// Links to different views of one list. The current view is marked.
package struct Tabs: Component {
    let label: Phrase
    let items: [(title: Phrase, path: Path, isCurrent: Bool)]
    package init(_ label: Phrase, _ items: [(title: Phrase, path: Path, isCurrent: Bool)]) {
        self.label = label
        self.items = items
    }
    package var html: HTML {
        let links = items.map { item -> HTML in
            "<li><a href=\"\(item.path)\"\(attribute: "aria-current", item.isCurrent ? "page" : nil)>\(item.title)</a></li>"
        }
        return "<nav class=\"tabs\" aria-label=\"\(label)\"><ul>\(links)</ul></nav>"
    }
}

/// Filters above a list: a row of fields that are sent with GET and change nothing on the server.
package struct Filters: Component {
    let action: Path
    let content: HTML
    let clearPath: Path?
    let button: Phrase
    let isOneField: Bool
    /// `clearPath` is the address of the list without filters; nil if no filter is set. One field takes all the width there is.
    package init(_ action: Path, clearPath: Path? = nil, button: Phrase = "list.show", isOneField: Bool = false, content: HTML) {
        self.action = action
        self.content = content
        self.clearPath = clearPath
        self.button = button
        self.isOneField = isOneField
    }
    package var html: HTML {
        let clear: HTML? = clearPath.map { "<a class=\"button plain\" href=\"\($0)\">\(words: "list.clear")</a>" }
        return """
            <form class="filters\(" one" as HTML, if: isOneField)" method="get" action="\(action)" role="search">\(content)\
            <div class="filter-actions"><button class="button secondary">\(button)</button>\(clear)</div></form>
            """
    }
}

/// A row of key figures.
package struct Figures: Component {
    package struct Item: Sendable {
        let label: Phrase
        let value: HTML
        let detail: Phrase?
        package init(_ label: Phrase, _ value: HTML, detail: Phrase? = nil) {
            self.label = label
            self.value = value
            self.detail = detail
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

/// A list of events in time order.
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

/// A value for the person to copy, such as a secret that is shown once. One click selects all of it.
package struct CopyValue: Component {
    let label: Phrase
    let value: String
    package init(_ label: Phrase, _ value: String) {
        self.label = label
        self.value = value
    }
    package var html: HTML { "<div class=\"copy\"><span class=\"label\">\(label)</span><code data-copy>\(value)</code></div>" }
}
