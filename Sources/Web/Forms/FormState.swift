internal import Core
package import Language

/// What a form shows: the values of its fields, what was wrong with them, and the field that has the focus.
///
/// The form and its fields find their own part by the fields' names. A page with a form is answered by `WebResponse.page(_:showing:)`.
package struct FormState: Sendable {
    package let errors: [FieldError]
    /// 200, or what a refused form is answered with.
    package let status: Int
    private var values: Values?
    private var focus: String?

    /// A form that was not sent yet.
    package init() {
        errors = []
        status = 200
    }

    /// A form shown again: what was sent, and what was wrong with it. `sent` is nil if these fields were not part of what was sent.
    package init(_ sent: Values?, _ errors: [FieldError], status: Int = 422) {
        values = sent
        self.errors = errors
        self.status = errors.isEmpty ? 200 : status
    }

    /// A form shown again because of one field.
    package init(_ sent: Values, _ field: String, _ message: Phrase) {
        self.init(sent, [FieldError(field, message)])
    }

    /// A form shown again with the field errors of a problem. If it has none, the summary says what happened and what to do.
    package init(_ sent: Values?, _ problem: Problem, status: Int = 422) {
        self.init(sent, problem.fields.isEmpty ? [FieldError("", problem.words)] : problem.fields, status: status)
    }

    package var isRefused: Bool { !errors.isEmpty }

    /// The values that the fields begin with: they are shown until the form is sent. A nil value is left out.
    package func starting(with values: [(String, String?)]) -> FormState {
        guard self.values == nil else { return self }
        var copy = self
        copy.values = Values(values.compactMap { name, value in value.map { (name, $0) } })
        return copy
    }

    /// The field that gets the focus. If the form was refused, the summary of the errors gets it instead.
    package func focusing(_ field: String) -> FormState {
        var copy = self
        copy.focus = field
        return copy
    }

    /// The value without white space at its ends, as handlers read it.
    package func value(_ field: String) -> String? { values.flatMap { $0.has(field) ? $0.text(field) : nil } }
    package func all(_ field: String) -> [String] { values?.all(field) ?? [] }
    package func error(of field: String) -> Phrase? { errors.first { $0.field == field }?.message }
    /// The field gets the focus when the page opens: the first field, or the one field that is wrong.
    func focuses(_ field: String) -> Bool { focus == field && (!isRefused || isOnlyWrong) }

    /// Whether the field that has the focus is all that is wrong: then its own error says so, and no summary repeats it.
    var isOnlyWrong: Bool { errors.count == 1 && errors[0].field == focus }
}

extension WebResponse {
    /// A page with forms. Its status is that of the form that was refused.
    package static func page(_ html: HTML, showing forms: FormState..., formOrigins: [String] = []) -> WebResponse {
        page(html, status: forms.first(where: \.isRefused)?.status ?? 200, formOrigins: formOrigins)
    }
}
