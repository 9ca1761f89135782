package import Core
package import HTTPTypes

/// What a handler answers. Security headers, cookies' attributes and the request id are added by the `Website`.
package struct WebResponse: Sendable {
    package var status: Int
    package var headers: HTTPFields = [:]
    package var body: [UInt8] = []
    package var cookies: [SetCookie] = []
    /// Origins besides our own that a form on this page may lead to: the flow's validated redirect origin.
    package var formOrigins: [String] = []
    /// Shown at the top of the next page.
    package var notice: Notice?

    package init(status: Int, type: String? = nil, body: [UInt8] = []) {
        (self.status, self.body) = (status, body)
        if let type { headers[.contentType] = type }
    }

    package static func page(_ html: HTML, status: Int = 200, formOrigins: [String] = []) -> WebResponse {
        var response = WebResponse(status: status, type: "text/html; charset=utf-8", body: html.bytes)
        response.formOrigins = formOrigins
        return response
    }

    /// 303: the browser follows with a GET. `location` is a path on this server, or an address the caller has validated.
    package static func redirect(_ location: String, notice: Notice? = nil) -> WebResponse {
        var response = WebResponse(status: 303)
        response.headers[.location] = location
        response.notice = notice
        return response
    }

    package static func json(_ json: JSON, status: Int = 200, type: String = "application/json") -> WebResponse {
        WebResponse(status: status, type: type, body: json.bytes)
    }

    package static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> WebResponse {
        WebResponse(status: status, type: type, body: Array(text.utf8))
    }

    package static func empty(_ status: Int = 204) -> WebResponse { WebResponse(status: status) }

    /// RFC 9457.
    package static func problem(_ problem: Problem, reference: String? = nil) -> WebResponse {
        var members: [(String, JSON)] = [
            ("type", .string("urn:lanyard:problem:" + problem.code)), ("title", .string(problem.title)),
            ("status", .integer(Int64(problem.status))),
        ]
        if let detail = problem.detail { members.append(("detail", .string(detail))) }
        if let reference { members.append(("reference", .string(reference))) }
        if !problem.fields.isEmpty {
            members.append(
                ("errors", .array(problem.fields.map { .object([("field", .string($0.field)), ("message", .string($0.message))]) })))
        }
        var response = json(.object(members), status: problem.status, type: "application/problem+json")
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    /// Adds a cookie: `.page(…).with(cookie)`.
    package func with(_ cookie: SetCookie) -> WebResponse {
        var copy = self
        copy.cookies.append(cookie)
        return copy
    }

    package func with(header name: HTTPField.Name, _ value: String) -> WebResponse {
        var copy = self
        copy.headers[name] = value
        return copy
    }
}

/// An answer given in the place of an error: a proof throws it to send somebody to the sign-in.
package struct Answered: Error, Sendable {
    package let response: WebResponse
    package init(_ response: WebResponse) { self.response = response }
}

extension HTTPField.Name {
    /// The request's own id, on every answer.
    package static let requestID = known("X-Request-ID")
    static let frameOptions = known("X-Frame-Options")
    static let openerPolicy = known("Cross-Origin-Opener-Policy"), referrerPolicy = known("Referrer-Policy")
    static let resourcePolicy = known("Cross-Origin-Resource-Policy"), permissionsPolicy = known("Permissions-Policy")

    /// For names that are written in the program. (`accept` stands in where a name is no token, which a test would see.)
    package static func known(_ name: StaticString) -> HTTPField.Name { HTTPField.Name("\(name)") ?? .accept }
}
