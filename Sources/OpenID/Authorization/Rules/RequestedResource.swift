/// A client may only ask for tokens of APIs that it is registered to use (RFC 8707 section 2.1).
struct RequestedResource: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) { _ = try draft.client.resource(in: draft.parameters) }
}
