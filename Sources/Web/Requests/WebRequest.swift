package import Core
package import HTTPTypes
internal import Synchronization

/// A request whose path, query, form and cookies have been read and found well formed.
package struct WebRequest: Sendable {
    package let method: HTTPRequest.Method
    /// The path as it came, without the query.
    package let path: String
    /// Path and query as they came; a `LocalPath` for coming back here.
    package let target: String
    package let query: Values
    package let headers: HTTPFields
    /// The fields of a form body (`.post` and `.form` routes); empty otherwise.
    package internal(set) var form = Values()
    /// The body's bytes (`.api` routes); empty otherwise.
    package internal(set) var body: [UInt8] = []
    /// Of this request alone, in its log lines, its response's `X-Request-ID`, and on error pages.
    package let id: String
    /// The caller's IP address; a proxy's word counts only where the proxy is trusted.
    package let client: String
    /// Where this server is reached, from its configuration.
    package let address: PublicAddress
    /// When it arrived.
    package let time: Timestamp

    var parameters: [(name: String, value: String)] = []
    let cookies: Cookies
    let memory: RequestMemory

    /// A cookie by its name without prefix.
    package func cookie(_ name: String) -> String? { cookies[name] }

    /// A parameter of the route's path: `request["member"]` of `/users/:member`; empty where the route has none of that name.
    package subscript(_ parameter: String) -> String { parameters.first { $0.name == parameter }?.value ?? "" }

    /// A parameter as an id; throws the problem `notFound` for what cannot be one.
    package func id<Kind: IdentifierKind>(_ parameter: String, of kind: Kind.Type = Kind.self) throws -> Identifier<Kind> {
        guard let id = Identifier<Kind>(self[parameter]) else { throw Problem.notFound }
        return id
    }

    /// Where a form or query says to go afterwards; nil unless that is a place on this server.
    package var returnPath: LocalPath? { LocalPath(form["return_to"] ?? query["return_to"]) }

    /// Sets a cookie on whatever answer this request gets.
    package func setCookie(_ cookie: SetCookie) { memory.state.withLock { $0.cookies.append(cookie) } }

    /// What the body is said to be, in lower case and without its parameters; empty where nothing is said (RFC 9110 section 8.3).
    package var mediaType: String {
        guard let value = headers[.contentType] else { return "" }
        let bytes = value.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return String(decoding: bytes.map { (65...90).contains($0) ? $0 | 32 : $0 }, as: UTF8.self)
    }

    /// What is wanted where one address speaks both: true for a browser.
    package var wantsPage: Bool { headers[.accept]?.contains("text/html") ?? false }

    /// The bearer token of the Authorization header (RFC 6750 section 2.1).
    package var bearerToken: Secret<String>? {
        guard let value = headers[.authorization] else { return nil }
        // By bytes: this runs on every call of an API, and tokens are long.
        let bytes = value.utf8
        guard bytes.prefix(7).elementsEqual("bearer ".utf8, by: { $0 | 32 == $1 }) else { return nil }
        let token = bytes.dropFirst(7).drop { $0 == UInt8(ascii: " ") }
        guard !token.isEmpty, !token.contains(UInt8(ascii: " ")) else { return nil }
        return Secret(String(Substring(token)))
    }
}

/// What a request's handling remembers for its answer.
final class RequestMemory: Sendable {
    struct State {
        var cookies: [SetCookie] = []
        var formCookie: String?
        var noticeShown = false
    }
    let state = Mutex(State())
    let settings: WebsiteSettings

    init(_ settings: WebsiteSettings) { self.settings = settings }
}
