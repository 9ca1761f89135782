internal import Core
internal import HTTPTypes
internal import Language
package import Web

/// A program of the operator's: a client's own token with the scope `billing.write`, which the operator's command alone gives. The ID is asked
/// about the token at each request, so that a revoked client ends at once.
package struct BillingProgram: Proof {
    private static let scope = "billing.write"
    package let client: String

    package static func establish(_ request: WebRequest, in site: ProductSite) async throws -> BillingProgram {
        guard let token = request.bearerToken, let answer = try await site.party.introspect(token),
            let client = answer["client_id"]?.string
        else { throw refusal(401, "invalid-token", .english("This needs an access token that stands."), request) }
        let scopes = (answer["scope"]?.string ?? "").split(separator: " ").map(String.init)
        // Not one that a person or an account gave, whatever it says of itself.
        guard scopes.contains(scope), answer["sub"]?.string == client, answer["account"] == nil else {
            throw refusal(403, "insufficient-scope", .english("This token was not given for this."), request)
        }
        return BillingProgram(client: client)
    }

    /// RFC 6750 section 3.1: without a token there is no error to name.
    private static func refusal(_ status: Int, _ code: String, _ title: Phrase, _ request: WebRequest) -> Answered {
        let problem = Problem(status: status, code: code, title: title)
        let error = status == 401 ? "invalid_token" : "insufficient_scope"
        let challenge = request.bearerToken == nil ? "Bearer" : "Bearer error=\"\(error)\""
        return Answered(WebResponse.problem(problem).with(header: .wwwAuthenticate, challenge))
    }
}
