package import Language

/// A drop-down list.
package struct Select: Component {
    let name: String
    let label: Phrase
    let choices: [Choice]
    let form: FormState
    let hint: Phrase?
    let optional: Bool

    package init(
        _ name: String, _ label: Phrase, _ choices: [Choice], in form: FormState = FormState(), hint: Phrase? = nil, optional: Bool = false
    ) {
        self.name = name
        self.label = label
        self.choices = choices
        self.form = form
        self.hint = hint
        self.optional = optional
    }

    package var html: HTML {
        let notes = FieldNotes(name: name, hint: hint, error: form.error(of: name))
        let selected = form.value(name)
        let options = choices.map { choice -> HTML in
            "<option value=\"\(choice.value)\"\(" selected" as HTML, if: choice.value == selected)>\(choice.name)</option>"
        }
        return Field(
            notes: notes, label: label, optional: optional,
            control: """
                <select id="field-\(name)" name="\(name)"\(attribute: "aria-describedby", notes.ids)\
                \(attribute: "aria-invalid", notes.error == nil ? nil : "true")>\(options)</select>
                """
        ).html
    }
}
