package import Core

/// A form that changes something: posted with its token.
package struct Form: Component {
    let action: String
    let request: WebRequest
    let errors: FormErrors
    let content: HTML
    let isInline: Bool

    /// `content` holds fields and buttons. `inline` sets them in one line, for a single button in a row.
    package init(_ action: String, _ request: WebRequest, errors: FormErrors = FormErrors(), inline: Bool = false, content: HTML) {
        (self.action, self.request, self.errors, self.isInline, self.content) = (action, request, errors, inline, content)
    }

    package var html: HTML {
        """
        \(errors)<form class="\(isInline ? "inline" : "form")" method="post" action="\(action)" novalidate>\
        <input type="hidden" name="_token" value="\(request.formToken)">\(content)</form>
        """
    }
}

/// What was wrong with a form: told beside each field, and together above the form, where the focus goes.
package struct FormErrors: Component {
    package let list: [FieldError]

    package init(_ list: [FieldError] = []) { self.list = list }
    /// The fields of a problem, or its title where it names none.
    package init(_ problem: Problem) { list = problem.fields.isEmpty ? [FieldError("", problem.title)] : problem.fields }

    package var isEmpty: Bool { list.isEmpty }
    package subscript(_ field: String) -> String? { list.first { $0.field == field }?.message }

    package var html: HTML {
        guard !list.isEmpty else { return "" }
        let items = list.map { error -> HTML in
            error.field.isEmpty ? "<li>\(error.message)</li>" : "<li><a href=\"#field-\(error.field)\">\(error.message)</a></li>"
        }
        return """
            <div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-title">\
            <h2 id="summary-title">\(list.count == 1 ? "One thing needs another look" : "\(list.count) things need another look")</h2><ul>\(items)</ul></div>
            """
    }
}

/// Label above, hint under it, the error beside its field.
struct FieldFrame: Component {
    let name: String, label: String, hint: String?, error: String?, optional: Bool
    let control: HTML

    static func describedBy(_ name: String, hint: String?, error: String?) -> String? {
        let ids = [hint.map { _ in "hint-\(name)" }, error.map { _ in "error-\(name)" }].compactMap(\.self)
        return ids.isEmpty ? nil : ids.joined(separator: " ")
    }

    var html: HTML {
        let hintLine: HTML? = hint.map { "<p class=\"hint\" id=\"hint-\(name)\">\($0)</p>" }
        let errorLine: HTML? = error.map { "<p class=\"error\" id=\"error-\(name)\">\(Icon.warning)<span>\($0)</span></p>" }
        return """
            <div class="field\(" wrong" as HTML, if: error != nil)"><label for="field-\(name)">\(label)\(" <span class=\"optional\">(optional)</span>" as HTML, if: optional)</label>\
            \(hintLine)\(errorLine)\(control)</div>
            """
    }
}

/// A line of text to fill in.
package struct TextField: Component {
    package enum Kind: String, Sendable { case text, email, password, tel, search, url, date }
    let name: String, label: String, kind: Kind, value: String?, hint: String?, error: String?
    let autocomplete: String?, inputMode: String?, optional: Bool, focused: Bool, code: Bool, maxLength: Int?

    /// `autocomplete` as HTML names it (`username`, `current-password`, `one-time-code`); `code` sets the digits wide apart.
    package init(
        _ name: String, _ label: String, _ kind: Kind = .text, value: String? = nil, hint: String? = nil, error: String? = nil,
        autocomplete: String? = nil, inputMode: String? = nil, optional: Bool = false, focused: Bool = false, code: Bool = false,
        maxLength: Int? = nil
    ) {
        (self.name, self.label, self.kind, self.value, self.hint, self.error) = (name, label, kind, value, hint, error)
        (self.autocomplete, self.inputMode, self.optional, self.focused) = (autocomplete, inputMode, optional, focused)
        (self.code, self.maxLength) = (code, maxLength)
    }

    package var html: HTML {
        let plain = [.email, .password, .tel, .url].contains(kind) || code
        return FieldFrame(
            name: name, label: label, hint: hint, error: error, optional: optional,
            control: """
                <input id="field-\(name)" name="\(name)" type="\(kind.rawValue)"\(attribute: "value", kind == .password ? nil : value)\
                \(attribute: "autocomplete", autocomplete ?? "off")\(attribute: "inputmode", inputMode)\(attribute: "maxlength", maxLength.map { String($0) })\
                \(attribute: "spellcheck", plain ? "false" : nil)\(attribute: "autocapitalize", plain ? "none" : nil)\
                \(attribute: "aria-describedby", FieldFrame.describedBy(name, hint: hint, error: error))\(attribute: "aria-invalid", error == nil ? nil : "true")\
                \(" required" as HTML, if: !optional)\(" autofocus" as HTML, if: focused)\(" class=\"code\"" as HTML, if: code)>
                """
        ).html
    }
}

/// Several lines of text.
package struct TextArea: Component {
    let name: String, label: String, value: String, hint: String?, error: String?, optional: Bool, rows: Int

    package init(
        _ name: String, _ label: String, value: String = "", hint: String? = nil, error: String? = nil, optional: Bool = false,
        rows: Int = 4
    ) {
        (self.name, self.label, self.value, self.hint, self.error, self.optional, self.rows) = (
            name, label, value, hint, error, optional, rows
        )
    }

    package var html: HTML {
        FieldFrame(
            name: name, label: label, hint: hint, error: error, optional: optional,
            control: """
                <textarea id="field-\(name)" name="\(name)" rows="\(rows)"\(attribute: "aria-describedby", FieldFrame.describedBy(name, hint: hint, error: error))\
                \(attribute: "aria-invalid", error == nil ? nil : "true")\(" required" as HTML, if: !optional)>
                \(value)</textarea>
                """
        ).html
    }
}

/// One value of a list, with what each means.
package struct Choice: Sendable {
    package let value: String, name: String, detail: String?
    package init(_ value: String, _ name: String, detail: String? = nil) { (self.value, self.name, self.detail) = (value, name, detail) }
}

/// A drop-down list.
package struct Select: Component {
    let name: String, label: String, choices: [Choice], selected: String?, hint: String?, error: String?, optional: Bool

    package init(
        _ name: String, _ label: String, _ choices: [Choice], selected: String? = nil, hint: String? = nil, error: String? = nil,
        optional: Bool = false
    ) {
        (self.name, self.label, self.choices, self.selected, self.hint, self.error, self.optional) = (
            name, label, choices, selected, hint, error, optional
        )
    }

    package var html: HTML {
        let options = choices.map { choice -> HTML in
            "<option value=\"\(choice.value)\"\(" selected" as HTML, if: choice.value == selected)>\(choice.name)</option>"
        }
        return FieldFrame(
            name: name, label: label, hint: hint, error: error, optional: optional,
            control: """
                <select id="field-\(name)" name="\(name)"\(attribute: "aria-describedby", FieldFrame.describedBy(name, hint: hint, error: error))\
                \(attribute: "aria-invalid", error == nil ? nil : "true")>\(options)</select>
                """
        ).html
    }
}

/// Choices that are all seen at once: one of them (radio buttons) or any number (check boxes), each with a line about it.
package struct Choices: Component {
    package enum Kind: String, Sendable { case one = "radio", many = "checkbox" }
    let name: String, label: String, kind: Kind, choices: [Choice], selected: [String], hint: String?, error: String?

    package init(
        _ name: String, _ label: String, _ kind: Kind, _ choices: [Choice], selected: [String] = [], hint: String? = nil,
        error: String? = nil
    ) {
        (self.name, self.label, self.kind, self.choices, self.selected) = (name, label, kind, choices, selected)
        (self.hint, self.error) = (hint, error)
    }

    package var html: HTML {
        let rows = choices.enumerated().map { index, choice -> HTML in
            let detail: HTML? = choice.detail.map { "<small>\($0)</small>" }
            let id = index == 0 ? "field-\(name)" : "field-\(name)-\(index)"
            return """
                <label class="choice" for="\(id)"><input type="\(kind.rawValue)" id="\(id)" name="\(name)" value="\(choice.value)"\
                \(" checked" as HTML, if: selected.contains(choice.value))><span>\(choice.name)\(detail)</span></label>
                """
        }
        let hintLine: HTML? = hint.map { "<p class=\"hint\" id=\"hint-\(name)\">\($0)</p>" }
        let errorLine: HTML? = error.map { "<p class=\"error\" id=\"error-\(name)\">\(Icon.warning)<span>\($0)</span></p>" }
        return """
            <fieldset class="field\(" wrong" as HTML, if: error != nil)"\(attribute: "aria-describedby", FieldFrame.describedBy(name, hint: hint, error: error))>\
            <legend>\(label)</legend>\(hintLine)\(errorLine)<div class="choices">\(rows)</div></fieldset>
            """
    }
}

/// A field nobody sees.
package struct Hidden: Component {
    let name: String, value: String
    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    package var html: HTML { "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
}

/// A button, or a link that looks like one. Its words are a verb and its object.
package struct Button: Component {
    package enum Kind: String, Sendable { case primary, secondary, danger, plain }
    let title: String, kind: Kind, path: String?, name: String?, value: String?

    /// Sends its form; `name` and `value` tell which button it was.
    package init(_ title: String, _ kind: Kind = .primary, name: String? = nil, value: String? = nil) {
        (self.title, self.kind, path, self.name, self.value) = (title, kind, nil, name, value)
    }
    /// Leads to a path.
    package init(_ title: String, _ kind: Kind = .primary, to path: String) {
        (self.title, self.kind, self.path, name, value) = (title, kind, path, nil, nil)
    }

    package var html: HTML {
        if let path { return "<a class=\"button \(kind.rawValue)\" href=\"\(path)\">\(title)</a>" }
        return "<button class=\"button \(kind.rawValue)\"\(attribute: "name", name)\(attribute: "value", value)>\(title)</button>"
    }
}

/// Buttons in a row, the first one the most important.
package struct Buttons: Component {
    let content: HTML
    package init(_ content: HTML) { self.content = content }
    package var html: HTML { "<div class=\"buttons\">\(content)</div>" }
}
