/// A refusal or failure, sent to the caller of a JSON API (RFC 9457) or shown as a page.
package struct Problem: Error, Sendable, Equatable {
    /// HTTP status.
    package var status: Int
    /// A stable word for programs, the last part of the problem's `type`: `unknown-role`.
    package var code: String
    /// One sentence: what happened.
    package var title: Phrase
    /// What to do about it, if known.
    package var detail: Phrase?
    /// The fields in error, each with its own sentence. Names are those of the form fields or the JSON members.
    package var fields: [FieldError]
    /// The id of the member of an account whom the refusal is about, for whoever may see them.
    package var member: String?
    /// Seconds after which a retry makes sense; becomes the `Retry-After` header.
    package var retryAfter: Int?

    package init(status: Int, code: String, title: Phrase, detail: Phrase? = nil, fields: [FieldError] = [], retryAfter: Int? = nil) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.fields = fields
        self.retryAfter = retryAfter
    }

    /// What happened and what to do, one after the other.
    package var words: Phrase { .sentences([title, detail].compactMap(\.self)) }

    /// The problem with the member whom it is about.
    package func about(_ member: String?) -> Problem {
        var copy = self
        copy.member = member
        return copy
    }

    /// The response for a caller who must not learn whether the resource exists (threat 2).
    package static let notFound = Problem(
        status: 404, code: "not-found", title: "problem.nothing-here", detail: "problem.nothing-here-next")
}

package struct FieldError: Sendable, Equatable {
    package var field: String
    package var message: Phrase
    package init(_ field: String, _ message: Phrase) {
        self.field = field
        self.message = message
    }
}
