package import Core
package import Language

/// The frame of a product's pages: a bar with the logo, the switchers and the person's menu, and the navigation at the side.
/// On small screens the navigation is folded at the top.
package struct AppShell: Sendable {
    package var brand: Brand
    package var navigation: [NavigationItem]
    package var switchers: [Switcher]
    package var person: PersonMenu?
    /// All that the person's ID opens.
    package var products: ProductMenu?
    /// Where questions are asked, from every page.
    package var ask: NavigationItem?
    /// Shown on every page above what else there is to say.
    package var standing: Notice?
    /// Where more of it stands.
    package var standingMore: (title: Phrase, path: Path)?
    /// What stands above and below the page's own content.
    package var above = HTML()
    package var below = HTML()
    /// Shown in place of the notice that the previous response left.
    package var notice: Notice?

    package init(_ brand: Brand, navigation: [NavigationItem] = [], switchers: [Switcher] = [], person: PersonMenu? = nil) {
        self.brand = brand
        self.navigation = navigation
        self.switchers = switchers
        self.person = person
    }

    private var askLink: HTML? {
        ask.map { item in "<a class=\"ask\" href=\"\(item.path)\">\(item.icon)<span>\(item.title)</span></a>" }
    }

    private var standingHTML: HTML? {
        guard let standing else { return nil }
        guard let more = standingMore else { return standing.html }
        return standing.html(more: "<a href=\"\(more.path)\">\(more.title)</a>")
    }

    /// What a printed page says in place of the bar: the product, the account and the project.
    private var printedTitle: HTML {
        let places = switchers.compactMap { $0.options.first(where: \.isCurrent)?.name }
        return "\(brand.name)\(places.map { place -> HTML in " · \(place)" })"
    }

    package struct NavigationItem: Sendable {
        let title: Phrase
        let path: Path
        let icon: Icon?
        package init(_ title: Phrase, _ path: Path, _ icon: Icon? = nil) {
            self.title = title
            self.path = path
            self.icon = icon
        }
    }

    /// The complete HTML page. `actions` holds at most one primary action. The request's path decides the current navigation item.
    package func page(
        _ title: Phrase, _ request: WebRequest, lead: Phrase? = nil, back: (title: Phrase, path: Path)? = nil, actions: HTML = HTML(),
        content: HTML
    ) -> HTML {
        let current = navigation.filter { request.path == $0.path.text || request.path.hasPrefix($0.path.text + "/") }.max {
            $0.path.text.count < $1.path.text.count
        }
        let links = HTML.join(
            navigation.map { item -> HTML in
                let here = item.path == current?.path
                return """
                    <li><a href="\(item.path)"\(attribute: "aria-current", here ? "page" : nil)>\(item.icon)<span>\(item.title)</span></a></li>
                    """
            })
        let switchersHTML = HTML.join(switchers.map { $0.html(request) })
        let backLink: HTML? = back.map { "<p class=\"back\"><a href=\"\($0.path)\">\(Icon.back)\($0.title)</a></p>" }
        let leadLine: HTML? = lead.map { "<p class=\"lead\">\($0)</p>" }
        let actionsBlock: HTML = actions.isEmpty ? "" : "<div class=\"actions\">\(actions)</div>"
        let side: HTML =
            navigation.isEmpty
            ? "" : "<nav class=\"side\" aria-label=\"\(words: "shell.parts", ["product": brand.name])\"><ul>\(links)</ul></nav>"
        let small: HTML =
            navigation.isEmpty
            ? ""
            : """
            <details class="fold"><summary>\(Icon.menu)<span>\(current?.title ?? "shell.menu")</span></summary>\
            <nav aria-label="\(words: "shell.parts-folded", ["product": brand.name])"><ul>\(links)</ul></nav></details>
            """
        return Document(
            title: title, brand: brand, request: request, layout: "shell",
            content: """
                <header class="bar">
                <a class="brand" href="\(CommonPath.home)">\(Mark(accent: brand.accent))<span>\(brand.name)</span></a>
                <div class="switchers">\(switchersHTML)</div>
                \(askLink)\(products?.html)\(person?.html(request))
                </header>
                \(small)
                <div class="frame\(" bare" as HTML, if: navigation.isEmpty)">
                \(side)
                <main id="content">
                <p class="printed" aria-hidden="true">\(printedTitle)</p>
                \(standingHTML)\(notice ?? request.notice)
                <div class="head"><div>\(backLink)<h1>\(title)</h1>\(leadLine)</div>\(actionsBlock)</div>
                \(above)\(content)\(below)
                </main>
                </div>
                """
        ).html
    }
}

/// A menu to choose an account or a project. It shows the role in each. A choice posts `value` to `action`.
package struct Switcher: Sendable {
    package struct Option: Sendable {
        let value: String
        let name: Phrase
        let detail: Phrase?
        let isCurrent: Bool
        package init(_ value: String, _ name: Phrase, detail: Phrase? = nil, isCurrent: Bool = false) {
            self.value = value
            self.name = name
            self.detail = detail
            self.isCurrent = isCurrent
        }
    }
    let label: Phrase
    let field: String
    let action: Path
    let options: [Option]
    private let all: (title: Phrase, path: Path)?

    /// `label` is for example "Account", `field` is the name of the form field, `action` is the path that it is posted to.
    /// `all` leads to a page with those that are not among the options.
    package init(_ label: Phrase, field: String, action: Path, options: [Option], all: (title: Phrase, path: Path)? = nil) {
        self.all = all
        self.label = label
        self.field = field
        self.action = action
        self.options = options
    }

    func html(_ request: WebRequest) -> HTML {
        let current = options.first(where: \.isCurrent)
        let detail: HTML? = current?.detail.map { "<small>\($0)</small>" }
        guard options.count > 1 else {
            let name = current?.name ?? options.first?.name
            return
                "<div class=\"switcher alone\"><span class=\"hidden\">\(label): </span><span class=\"name\">\(name)</span>\(detail)</div>"
        }
        let items = options.map { option -> HTML in
            let optionDetail: HTML? = option.detail.map { "<small>\($0)</small>" }
            return """
                <li><button name="\(field)" value="\(option.value)"\(attribute: "aria-current", option.isCurrent ? "true" : nil)>\
                <span class="name">\(option.name)</span>\(optionDetail)\(Icon.check)</button></li>
                """
        }
        let more: HTML? = all.map { all in
            "<li><a href=\"\(all.path.query([("return_to", request.target)]))\">\(all.title)</a></li>"
        }
        return """
            <details class="menu switcher"><summary><span class="hidden">\(label): </span>\
            <span class="name">\(current?.name ?? "shell.all")</span>\(detail)\(Icon.chevron)</summary>\
            <form method="post" action="\(action)"><input type="hidden" name="_token" value="\(request.formToken)">\
            <input type="hidden" name="return_to" value="\(request.target)"><p class="menu-title">\(label)</p><ul>\(items)\(more)</ul></form></details>
            """
    }
}

/// The person's menu at the right of the bar: their name, links to manage their data, and the sign-out.
package struct PersonMenu: Sendable {
    let name: String
    let detail: String?
    let links: [(title: Phrase, destination: any Destination)]

    package init(name: String, detail: String? = nil, links: [(title: Phrase, destination: any Destination)] = []) {
        self.name = name
        self.detail = detail
        self.links = links
    }

    func html(_ request: WebRequest) -> HTML {
        let entries = links.map { link -> HTML in "<li><a href=\"\(link.destination)\">\(link.title)</a></li>" }
        let detailLine: HTML? = detail.map { "<small>\($0)</small>" }
        let initial = name.first { $0.isLetter || $0.isNumber }.map { String($0).uppercased() } ?? "?"
        return """
            <details class="menu person"><summary><span class="avatar" aria-hidden="true">\(initial)</span>\
            <span class="hidden">\(words: "shell.your-menu", ["name": name])</span>\(Icon.chevron)</summary>\
            <div><p class="who"><strong>\(name)</strong>\(detailLine)</p><ul>\(entries)</ul>\(ThemeChoice(request: request))\
            <form method="post" action="\(CommonPath.signOut)"><input type="hidden" name="_token" value="\(request.formToken)">\
            <button class="plain">\(words: "shell.sign-out")</button></form></div></details>
            """
    }
}
