package import Core
internal import Language

/// A form that changes data. It is sent with POST and carries the form token.
package struct Form: Component {
    let action: String
    let request: WebRequest
    let state: FormState
    let content: HTML
    let isInline: Bool
    private var hasFiles = false

    /// `content` holds the fields and buttons. `inline` puts them on one line, such as a single button in a table row.
    package init(_ action: Path, _ request: WebRequest, _ state: FormState = FormState(), inline: Bool = false, content: HTML) {
        self.action = action.text
        self.request = request
        self.state = state
        self.isInline = inline
        self.content = content
    }

    /// A form that was sent to this page of ours before, and that is sent once more.
    package init(resending page: LocalPath, _ request: WebRequest, content: HTML) {
        action = page.text
        self.request = request
        state = FormState()
        self.content = content
        isInline = false
    }

    /// The same, for content with a `FileField`.
    package func withFiles() -> Form {
        var copy = self
        copy.hasFiles = true
        return copy
    }

    package var html: HTML {
        """
        \(ErrorSummary(state.isOnlyWrong ? [] : state.errors))<form class="\(isInline ? "inline" : "form")" method="post" action="\(action)"\
        \(" enctype=\"multipart/form-data\"" as HTML, if: hasFiles) novalidate>\
        <input type="hidden" name="_token" value="\(request.formToken)">\(request.carriedFields)\(content)</form>
        """
    }
}
