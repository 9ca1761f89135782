package import Language

/// A field for a file of text, such as a table. The form must be one with files (`Form.withFiles`); its value is the text of the file. What was
/// chosen cannot be shown again: whoever must choose once more is told so by the form's own words.
package struct FileField: Component {
    let name: String
    let label: Phrase
    let accepts: String
    let form: FormState
    let hint: Phrase?

    package init(_ name: String, _ label: Phrase, accepts: String, in form: FormState = FormState(), hint: Phrase? = nil) {
        self.name = name
        self.label = label
        self.accepts = accepts
        self.form = form
        self.hint = hint
    }

    package var html: HTML {
        let notes = FieldNotes(name: name, hint: hint, error: form.error(of: name), isOnly: form.isOnlyWrong)
        return Field(
            notes: notes, label: label, optional: true,
            control: """
                <input id="field-\(name)" name="\(name)" type="file" accept="\(accepts)"\
                \(attribute: "aria-describedby", notes.ids)\(attribute: "aria-invalid", notes.error == nil ? nil : "true")>
                """
        ).html
    }
}
