internal import Core
internal import HTTPTypes
package import Language

/// The format in which an endpoint for programs reports refusals. Each standard defines its own format.
package enum RefusalForm: Sendable, Hashable {
    /// Problem details (RFC 9457).
    case problem
    /// `error` and `error_description` (RFC 6749 section 5.2, RFC 6750 section 3.1).
    case oauth
    /// The message as a JSON string (AuthZEN Authorization API 1.0, section 10.1).
    case message
}

extension WebResponse {
    package static func refusal(_ problem: Problem, as form: RefusalForm, reference: String? = nil) -> WebResponse {
        let words = problem.words.english
        var response: WebResponse
        switch form {
        case .problem: return .problem(problem, reference: reference)
        case .oauth:
            response = json(["error": .string(problem.oauthError), "error_description": .string(words.plain)], status: problem.status)
        case .message: response = json(.string(words), status: problem.status)
        }
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}

extension Problem {
    /// The closest OAuth error code.
    fileprivate var oauthError: String {
        switch status {
        case 401: "invalid_token"
        case 403: "insufficient_scope"
        case 500: "server_error"
        case 501...: "temporarily_unavailable"
        default: "invalid_request"
        }
    }
}

extension String {
    /// The characters that an `error_description` may hold: printable ASCII without quotes and backslashes.
    fileprivate var plain: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { (0x20...0x7E).contains($0.value) && $0 != "\"" && $0 != "\\" }))
    }
}
