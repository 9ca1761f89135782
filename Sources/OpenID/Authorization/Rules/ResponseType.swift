/// Only the code flow (RFC 9700 section 2.1.2), so that a URL never contains a token.
struct ResponseType: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        guard let type = draft.parameters["response_type"] else { throw OAuthError(.invalidRequest, "response_type is missing.") }
        guard type == "code" else { throw OAuthError(.unsupportedResponseType, "The only response_type is code.") }
    }
}
