package import Language

/// The menu with all that a person's ID opens, the same in every shell.
package struct ProductMenu: Sendable {
    package struct Item: Sendable {
        let name: Phrase
        let destination: any Destination
        let isCurrent: Bool
        package init(_ name: Phrase, _ destination: any Destination, isCurrent: Bool = false) {
            self.name = name
            self.destination = destination
            self.isCurrent = isCurrent
        }
    }

    private let items: [Item]

    /// `id` leads to the ID, which stands last.
    package init(_ products: [Item], id: any Destination, isInID: Bool = false) {
        items = products + [Item(.text(Brand.id.name), id, isCurrent: isInID)]
    }

    var html: HTML {
        let links = items.map { item -> HTML in
            """
            <li><a href="\(item.destination)"\(attribute: "aria-current", item.isCurrent ? "true" : nil)>\
            <span class="name">\(item.name)</span>\(item.isCurrent ? Icon.check : nil)</a></li>
            """
        }
        return """
            <details class="menu products"><summary>\(Icon.apps)<span class="hidden">\(words: "shell.products")</span></summary>\
            <div><p class="menu-title" aria-hidden="true">\(words: "shell.products")</p><ul>\(links)</ul></div></details>
            """
    }
}
