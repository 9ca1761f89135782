package import Core
internal import HTTPTypes
package import Language

/// A page with one column of 400 px and one question: the sign-in, and every other page outside a product's shell.
package struct ColumnPage: Component {
    let title: Phrase
    let brand: Brand
    let request: WebRequest
    let content: HTML
    let below: HTML
    /// For example "Step 2 of 3".
    package var step: Phrase?
    package var identity: Identity?
    package var isWide = false
    /// Shown in place of the notice that the previous response left.
    package var notice: Notice?

    /// Who is signing in, with a link to change it.
    package struct Identity: Sendable {
        let name: String
        let changePath: Path
        package init(_ name: String, changePath: Path) {
            self.name = name
            self.changePath = changePath
        }
    }

    /// `brand` is that of the product that asked for the sign-in. `below` holds links to alternatives.
    package init(_ title: Phrase, brand: Brand, request: WebRequest, content: HTML, below: HTML = HTML()) {
        self.title = title
        self.brand = brand
        self.request = request
        self.content = content
        self.below = below
    }

    package var html: HTML {
        let who: HTML? = identity.map { identity in
            """
            <p class="identity">\(Icon.person)<span>\(PageText.breakable(identity.name))</span> \
            <a href="\(identity.changePath)">\(words: "shell.change")<span class="hidden"> \(words: "shell.who-is-signing-in")</span></a></p>
            """
        }
        let stepLine: HTML? = step.map { "<p class=\"step\">\($0)</p>" }
        let belowBlock: HTML = below.isEmpty ? "" : "<div class=\"below\">\(below)</div>"
        return Document(
            title: title, brand: brand, request: request, layout: "column",
            content: """
                <main id="content" class="badge-card\(" wide" as HTML, if: isWide)">
                <div class="brand">\(logo)<span>\(brand.name)</span></div>
                \(notice ?? request.notice)
                \(stepLine)
                <h1>\(title)</h1>
                \(who)
                \(content)
                \(belowBlock)
                </main>
                <footer class="foot">\(service)\(ThemeChoice(request: request))</footer>
                """
        ).html
    }

    private var logo: HTML {
        guard let organisation = request.memory.settings.organisation, let path = organisation.logo else {
            return Mark(accent: brand.accent).html
        }
        return "<img class=\"logo\" src=\"\(path)\" alt=\"\(organisation.name)\" height=\"24\">"
    }

    /// Whose service it is, and where to ask for help.
    private var service: HTML? {
        guard let organisation = request.memory.settings.organisation else { return nil }
        let support: HTML? = organisation.support.map { support in
            organisation.supportLink.map { " · \(words: "shell.help") <a href=\"\($0)\">\(support)</a>" }
                ?? " · \(words: "shell.help") \(support)"
        }
        return "<p class=\"service\">\(organisation.name)\(support)</p>"
    }
}

/// The choice between the light, the dark and the system's theme: three buttons of one form, so that it works without scripts.
struct ThemeChoice: Component {
    private static let names: [(Theme, Phrase)] = [(.system, "theme.system"), (.light, "theme.light"), (.dark, "theme.dark")]
    let request: WebRequest

    var html: HTML {
        let current = request.theme
        let buttons = Self.names.map { theme, name -> HTML in
            """
            <button name="theme" value="\(theme.rawValue)" aria-pressed="\(theme == current ? "true" : "false")">\(name)</button>
            """
        }
        let back = request.method == .get || request.method == .head ? request.target : CommonPath.home.text
        return """
            <form class="theme" method="post" action="\(CommonPath.theme)"><input type="hidden" name="_token" value="\(request.formToken)">\
            <input type="hidden" name="return_to" value="\(back)">\
            <span id="theme-label">\(words: "theme.title")</span><span class="segmented" role="group" aria-labelledby="theme-label">\(buttons)</span></form>
            """
    }
}
