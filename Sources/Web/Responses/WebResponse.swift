internal import Core
package import HTTPTypes
package import Language

/// The response of a handler. The `Website` adds the security headers, the cookie attributes and the request id.
package struct WebResponse: Sendable {
    package var status: Int
    package var headers: HTTPFields = [:]
    package var body: [UInt8] = []
    /// Writes the body part by part, in place of `body`. If it throws, the connection is closed, so that nobody takes a part for the whole.
    package var stream: Stream?
    /// The page, which is written into the body once its reader is known.
    package var html: HTML?
    package var cookies: [SetCookie] = []
    /// Other origins that a form on this page may redirect to: the validated redirect origin of the flow.
    package var formOrigins: [String] = []
    /// The address of the one picture of another server that the page shows.
    package var foreignPicture: String?
    /// The Content-Security-Policy of a page that needs another one than all others.
    package var contentPolicy: String?
    /// Shown at the top of the next page.
    package var notice: Notice?

    package init(status: Int, type: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.body = body
        if let type { headers[.contentType] = type }
    }

    package static func page(_ html: HTML, status: Int = 200, formOrigins: [String] = []) -> WebResponse {
        var response = WebResponse(status: status, type: "text/html; charset=utf-8")
        response.html = html
        response.formOrigins = formOrigins
        return response
    }

    /// 303: the browser follows with a GET.
    package static func redirect(_ destination: some Destination, notice: Notice? = nil) -> WebResponse {
        var response = WebResponse(status: 303)
        response.headers[.location] = destination.address
        response.notice = notice
        return response
    }

    package static func json(_ json: JSON, status: Int = 200, type: String = "application/json") -> WebResponse {
        WebResponse(status: status, type: type, body: json.bytes)
    }

    package static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> WebResponse {
        WebResponse(status: status, type: type, body: Array(text.utf8))
    }

    /// A file to save, written part by part.
    package static func file(_ name: String, type: String, _ stream: @escaping Stream) -> WebResponse {
        var response = WebResponse(status: 200, type: type)
        response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        response.headers[.cacheControl] = "no-store"
        response.stream = stream
        return response
    }

    package typealias Stream = @Sendable (_ write: ([UInt8]) async throws -> Void) async throws -> Void

    package static func empty(_ status: Int = 204) -> WebResponse { WebResponse(status: status) }

    /// A problem as JSON (RFC 9457).
    package static func problem(_ problem: Problem, reference: String? = nil) -> WebResponse {
        var response = json(problem.json(reference: reference), status: problem.status, type: "application/problem+json")
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    /// Adds a cookie: `.page(…).with(cookie)`.
    package func with(_ cookie: SetCookie) -> WebResponse {
        var copy = self
        copy.cookies.append(cookie)
        return copy
    }

    /// The page may show that picture of another server.
    package func showing(_ picture: String?) -> WebResponse {
        var copy = self
        copy.foreignPicture = picture
        return copy
    }

    package func with(_ cookies: [SetCookie]) -> WebResponse { cookies.reduce(self) { $0.with($1) } }

    package func with(header name: HTTPField.Name, _ value: String) -> WebResponse {
        var copy = self
        copy.headers[name] = value
        return copy
    }
}

extension FieldError {
    fileprivate var json: JSON {
        let words: [(String, JSON)] = message.isTranslated ? [("words", message.json)] : []
        return .object([("field", .string(field)), ("message", .string(message.english))] + words)
    }
}

/// A response that is thrown instead of an error. A proof throws it to redirect to the sign-in.
package struct Answered: Error, Sendable {
    package let response: WebResponse
    package init(_ response: WebResponse) { self.response = response }
}

extension HTTPField.Name {
    /// The id of the request, on every response.
    package static let requestID = known("X-Request-ID")
    static let traceParent = known("traceparent")
    static let frameOptions = known("X-Frame-Options")
    static let openerPolicy = known("Cross-Origin-Opener-Policy")
    static let resourcePolicy = known("Cross-Origin-Resource-Policy")
    static let referrerPolicy = known("Referrer-Policy")
    static let permissionsPolicy = known("Permissions-Policy")

    /// For names that are literals in the program. (If a name is not a valid token, `accept` is used, which a test would notice.)
    /// RFC 9449.
    package static let dpop = known("DPoP")
    package static let dpopNonce = known("DPoP-Nonce")

    package static func known(_ name: StaticString) -> HTTPField.Name { HTTPField.Name("\(name)") ?? .accept }
}

extension Problem {
    /// Problem details (RFC 9457). `words` has what the English texts say, for a product of ours that says it in its reader's language.
    package func json(reference: String? = nil) -> JSON {
        var members: [(String, JSON)] = [
            ("type", .string("urn:lanyard:problem:" + code)), ("title", .string(title.english)), ("status", .integer(Int64(status))),
        ]
        if let detail { members.append(("detail", .string(detail.english))) }
        if let member { members.append(("member", .string(member))) }
        if let reference { members.append(("reference", .string(reference))) }
        if !fields.isEmpty { members.append(("errors", .array(fields.map(\.json)))) }
        if title.isTranslated {
            members.append(("words", .object([("title", title.json)] + (detail.map { [("detail", $0.json)] } ?? []))))
        }
        return .object(members)
    }
}
