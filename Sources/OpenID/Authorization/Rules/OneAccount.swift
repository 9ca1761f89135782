internal import Core

/// `account` names one account: a token is for at most one.
struct OneAccount: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        if let account = draft.parameters["account"] {
            guard AccountID(account) != nil else { throw OAuthError(.invalidRequest, "account is not the id of one account.") }
        }
    }
}
