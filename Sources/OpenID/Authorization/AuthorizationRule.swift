internal import Core

/// A request at the authorization endpoint with a trusted client and a trusted redirect URI. The rules check the rest.
package struct AuthorizationDraft: Sendable {
    package let parameters: Parameters
    package let client: Client
    package let redirectURI: String
    /// Until when a request that the client sent ahead goes on through our pages; nil for one that it did not.
    var pushedUntil: Timestamp?
}

/// One requirement for a request. A refusal is sent to the redirect URI, so no rule may decide whether the client or that URI is trusted.
package protocol AuthorizationRule: Sendable {
    func check(_ draft: AuthorizationDraft) throws(OAuthError)
}

package enum AuthorizationRules {
    /// Checked in this order; the first refusal is the answer.
    package static let all: [any AuthorizationRule] = [
        RepeatedParameters(), PushedAlone(), RequestObject(), ParameterLengths(), ResponseType(), ResponseMode(), ClientGrantType(),
        RequestedScopes(),
        PKCE(), Prompt(), MaxAge(), AccountParameter(), ClaimsParameter(),
        KeyThumbprint(), RequestedResource(),
    ]
}
