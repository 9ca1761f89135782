package import Language

/// A button, or a link that looks like one. Its title is a verb and an object.
package struct Button: Component {
    package enum Kind: String, Sendable { case primary, secondary, danger, plain }
    let title: Phrase
    let kind: Kind
    let address: String?
    let name: String?
    let value: String?

    /// A button that sends its form. `name` and `value` tell the server which button was pressed.
    package init(_ title: Phrase, _ kind: Kind = .primary, name: String? = nil, value: String? = nil) {
        self.title = title
        self.kind = kind
        address = nil
        self.name = name
        self.value = value
    }
    /// A link.
    package init(_ title: Phrase, _ kind: Kind = .primary, to destination: some Destination) {
        self.title = title
        self.kind = kind
        address = destination.address
        name = nil
        value = nil
    }

    package var html: HTML {
        if let address { return "<a class=\"button \(kind.rawValue)\" href=\"\(address)\">\(title)</a>" }
        return "<button class=\"button \(kind.rawValue)\"\(attribute: "name", name)\(attribute: "value", value)>\(title)</button>"
    }
}

/// A row of buttons. The first one is the most important.
package struct Buttons: Component {
    let content: HTML
    package init(_ content: HTML) { self.content = content }
    package var html: HTML { "<div class=\"buttons\">\(content)</div>" }
}
