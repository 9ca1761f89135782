/// No request objects and no registration in the request (OpenID Connect Core sections 3.1.2.6, 6 and 7).
struct RequestObject: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        if draft.parameters["request"] != nil { throw OAuthError(.requestNotSupported, "Request objects are not supported.") }
        if draft.parameters["request_uri"] != nil {
            throw OAuthError(.requestURINotSupported, "request_uri is one that was pushed here, and no other.")
        }
        if draft.parameters["registration"] != nil { throw OAuthError(.registrationNotSupported, "registration is not supported.") }
    }
}
