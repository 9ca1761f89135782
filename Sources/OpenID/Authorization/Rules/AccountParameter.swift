internal import Core

/// `account` must be the id of one account, because a token is for at most one account.
struct AccountParameter: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        if let account = draft.parameters["account"] {
            guard AccountID(account) != nil else { throw OAuthError(.invalidRequest, "account is not the id of one account.") }
        }
    }
}
