internal import Language
internal import Synchronization

/// The frame of every page: head, assets, theme and colour.
struct Document: Component {
    let title: Phrase
    let brand: Brand
    let request: WebRequest
    let layout: StaticString
    let content: HTML

    var html: HTML {
        let theme = request.theme
        let layout = HTML(stringLiteral: layout)
        return """
            <!doctype html>
            <html lang="\(words: "language.tag")" data-accent="\(brand.accent.rawValue)"\(attribute: "data-theme", theme == .system ? nil : theme.rawValue)>
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="\(theme == .system ? "light dark" : theme.rawValue)">
            <title>\(title)\(" – \(brand.name)" as HTML, if: title != .text(brand.name))</title>
            <link rel="stylesheet" href="\(Asset.path("style.css"))">
            <link rel="icon" type="image/svg+xml" href="\(Asset.path(brand.accent.iconName))">
            <script src="\(Asset.path("page.js"))" defer></script>
            \(passkeyScript)
            </head>
            <body class="\(layout)"\(scriptWords)>
            <a class="skip" href="#content">\(words: "shell.skip")</a>
            \(content)
            </body>
            </html>

            """
    }
}

extension Document {
    /// On pages that ask for a passkey, or may lead to the offer of one.
    private var passkeyScript: HTML {
        request.memory.state.withLock { $0.asksForPasskeys } ? "<script src=\"\(Asset.path("passkey.js"))\" type=\"module\"></script>" : ""
    }

    /// The words of what page.js adds.
    private var scriptWords: HTML {
        """
        \(attribute: "data-show", Phrase("script.show"))\(attribute: "data-hide", Phrase("script.hide"))\
        \(attribute: "data-show-password", Phrase("script.show-password"))\(attribute: "data-copy", Phrase("script.copy"))\
        \(attribute: "data-copied", Phrase("script.copied"))
        """
    }
}

extension WebResponse {
    package static func page(_ component: some Component, status: Int = 200, formOrigins: [String] = []) -> WebResponse {
        page(component.html, status: status, formOrigins: formOrigins)
    }
}
