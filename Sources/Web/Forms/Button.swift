package import Language

/// A button, or a link that looks like one. Its title is a verb and an object.
package struct Button: Component {
    package enum Kind: String, Sendable { case primary, secondary, danger, plain }
    let title: Phrase
    let kind: Kind
    let address: String?
    let name: String?
    let value: String?
    /// Told to whoever does not see where the button stands, so that it differs from others of its kind.
    let about: Phrase?

    /// A button that sends its form. `name` and `value` tell the server which button was pressed.
    package init(_ title: Phrase, _ kind: Kind = .primary, name: String? = nil, value: String? = nil, about: Phrase? = nil) {
        self.title = title
        self.kind = kind
        address = nil
        self.name = name
        self.value = value
        self.about = about
    }
    /// A link.
    package init(_ title: Phrase, _ kind: Kind = .primary, to destination: some Destination) {
        self.title = title
        self.kind = kind
        address = destination.address
        name = nil
        value = nil
        about = nil
    }

    package var html: HTML {
        if let address { return "<a class=\"button \(kind.rawValue)\" href=\"\(address)\">\(title)</a>" }
        let hidden: HTML? = about.map { "<span class=\"hidden\"> \(words: "form.about", ["whom": $0])</span>" }
        return "<button class=\"button \(kind.rawValue)\"\(attribute: "name", name)\(attribute: "value", value)>\(title)\(hidden)</button>"
    }
}

/// A row of buttons. The first one is the most important.
package struct Buttons: Component {
    let content: HTML
    package init(_ content: HTML) { self.content = content }
    package var html: HTML { "<div class=\"buttons\">\(content)</div>" }
}
