/// A request at the authorization endpoint whose client and redirect URI are trusted already; the rest of it is judged by the rules.
package struct AuthorizationDraft: Sendable {
    package let parameters: Parameters
    package let client: Client
    package let redirectURI: String
}

/// One thing a request must fulfil. Its refusal goes to the redirect URI, so no rule may judge the client or that address itself.
package protocol AuthorizationRule: Sendable {
    func check(_ draft: AuthorizationDraft) throws(OAuthError)
}

package enum AuthorizationRules {
    /// In this order; the first refusal is the answer.
    package static let all: [any AuthorizationRule] = [
        EachParameterOnce(), NoRequestObject(), BoundedText(), OnlyCodeResponse(), OnlyQueryMode(), ClientUsesCodes(), KnownScopes(),
        ChallengeByS256(), UnderstoodPrompt(), WholeMaxAge(), OneAccount(),
    ]
}
