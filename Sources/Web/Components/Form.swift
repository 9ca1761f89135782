package import Core

/// A form that changes data. It is sent with POST and carries the form token.
package struct Form: Component {
    let action: String
    let request: WebRequest
    let errors: FormErrors
    let content: HTML
    let isInline: Bool

    /// `content` holds the fields and buttons. `inline` puts them on one line, such as a single button in a table row.
    package init(_ action: String, _ request: WebRequest, errors: FormErrors = FormErrors(), inline: Bool = false, content: HTML) {
        self.action = action
        self.request = request
        self.errors = errors
        self.isInline = inline
        self.content = content
    }

    package var html: HTML {
        """
        \(errors)<form class="\(isInline ? "inline" : "form")" method="post" action="\(action)" novalidate>\
        <input type="hidden" name="_token" value="\(request.formToken)">\(content)</form>
        """
    }
}

/// The errors of a form. They are shown beside each field, and as a summary above the form that gets the focus.
package struct FormErrors: Component {
    package let list: [FieldError]

    package init(_ list: [FieldError] = []) { self.list = list }
    /// The field errors of a problem, or its title if it has none.
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

/// The frame of one field: label, hint, error and control.
struct FieldFrame: Component {
    let name: String
    let label: String
    let hint: String?
    let error: String?
    let optional: Bool
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

/// A text field of one line.
package struct TextField: Component {
    package enum Kind: String, Sendable { case text, email, password, tel, search, url, date }
    let name: String
    let label: String
    let kind: Kind
    let value: String?
    let hint: String?
    let error: String?
    let autocomplete: String?
    let inputMode: String?
    let optional: Bool
    let focused: Bool
    let code: Bool
    let maxLength: Int?

    /// `autocomplete` takes the HTML values (`username`, `current-password`, `one-time-code`). `code` shows the digits with wide spacing.
    package init(
        _ name: String, _ label: String, _ kind: Kind = .text, value: String? = nil, hint: String? = nil, error: String? = nil,
        autocomplete: String? = nil, inputMode: String? = nil, optional: Bool = false, focused: Bool = false, code: Bool = false,
        maxLength: Int? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.value = value
        self.hint = hint
        self.error = error
        self.autocomplete = autocomplete
        self.inputMode = inputMode
        self.optional = optional
        self.focused = focused
        self.code = code
        self.maxLength = maxLength
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

/// One value of a list, with its name and an optional explanation.
package struct Choice: Sendable {
    package let value: String
    package let name: String
    package let detail: String?
    package init(_ value: String, _ name: String, detail: String? = nil) {
        self.value = value
        self.name = name
        self.detail = detail
    }
}

/// A drop-down list.
package struct Select: Component {
    let name: String
    let label: String
    let choices: [Choice]
    let selected: String?
    let hint: String?
    let error: String?
    let optional: Bool

    package init(
        _ name: String, _ label: String, _ choices: [Choice], selected: String? = nil, hint: String? = nil, error: String? = nil,
        optional: Bool = false
    ) {
        self.name = name
        self.label = label
        self.choices = choices
        self.selected = selected
        self.hint = hint
        self.error = error
        self.optional = optional
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

/// Choices that are all visible at once: radio buttons for one choice, or check boxes for any number. Each may have an explanation.
package struct Choices: Component {
    package enum Kind: String, Sendable { case one = "radio", many = "checkbox" }
    let name: String
    let label: String
    let kind: Kind
    let choices: [Choice]
    let selected: [String]
    let hint: String?
    let error: String?

    package init(
        _ name: String, _ label: String, _ kind: Kind, _ choices: [Choice], selected: [String] = [], hint: String? = nil,
        error: String? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.choices = choices
        self.selected = selected
        self.hint = hint
        self.error = error
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

/// A hidden field.
package struct Hidden: Component {
    let name: String
    let value: String
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
    package var html: HTML { "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
}

/// A button, or a link that looks like one. Its title is a verb and an object.
package struct Button: Component {
    package enum Kind: String, Sendable { case primary, secondary, danger, plain }
    let title: String
    let kind: Kind
    let path: String?
    let name: String?
    let value: String?

    /// A button that sends its form. `name` and `value` tell the server which button was pressed.
    package init(_ title: String, _ kind: Kind = .primary, name: String? = nil, value: String? = nil) {
        self.title = title
        self.kind = kind
        path = nil
        self.name = name
        self.value = value
    }
    /// A link to a path.
    package init(_ title: String, _ kind: Kind = .primary, to path: String) {
        self.title = title
        self.kind = kind
        self.path = path
        name = nil
        value = nil
    }

    package var html: HTML {
        if let path { return "<a class=\"button \(kind.rawValue)\" href=\"\(path)\">\(title)</a>" }
        return "<button class=\"button \(kind.rawValue)\"\(attribute: "name", name)\(attribute: "value", value)>\(title)</button>"
    }
}

/// A row of buttons. The first one is the most important.
package struct Buttons: Component {
    let content: HTML
    package init(_ content: HTML) { self.content = content }
    package var html: HTML { "<div class=\"buttons\">\(content)</div>" }
}
