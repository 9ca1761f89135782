package import Language

/// What the ID refused of an order, told at the fields of the form that the person filled in.
extension Problem {
    package static let unreadableAnswer = Problem(
        status: 502, code: "id-answer", title: "product.id-unreadable", detail: "product.id-unreadable-next")

    /// True if the person can correct the form, false for a refusal.
    package var isAboutInput: Bool { status == 422 || status == 409 || (status == 400 && !fields.isEmpty) }

    /// Whether the page that sent the form can show it to whoever filled it in. What is not there, and what failed, has a page of its own.
    package var isForTheReader: Bool { status != 404 && status < 500 }

    /// What is wrong with `field` is shown at the form's field of that name.
    package func renaming(_ field: String, to name: String) -> Problem {
        var copy = self
        copy.fields = fields.map { $0.field == field ? FieldError(name, $0.message) : $0 }
        return copy
    }

    /// What is wrong with `field`, in the page's own words.
    package func saying(_ message: Phrase, of field: String) -> Problem {
        var copy = self
        copy.fields = fields.map { $0.field == field ? FieldError(field, message) : $0 }
        return copy
    }
}
