package import Language

/// A text field of several lines.
package struct TextArea: Component {
    let name: String
    let label: Phrase
    let rows: Int
    let form: FormState
    let hint: Phrase?
    let optional: Bool

    package init(
        _ name: String, _ label: Phrase, rows: Int = 8, in form: FormState = FormState(), hint: Phrase? = nil, optional: Bool = false
    ) {
        self.optional = optional
        self.name = name
        self.label = label
        self.rows = rows
        self.form = form
        self.hint = hint
    }

    package var html: HTML {
        let notes = FieldNotes(name: name, hint: hint, error: form.error(of: name), isOnly: form.isOnlyWrong)
        // A line break right behind the tag is not part of the text.
        return Field(
            notes: notes, label: label, optional: optional,
            control: """
                <textarea id="field-\(name)" name="\(name)" rows="\(String(rows))" spellcheck="false" autocapitalize="none"\
                \(attribute: "aria-describedby", notes.ids)\(attribute: "aria-invalid", notes.error == nil ? nil : "true")\
                \(" autofocus" as HTML, if: form.focuses(name))>
                \(form.value(name) ?? "")</textarea>
                """
        ).html
    }
}
