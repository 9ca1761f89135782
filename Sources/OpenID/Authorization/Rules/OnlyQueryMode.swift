/// Answers go into the query, the code flow's own way.
struct OnlyQueryMode: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        if let mode = draft.parameters["response_mode"], mode != "query" {
            throw OAuthError(.invalidRequest, "The only response_mode is query.")
        }
    }
}
