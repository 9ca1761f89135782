internal import JOSE
package import Language

/// Why a bearer token is not accepted (RFC 6750 section 3.1).
package enum BearerRefusal: Error, Sendable, Equatable {
    /// No token was presented: 401 without an error code.
    case missing
    /// 401 `invalid_token`.
    case invalid
    /// 403 `insufficient_scope`.
    case scope(String)
    /// A client's own token, although a person's token is needed: 403 `insufficient_scope`.
    case noPerson
    /// A token that is bound to a key, without a proof of it that counts: 401 `invalid_dpop_proof` (RFC 9449 section 7.1).
    case wrongProof
    /// The same, and the nonce that the next proof needs: 401 `use_dpop_nonce` (section 9).
    case nonce(String)
    /// The sign-in behind the token is too old for this, or had too few factors: 401 `insufficient_user_authentication` (RFC 9470 section 3).
    case notFresh(seconds: Int64, twoFactors: Bool)
}

extension BearerRefusal {
    /// The problem for the response body.
    package var problem: Problem {
        switch self {
        case .missing:
            Problem(
                status: 401, code: "missing-token", title: .english("This address needs an access token."),
                detail: .english("Send it as Authorization: Bearer."))
        case .invalid:
            Problem(
                status: 401, code: "invalid-token", title: .english("The access token is not valid here, or not any more."),
                detail: .english("Get a new one, by a refresh or a new sign-in."))
        case .scope(let scope):
            Problem(
                status: 403, code: "insufficient-scope", title: .english("This access token does not have the scope \(scope)."),
                detail: .english("Get one with that scope."))
        case .notFresh(let seconds, _):
            Problem(
                status: 401, code: "fresh-proof-needed", title: .english("This needs a newer sign-in."),
                detail: .english("Ask for one with the authorization parameter max_age=\(seconds)."))
        case .wrongProof, .nonce:
            Problem(
                status: 401, code: "proof-needed", title: .english("This access token is bound to a key."),
                detail: .english("Send it as Authorization: DPoP, with a proof of that key for this request (RFC 9449)."))
        case .noPerson:
            Problem(
                status: 403, code: "token-without-person", title: .english("This access token is the client's own and names no person."),
                detail: .english("Get one for a person, by the authorization code flow."))
        }
    }

    private var scheme: String {
        switch self {
        case .wrongProof, .nonce: "DPoP"
        default: "Bearer"
        }
    }

    /// For the header `DPoP-Nonce`; nil for another refusal.
    package var nextNonce: String? { if case .nonce(let nonce) = self { nonce } else { nil } }

    private static var proofAlgorithms: String { "algs=\"" + DPoPProof.algorithms.map(\.rawValue).joined(separator: " ") + "\"" }

    private static let notFreshError = "insufficient_user_authentication"

    /// The `WWW-Authenticate` header. `metadata` is the address of the metadata of the resource (RFC 9728 section 5.1).
    package func challenge(metadata: String?) -> String {
        let description = "error_description=\"\(problem.title.english)\""
        let parts: [String] =
            switch self {
            case .missing: []
            case .invalid: ["error=\"invalid_token\"", description]
            case .scope(let scope): ["error=\"insufficient_scope\"", description, "scope=\"\(scope)\""]
            case .notFresh(let seconds, let twoFactors):
                ["error=\"\(Self.notFreshError)\"", description, "max_age=\"\(seconds)\""]
                    + (twoFactors ? ["acr_values=\"\(AuthenticationContext.twoFactors.rawValue)\""] : [])
            case .wrongProof: ["error=\"invalid_dpop_proof\"", description, Self.proofAlgorithms]
            case .nonce: ["error=\"use_dpop_nonce\"", description, Self.proofAlgorithms]
            case .noPerson: ["error=\"insufficient_scope\"", description]
            }
        let all = parts + (metadata.map { ["resource_metadata=\"\($0)\""] } ?? [])
        return all.isEmpty ? scheme : scheme + " " + all.joined(separator: ", ")
    }
}
