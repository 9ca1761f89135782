/// The client must be registered for the code grant.
struct ClientGrantType: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        guard draft.client.grantTypes.contains(.authorizationCode) else {
            throw OAuthError(.unauthorizedClient, "This client is not registered for authorization_code.")
        }
    }
}
