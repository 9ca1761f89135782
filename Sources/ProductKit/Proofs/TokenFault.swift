internal import HTTPTypes
internal import Language
internal import Web

/// What is wrong with the token of a request (RFC 6750 section 3.1).
enum TokenFault {
    case invalid
    case insufficient(scope: String?)

    private var parts: [String] {
        switch self {
        case .invalid: ["error=\"invalid_token\""]
        case .insufficient(let scope): ["error=\"insufficient_scope\""] + (scope.map { ["scope=\"\($0)\""] } ?? [])
        }
    }

    /// The refusal with its challenge, which names the metadata of the product's API (RFC 9728 section 5.1). Without a token there is no error
    /// to name.
    func refusal(_ title: Phrase, detail: Phrase? = nil, of request: WebRequest) -> Answered {
        let isKnown = request.bearerToken != nil
        let metadata = "resource_metadata=\"\(request.address.url(RelyingPartyPath.protectedResource))\""
        return Answered(
            WebResponse.problem(problem(title, detail)).with(
                header: .wwwAuthenticate, "Bearer " + ((isKnown ? parts : []) + [metadata]).joined(separator: ", ")))
    }

    private func problem(_ title: Phrase, _ detail: Phrase?) -> Problem {
        switch self {
        case .invalid: Problem(status: 401, code: "invalid-token", title: title, detail: detail)
        case .insufficient: Problem(status: 403, code: "insufficient-scope", title: title, detail: detail)
        }
    }
}
