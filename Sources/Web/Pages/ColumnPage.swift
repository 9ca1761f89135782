internal import HTTPTypes

/// One column of 400 px with one question: the sign-in, and everything else that stands outside a product's shell.
package struct ColumnPage: Component {
    let title: String
    let brand: Brand
    let request: WebRequest
    let step: String?
    let identity: Identity?
    let wide: Bool
    let notice: Notice?
    let content: HTML
    let below: HTML

    /// Who is signing in, with the way to change it.
    package struct Identity: Sendable {
        let name: String
        let changePath: String
        package init(_ name: String, changePath: String) { (self.name, self.changePath) = (name, changePath) }
    }

    /// `brand` is the asking product's; `step` reads "Step 2 of 3"; `below` holds the other ways as quiet links.
    package init(
        _ title: String, brand: Brand, request: WebRequest, step: String? = nil, identity: Identity? = nil, wide: Bool = false,
        notice: Notice? = nil, content: HTML, below: HTML = HTML()
    ) {
        (self.title, self.brand, self.request, self.step, self.identity, self.wide) = (title, brand, request, step, identity, wide)
        (self.notice, self.content, self.below) = (notice, content, below)
    }

    package var html: HTML {
        let who: HTML? = identity.map { identity in
            """
            <p class="identity">\(Icon.person)<span>\(PageText.breakable(identity.name))</span> <a href="\(identity.changePath)">Change<span class="hidden"> who is signing in</span></a></p>
            """
        }
        let stepLine: HTML? = step.map { "<p class=\"step\">\($0)</p>" }
        let belowBlock: HTML = below.isEmpty ? "" : "<div class=\"below\">\(below)</div>"
        return Document(
            title: title, brand: brand, request: request, layout: "column",
            content: """
                <main id="content" class="badge-card\(" wide" as HTML, if: wide)">
                <div class="brand">\(Mark(accent: brand.accent))<span>\(brand.name)</span></div>
                \(notice ?? request.notice)
                \(stepLine)
                <h1>\(title)</h1>
                \(who)
                \(content)
                \(belowBlock)
                </main>
                <footer class="foot">\(ThemeChoice(request: request))</footer>
                """
        ).html
    }
}

/// Light, dark, or as the system has it: three buttons of one form, so that it works without scripts.
struct ThemeChoice: Component {
    let request: WebRequest

    var html: HTML {
        let current = request.theme
        let buttons = [(Theme.system, "System"), (.light, "Light"), (.dark, "Dark")].map { theme, name -> HTML in
            """
            <button name="theme" value="\(theme.rawValue)" aria-pressed="\(theme == current ? "true" : "false")">\(name)</button>
            """
        }
        let back = request.method == .get || request.method == .head ? request.target : "/"
        return """
            <form class="theme" method="post" action="/theme"><input type="hidden" name="_token" value="\(request.formToken)">\
            <input type="hidden" name="return_to" value="\(back)">\
            <span id="theme-label">Theme</span><span class="segmented" role="group" aria-labelledby="theme-label">\(buttons)</span></form>
            """
    }
}
