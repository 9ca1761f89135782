package import Core
internal import HTTPTypes

/// A refusal or failure as a page: what happened, what one can do, and the reference for whoever helps.
package struct ProblemPage: Component {
    let problem: Problem
    let brand: Brand
    let request: WebRequest
    let below: HTML

    /// `below` holds other ways to go on, as quiet links.
    package init(_ problem: Problem, _ brand: Brand, _ request: WebRequest, below: HTML = HTML()) {
        (self.problem, self.brand, self.request, self.below) = (problem, brand, request, below)
    }

    package var html: HTML {
        ColumnPage(problem.title.droppingFullStop, brand: brand, request: request, content: Self.body(problem, request), below: below).html
    }

    /// The same within a product's shell.
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
        // What was only looked at can be asked for again from here; a form is sent again from its own page.
        let again: HTML =
            problem.retryAfter != nil && request.method == .get
            ? "\(Buttons("\(Button("Try again", to: request.target))\(Button("Go to the start", .secondary, to: "/"))"))"
            : "<p>\(Button("Go to the start", .secondary, to: "/"))</p>"
        return """
            \(detail)\(fields)\(wait)
            \(again)
            <p class="reference">Reference <code>\(request.id)</code></p>
            """
    }
}

extension String {
    /// A title carries no full stop; a sentence does.
    fileprivate var droppingFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
