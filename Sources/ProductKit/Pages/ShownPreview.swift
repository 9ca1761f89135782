internal import Core
internal import Crypto
package import Web

/// What a preview showed, so that what is confirmed is what is done: something else is shown anew, since people come and go between the two.
package struct ShownPreview: Sendable {
    /// The field of the form that confirms it.
    package static let field = "confirmed"

    /// What is shown, as the answer to it says again.
    package let mark: String

    package init(_ said: JSON) { mark = Base64URL.encode(Array(SHA256.hash(data: said.bytes))) }

    /// Whether the reader has seen this.
    package func isConfirmed(by request: WebRequest) -> Bool { request.form.text(Self.field) == mark }

    /// Whether they have seen something else.
    package func isOther(than request: WebRequest) -> Bool { !request.form.text(Self.field).isEmpty && !isConfirmed(by: request) }

    package var hidden: HTML { Hidden(Self.field, mark).html }
}
