/// `prompt` may contain only supported words, and `none` only alone (OpenID Connect Core section 3.1.2.1).
struct Prompt: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        let words = draft.parameters.words("prompt")
        guard words.allSatisfy(["none", "login", "consent", "select_account"].contains) else {
            throw OAuthError(.invalidRequest, "prompt holds a word that is not supported.")
        }
        guard !words.contains("none") || words.count == 1 else {
            throw OAuthError(.invalidRequest, "prompt=none stands alone or not at all.")
        }
    }
}
