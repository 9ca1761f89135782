/// A client that is registered so sends its requests ahead (RFC 9126 section 6), so that nobody makes one in its name.
struct PushedAlone: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        guard draft.pushedUntil != nil || !draft.client.needsPushedRequests else {
            throw OAuthError(.invalidRequest, "This client sends its requests ahead, to the pushed authorization request endpoint.")
        }
    }
}
