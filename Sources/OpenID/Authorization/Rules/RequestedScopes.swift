/// A client may only ask for scopes it is registered for. A scope that this server does not know is ignored (OpenID Connect Core section
/// 3.1.2.1).
struct RequestedScopes: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        let asked = draft.parameters.words("scope")
        if let foreign = asked.first(where: { Scope.known.contains($0) && !draft.client.scopes.contains($0) }) {
            throw OAuthError(.invalidScope, "This client is not registered for the scope \(foreign).")
        }
        guard asked.contains(where: draft.client.scopes.contains) else {
            throw OAuthError(.invalidScope, "Ask for at least one scope this client is registered for.")
        }
    }
}
