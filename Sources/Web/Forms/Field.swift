internal import Language

/// The frame of one field: label, notes and control.
struct Field: Component {
    let notes: FieldNotes
    let label: Phrase
    let optional: Bool
    let control: HTML

    var html: HTML {
        let optionalMark: HTML = optional ? " <span class=\"optional\">\(words: "form.optional")</span>" : ""
        return """
            <div class="field\(" wrong" as HTML, if: notes.error != nil)"><label for="field-\(notes.name)">\(label)\(optionalMark)</label>\
            \(notes)\(control)</div>
            """
    }
}

/// The hint and the error of a field. The control refers to both, so that screen readers read them.
struct FieldNotes: Component {
    let name: String
    let hint: Phrase?
    let error: Phrase?
    /// Whether the error is the only one of its form: then no summary says it.
    var isOnly = false

    /// The value of the control's `aria-describedby`.
    var ids: String? {
        let ids = [hint.map { _ in "hint-\(name)" }, error.map { _ in "error-\(name)" }].compactMap(\.self)
        return ids.isEmpty ? nil : ids.joined(separator: " ")
    }

    var html: HTML {
        let hintLine: HTML? = hint.map { "<p class=\"hint\" id=\"hint-\(name)\">\($0)</p>" }
        let role: HTML = isOnly ? " role=\"alert\"" : ""
        let errorLine: HTML? = error.map { "<p class=\"error\" id=\"error-\(name)\"\(role)>\(Icon.warning)<span>\($0)</span></p>" }
        return "\(hintLine)\(errorLine)"
    }
}
