internal import Core
package import Language

/// All errors of a form, above it. It gets the focus, and each error leads to its field.
package struct ErrorSummary: Component {
    let errors: [FieldError]

    package init(_ errors: [FieldError]) { self.errors = errors }

    package var html: HTML {
        guard !errors.isEmpty else { return "" }
        let items = errors.map { error -> HTML in
            error.field.isEmpty ? "<li>\(error.message)</li>" : "<li><a href=\"#field-\(error.field)\">\(error.message)</a></li>"
        }
        let title = Phrase("form.another-look", ["count": errors.count])
        return """
            <div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-title">\
            <h2 id="summary-title">\(title)</h2><ul>\(items)</ul></div>
            """
    }
}
