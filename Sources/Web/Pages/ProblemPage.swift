package import Core
internal import HTTPTypes

/// A refusal or failure as a page: what happened, what the reader can do, and a reference to give to support.
package struct ProblemPage: Component {
    let problem: Problem
    let brand: Brand
    let request: WebRequest
    let below: HTML

    /// `below` holds links to other ways to continue.
    package init(_ problem: Problem, _ brand: Brand, _ request: WebRequest, below: HTML = HTML()) {
        self.problem = problem
        self.brand = brand
        self.request = request
        self.below = below
    }

    package var html: HTML {
        ColumnPage(problem.title.droppingFullStop, brand: brand, request: request, content: Self.body(problem, request), below: below).html
    }

    /// The same content inside a product's shell.
    package static func page(_ problem: Problem, in shell: AppShell, _ request: WebRequest) -> HTML {
        shell.page(problem.title.droppingFullStop, request, content: "<div class=\"prose\">\(body(problem, request))</div>")
    }

    private static func body(_ problem: Problem, _ request: WebRequest) -> HTML {
        let detail: HTML? = problem.detail.map { "<p>\($0)</p>" }
        let wait: HTML? = problem.retryAfter.map { seconds in
            let time =
                seconds < 90 ? PageText.count(seconds, "second", "seconds") : PageText.count((seconds + 59) / 60, "minute", "minutes")
            return "<p>Try again in \(time).</p>"
        }
        let fields: HTML = problem.fields.isEmpty ? "" : "<ul>\(problem.fields.map { field -> HTML in "<li>\(field.message)</li>" })</ul>"
        // A GET request can be repeated from this page. A form must be sent again from its own page.
        let again: HTML =
            problem.retryAfter != nil && request.method == .get
            ? "\(Buttons("\(Button("Try again", to: LocalPath(request.target) ?? .home))\(Button("Go to the start", .secondary, to: CommonPath.home))"))"
            : "<p>\(Button("Go to the start", .secondary, to: CommonPath.home))</p>"
        return """
            \(detail)\(fields)\(wait)
            \(again)
            <p class="reference">Reference <code>\(request.id)</code></p>
            """
    }
}

extension String {
    /// A problem's title is a sentence with a full stop. The title of a page has none.
    fileprivate var droppingFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
