internal import Core

extension Client {
    /// The API that the parameter `resource` names (RFC 8707); nil for this server's own. Throws `invalid_target`.
    func resource(in parameters: Parameters) throws(OAuthError) -> String? {
        if parameters.repeated.contains("resource") { throw OAuthError(.invalidTarget, "A token is for one resource: name one.") }
        guard let named = parameters["resource"] else { return nil }
        guard usesResources.contains(named) else {
            throw OAuthError(.invalidTarget, "This client is not registered to use that resource.")
        }
        return named
    }
}
