internal import Core
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
        else { throw TokenFault.invalid.refusal(.english("This needs an access token that stands."), of: request) }
        let scopes = (answer["scope"]?.string ?? "").split(separator: " ").map(String.init)
        // Not one that a person or an account gave, whatever it says of itself.
        guard scopes.contains(scope), answer["sub"]?.string == client, answer["account"] == nil else {
            throw TokenFault.insufficient(scope: nil).refusal(.english("This token was not given for this."), of: request)
        }
        return BillingProgram(client: client)
    }
}
