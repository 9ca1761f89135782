internal import Core
internal import HTTPTypes
package import Language

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
        ColumnPage(.title(problem.title), brand: brand, request: request, content: Self.body(problem, request), below: below).html
    }

    /// The same content inside a product's shell.
    package static func page(_ problem: Problem, in shell: AppShell, _ request: WebRequest) -> HTML {
        shell.page(.title(problem.title), request, content: "<div class=\"prose\">\(body(problem, request))</div>")
    }

    private static func body(_ problem: Problem, _ request: WebRequest) -> HTML {
        let detail: HTML? = problem.detail.map { "<p>\($0)</p>" }
        let wait: HTML? = problem.retryAfter.map { seconds in
            let time = seconds < 90 ? Phrase("time.seconds", ["count": seconds]) : .minutes(.seconds(seconds))
            return "<p>\(words: "problem.wait", ["time": time])</p>"
        }
        let fields: HTML = problem.fields.isEmpty ? "" : "<ul>\(problem.fields.map { field -> HTML in "<li>\(field.message)</li>" })</ul>"
        // A GET request can be repeated from this page. A form must be sent again from its own page.
        let again: HTML =
            problem.retryAfter != nil && request.method == .get
            ? Buttons(
                """
                \(Button("problem.try-again", to: LocalPath(request.target) ?? .home))\
                \(Button("problem.to-the-start", .secondary, to: CommonPath.home))
                """
            ).html
            : "<p>\(Button("problem.to-the-start", .secondary, to: CommonPath.home))</p>"
        return """
            \(detail)\(fields)\(wait)
            \(again)
            <p class="reference">\(words: "problem.reference") <code>\(request.id)</code></p>
            """
    }
}
