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
    /// An error message of SCIM (RFC 7644 section 3.12).
    case scim
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
        case .scim: response = json(problem.scimError, status: problem.status, type: "application/scim+json")
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

extension Problem {
    /// The message as SCIM sends it, also for one operation of many.
    package var scimError: JSON {
        let type: [(String, JSON)] = scimType.map { [("scimType", .string($0))] } ?? []
        return .object(
            [("schemas", ["urn:ietf:params:scim:api:messages:2.0:Error"]), ("status", .string(String(status)))] + type
                + [("detail", .string(words.english))])
    }

    /// The word of RFC 7644 section 3.12, table 9; nil where the table has none.
    private var scimType: String? {
        switch code {
        case "invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget", "invalidValue",
            "invalidVers", "sensitive":
            code
        case "user-name-taken", "group-name-taken", "already-member", "already-invited", "address-taken": "uniqueness"
        case "malformed-json": "invalidSyntax"
        case "invalid-name", "unknown-role": "invalidValue"
        default: nil
        }
    }
}

extension String {
    /// The characters that an `error_description` may hold: printable ASCII without quotes and backslashes.
    fileprivate var plain: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { (0x20...0x7E).contains($0.value) && $0 != "\"" && $0 != "\\" }))
    }
}
