/// What is kept or sent back has a limit, so that nobody fills the database or an address with it.
struct BoundedText: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        for (name, limit) in [("state", 2048), ("nonce", 512), ("login_hint", 512), ("scope", 1024)] {
            if let value = draft.parameters[name], value.utf8.count > limit {
                throw OAuthError(.invalidRequest, "\(name) is longer than \(limit) bytes.")
            }
        }
    }
}
