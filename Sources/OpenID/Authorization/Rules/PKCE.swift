internal import Core

/// PKCE (RFC 7636), S256 only. A request without a challenge is allowed only for a confidential client that the operator registered so.
struct PKCE: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        let method = draft.parameters["code_challenge_method"]
        guard let challenge = draft.parameters["code_challenge"] else {
            guard method == nil else { throw OAuthError(.invalidRequest, "code_challenge_method stands without a code_challenge.") }
            guard !draft.client.requirePKCE, draft.client.kind == .confidential else {
                throw OAuthError(.invalidRequest, "code_challenge is missing: this client needs PKCE.")
            }
            return
        }
        // A missing method means plain (RFC 7636 section 4.3).
        guard method == "S256" else { throw OAuthError(.invalidRequest, "The only code_challenge_method is S256.") }
        guard Base64URL.decode(challenge)?.count == 32 else {
            throw OAuthError(.invalidRequest, "code_challenge is not the base64url of a SHA-256.")
        }
    }
}
