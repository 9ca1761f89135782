/// `max_age` must be a whole number of seconds.
struct MaxAge: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        if let text = draft.parameters["max_age"] {
            guard text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
                throw OAuthError(.invalidRequest, "max_age is not a whole number of seconds.")
            }
        }
    }
}
