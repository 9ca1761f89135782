internal import Core

/// `dpop_jkt` is the SHA-256 thumbprint of a key (RFC 9449 section 10).
struct KeyThumbprint: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        guard let thumbprint = draft.parameters["dpop_jkt"] else { return }
        guard Base64URL.decode(thumbprint)?.count == 32 else {
            throw OAuthError(.invalidRequest, "dpop_jkt is the thumbprint of a key: 43 characters of base64url.")
        }
    }
}
