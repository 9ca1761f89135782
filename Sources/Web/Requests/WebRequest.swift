package import Core
package import HTTPTypes
internal import Language
internal import Synchronization

/// A request whose path, query, form and cookies were read and are well formed.
package struct WebRequest: Sendable {
    package let method: HTTPRequest.Method
    /// The path as received, without the query.
    package let path: String
    /// Path and query as received. A `LocalPath` made from it returns to this page.
    package let target: String
    package let query: Values
    package let headers: HTTPFields
    /// The fields of a form body (`.post` and `.form` routes); empty otherwise.
    package internal(set) var form = Values()
    /// The body's bytes (`.api` routes); empty otherwise.
    package internal(set) var body: [UInt8] = []
    /// The unique id of this request. It is in its log lines, in the response's `X-Request-ID`, and on error pages.
    package let id: String
    /// The client's IP address. The header of a proxy is used only if the proxy is trusted.
    package let client: String
    /// The public address of this server, from its configuration.
    package let address: PublicAddress
    /// When the request arrived.
    package let time: Timestamp

    /// The page to come back to after a detour: this one, or for a form the nearest page at or above its path. A `LocalPath`.
    package internal(set) var page = "/"

    var parameters: [(name: String, value: String)] = []
    let cookies: Cookies
    let memory: RequestMemory

    /// The same request with other fields in its form.
    package func replacing(form: Values) -> WebRequest {
        var copy = self
        copy.form = form
        return copy
    }

    /// A cookie by its name without prefix.
    package func cookie(_ name: String) -> String? { cookies[name] }

    /// A parameter of the route's path: `request["member"]` of `/users/:member`; empty if the route has no parameter with that name.
    package subscript(_ parameter: String) -> String { parameters.first { $0.name == parameter }?.value ?? "" }

    /// A path parameter as an id. Throws `Problem.notFound` if it is not an id of this kind.
    package func id<Kind: IdentifierKind>(_ parameter: String, of kind: Kind.Type = Kind.self) throws -> Identifier<Kind> {
        guard let id = Identifier<Kind>(self[parameter]) else { throw Problem.notFound }
        return id
    }

    /// The path in `return_to` of the form or query; nil unless it is a path on this server.
    package var returnPath: LocalPath? { LocalPath(form["return_to"] ?? query["return_to"]) }

    /// Sets a cookie on the response to this request, even if the handler throws.
    package func setCookie(_ cookie: SetCookie) { memory.state.withLock { $0.cookies.append(cookie) } }

    /// The media type of the body in lower case and without parameters; empty without a Content-Type (RFC 9110 section 8.3).
    package var mediaType: String {
        guard let value = headers[.contentType] else { return "" }
        let bytes = value.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return String(decoding: bytes.map { (65...90).contains($0) ? $0 | 32 : $0 }, as: UTF8.self)
    }

    /// For addresses that answer with pages and with data: true if the client asks for a page, as a browser does.
    package var wantsPage: Bool { headers[.accept]?.contains("text/html") ?? false }

    /// The bearer token of the Authorization header (RFC 6750 section 2.1).
    package var bearerToken: Secret<String>? { headers[.authorization].flatMap(BearerToken.read) }
}

/// What is collected during a request for its response.
final class RequestMemory: Sendable {
    struct State {
        var cookies: [SetCookie] = []
        var formCookie: String?
        var noticeShown = false
        var carried: [(name: String, value: String)] = []
        var reader = KnownReader()
        /// Whether the page needs the script for passkeys.
        var asksForPasskeys = false
    }
    let state = Mutex(State())
    let settings: WebsiteSettings

    init(_ settings: WebsiteSettings) { self.settings = settings }
}
