/// A refusal or failure told to the caller of a JSON API (RFC 9457) or shown as a page.
package struct Problem: Error, Sendable, Equatable {
    /// HTTP status.
    package var status: Int
    /// A stable word for programs, the last part of the problem's `type`: `unknown-role`.
    package var code: String
    /// One sentence: what happened.
    package var title: String
    /// What to do about it, where that can be said.
    package var detail: String?
    /// The fields it is about, each with its own sentence; names are those of the form or the JSON members.
    package var fields: [FieldError]
    /// Seconds after which trying again makes sense; becomes `Retry-After`.
    package var retryAfter: Int?

    package init(status: Int, code: String, title: String, detail: String? = nil, fields: [FieldError] = [], retryAfter: Int? = nil) {
        (self.status, self.code, self.title, self.detail, self.fields, self.retryAfter) = (status, code, title, detail, fields, retryAfter)
    }

    /// What somebody sees who may not know whether the thing exists (threats.md, 2).
    package static let notFound = Problem(
        status: 404, code: "not-found", title: "There is nothing here.", detail: "Check the address, or go back to where you came from.")
}

package struct FieldError: Sendable, Equatable {
    package var field: String
    package var message: String
    package init(_ field: String, _ message: String) { (self.field, self.message) = (field, message) }
}
