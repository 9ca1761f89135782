/// The response goes into the query, which is the default for the code flow.
struct ResponseMode: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        if let mode = draft.parameters["response_mode"], mode != "query" {
            throw OAuthError(.invalidRequest, "The only response_mode is query.")
        }
    }
}
