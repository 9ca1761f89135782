package import Language

/// A text field of one line.
package struct TextField: Component {
    let name: String
    let label: Phrase
    let input: Input
    let form: FormState
    let hint: Phrase?
    let optional: Bool

    package init(
        _ name: String, _ label: Phrase, _ input: Input = .text, in form: FormState = FormState(), hint: Phrase? = nil,
        optional: Bool = false
    ) {
        self.name = name
        self.label = label
        self.input = input
        self.form = form
        self.hint = hint
        self.optional = optional
    }

    package var html: HTML {
        let notes = FieldNotes(name: name, hint: hint, error: form.error(of: name), isOnly: form.isOnlyWrong)
        let value = input.isSecret ? nil : form.value(name)
        return Field(
            notes: notes, label: label, optional: optional,
            control: """
                <input id="field-\(name)" name="\(name)" type="\(input.type)"\(attribute: "value", value)\
                \(attribute: "autocomplete", input.autocomplete)\(attribute: "inputmode", input.inputMode)\
                \(attribute: "maxlength", input.maxLength.map { String($0) })\
                \(attribute: "spellcheck", input.isVerbatim ? "false" : nil)\
                \(attribute: "autocapitalize", input.isVerbatim ? "none" : nil)\
                \(attribute: "data-strength", input.judge)\(attribute: "data-complete", input.completer)\
                \(attribute: "aria-describedby", notes.ids)\(attribute: "aria-invalid", notes.error == nil ? nil : "true")\
                \(" required" as HTML, if: !optional)\(" autofocus" as HTML, if: form.focuses(name))\
                \(" class=\"code\"" as HTML, if: input.isCode)>
                """
        ).html
    }
}
