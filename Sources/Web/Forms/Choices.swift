package import Language

/// Choices that are all visible at once: radio buttons for one choice, or check boxes for any number. Each may have an explanation.
package struct Choices: Component {
    package enum Kind: String, Sendable { case one = "radio", many = "checkbox" }
    let name: String
    let label: Phrase
    let kind: Kind
    let choices: [Choice]
    let form: FormState
    let hint: Phrase?

    package init(
        _ name: String, _ label: Phrase, _ kind: Kind, _ choices: [Choice], in form: FormState = FormState(), hint: Phrase? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.choices = choices
        self.form = form
        self.hint = hint
    }

    package var html: HTML {
        let notes = FieldNotes(name: name, hint: hint, error: form.error(of: name))
        let selected = form.all(name)
        let rows = choices.enumerated().map { index, choice -> HTML in
            let detail: HTML? = choice.detail.map { "<small>\($0)</small>" }
            let id = index == 0 ? "field-\(name)" : "field-\(name)-\(index)"
            return """
                <label class="choice" for="\(id)">\
                <input type="\(kind.rawValue)" id="\(id)" name="\(name)" value="\(choice.value)"\
                \(" data-reveals" as HTML, if: choice.reveals)\(" checked" as HTML, if: selected.contains(choice.value))>\
                <span>\(choice.name)\(detail)</span></label>
                """
        }
        return """
            <fieldset class="field\(" wrong" as HTML, if: notes.error != nil)"\(attribute: "aria-describedby", notes.ids)>\
            <legend>\(label)</legend>\(notes)<div class="choices">\(rows)</div></fieldset>
            """
    }
}

/// Choices, and fields that belong to some of them: these are hidden while another is chosen, where the browser can, and ignored by whoever
/// reads the form.
package struct RevealedFields: Component {
    let choices: Choices
    let fields: HTML

    package init(_ choices: Choices, _ fields: HTML) {
        self.choices = choices
        self.fields = fields
    }

    package var html: HTML { "<div class=\"revealing\">\(choices)<div class=\"revealed\">\(fields)</div></div>" }
}
