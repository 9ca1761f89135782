internal import Core

/// The brand of a page: a product's name and its colour.
package struct Brand: Sendable, Hashable {
    package let name: String
    package let accent: Accent

    package init(_ name: String, _ accent: Accent) {
        self.name = name
        self.accent = accent
    }

    package static let id = Brand("Lanyard ID", .indigo)
}

/// A product's colour. It is used only for the primary action, the current navigation item and the focus.
package enum Accent: String, Sendable, Hashable {
    case indigo, teal, amber

    var iconName: String { "icon-\(rawValue).svg" }
}

/// The theme that a person chose; `system` if they chose none.
package enum Theme: String, Sendable {
    case system, light, dark

    package static let cookie = "lanyard_theme"
}

extension WebRequest {
    var theme: Theme { cookie(Theme.cookie).flatMap(Theme.init) ?? .system }
}

/// A product's logo: a badge with a symbol for what the product does.
struct Mark: Component {
    let accent: Accent

    var html: HTML {
        let sign: HTML =
            switch accent {
            case .indigo:
                """
                <circle cx="12" cy="12" r="2.6"/><path d="M7.4 18.2c.6-2.3 2.4-3.5 4.6-3.5s4 1.2 4.6 3.5"/>
                """
            case .teal: "<path d=\"M8 17.6v-3.2M12 17.6v-7M16 17.6v-5\"/>"
            case .amber: "<path d=\"M7.2 11.2l4.8 3.6 4.8-3.6M7.2 11.2v6h9.6v-6z\"/>"
            }
        return """
            <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path d="M9.2 1.5 12 5l2.8-3.5"/>\
            <rect x="3.75" y="5" width="16.5" height="17.25" rx="3"/>\(sign)</svg>
            """
    }
}
