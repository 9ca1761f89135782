/// The response goes into the query, which is the default for the code flow, or is posted by a form (OAuth 2.0 Form Post Response Mode).
struct ResponseMode: AuthorizationRule {
    static let formPost = "form_post"

    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        if let mode = draft.parameters["response_mode"], mode != "query", mode != Self.formPost {
            throw OAuthError(.invalidRequest, "The response_mode is query or form_post.")
        }
    }
}
