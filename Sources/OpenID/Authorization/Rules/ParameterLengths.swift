/// Limits the length of values that are stored or sent back, so that nobody can fill the database or a URL with them.
struct ParameterLengths: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        for (name, limit) in [("state", 2048), ("nonce", 512), ("login_hint", 512), ("scope", 1024)] {
            if let value = draft.parameters[name], value.utf8.count > limit {
                throw OAuthError(.invalidRequest, "\(name) is longer than \(limit) bytes.")
            }
        }
    }
}
