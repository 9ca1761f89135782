/// What the errors of the OpenID endpoints mean to whoever connects a client, and what mends them. A page shows all of them; an error of the
/// authorization endpoint links to its own (`error_uri`), and `lanyard client doctor` repeats what it says.
package struct ErrorGuide: Sendable {
    /// The error, or the name of what an error page of ours is about: the page's anchor.
    package let name: String
    package let meaning: String
    package let remedy: String

    package static func of(_ code: OAuthError.Code) -> ErrorGuide? { all.first { $0.name == code.rawValue } }

    package static func of(_ request: UntrustedRequest) -> ErrorGuide? { all.first { $0.name == request.name } }

    package static func named(_ name: String) -> ErrorGuide? { all.first { $0.name == name } }

    /// In the order in which somebody who connects a client meets them.
    package static let all: [ErrorGuide] = [
        ErrorGuide(
            name: "unknown_client", meaning: "client_id is missing, unknown here, or of a client that was removed.",
            remedy: "Copy the id from 'lanyard client list'; it begins with cli_. A client of another installation is none here."),
        ErrorGuide(
            name: "redirect_uri",
            meaning: "redirect_uri is missing, or not one of the addresses that the client is registered with. Nobody is sent to it.",
            remedy: """
                Compare them character by character: https or http, a port, a slash at the end. Register what the client sends with \
                'lanyard client change CLIENT --redirect ADDRESS'; it replaces all that there were, so name them all. Behind a proxy, a client \
                often builds the address from what the proxy tells it: see to X-Forwarded-Proto there.
                """),
        ErrorGuide(
            name: "request_uri", meaning: "The pushed request was used before, is older than 90 seconds, or is another client's.",
            remedy: "Push a new one for each sign-in, and send the browser on at once."),
        ErrorGuide(
            name: "invalid_request",
            meaning: "A parameter is missing, given twice, too long, or has a value that is not allowed; error_description names it.",
            remedy: """
                The usual ones: without code_challenge, switch PKCE with S256 on in the client's library, or register a client that cannot do it \
                with --no-pkce; without grant_type, send a form (application/x-www-form-urlencoded), not JSON.
                """),
        ErrorGuide(
            name: "invalid_client", meaning: "The client is unknown, or its secret, key or assertion is wrong.",
            remedy: """
                Send the secret as the library was told: in the Authorization header with id and secret each form-encoded, or in the body as \
                client_secret, never both. 'lanyard client change CLIENT --new-secret' makes a new one. With private_key_jwt, aud is exactly the \
                issuer, and each jti counts once.
                """),
        ErrorGuide(
            name: "unauthorized_client", meaning: "The client is not registered for this grant.",
            remedy: "'lanyard client change CLIENT --grant …' replaces the grants it has, so name them all."),
        ErrorGuide(
            name: "unsupported_response_type", meaning: "Only the code flow is offered, so that no address holds a token.",
            remedy: "Set the library's response_type to code. Whoever needs the answer in a form adds response_mode=form_post."),
        ErrorGuide(
            name: "unsupported_grant_type", meaning: "grant_type is none that this server knows, such as password.",
            remedy: "Use authorization_code for people, client_credentials for programs, device_code for what has no browser."),
        ErrorGuide(
            name: "invalid_scope", meaning: "The client asks for a scope that it is not registered for, or for none that it is.",
            remedy: "'lanyard client change CLIENT --scope …' replaces the scopes it has, so name them all."),
        ErrorGuide(
            name: "invalid_target", meaning: "resource names an API that the client is not registered to use, or two of them.",
            remedy: "Register it with 'lanyard client change CLIENT --uses-resource ADDRESS', and ask for one resource at a time."),
        ErrorGuide(
            name: "invalid_grant",
            meaning: """
                The code or refresh token is unknown, used, over, or another client's; or redirect_uri and code_verifier are not those that the \
                code was made for; or the person may not use the client any more.
                """,
            remedy: """
                A code counts once and for a minute: see that nothing asks twice, and that the clocks agree. Two servers of one client must share \
                where they keep state and verifier. When a refresh is refused, send the person to the authorization endpoint again.
                """),
        ErrorGuide(
            name: "invalid_dpop_proof", meaning: "The DPoP proof is missing, was used before, or is not of this request and this moment.",
            remedy: "htm and htu are those of the request without its query, iat is now, and each jti counts once."),
        ErrorGuide(
            name: "use_dpop_nonce", meaning: "The proof needs the nonce of the header DPoP-Nonce.",
            remedy: "Send it again with that nonce; a library that knows RFC 9449 does so by itself."),
        ErrorGuide(
            name: "request_not_supported", meaning: "Request objects are not read here.",
            remedy: "Push the request instead (RFC 9126): it hides and protects the parameters in the same way."),
        ErrorGuide(
            name: "request_uri_not_supported", meaning: "request_uri is one that was pushed here, and no other address.",
            remedy: "Push the request to the pushed authorization request endpoint, and send what it answers."),
        ErrorGuide(
            name: "registration_not_supported", meaning: "A client does not register itself in a request.",
            remedy: "Register it by command, on the operator's pages, or by /api/v1/clients."),
        ErrorGuide(
            name: "login_required", meaning: "Asked with prompt=none, and nobody is signed in, or they have to sign in again.",
            remedy: "Ask again without prompt=none when the person next acts."),
        ErrorGuide(
            name: "interaction_required", meaning: "Asked with prompt=none, and the person has to choose or read something first.",
            remedy: "Ask again without prompt=none; with several accounts, name one with account."),
        ErrorGuide(
            name: "consent_required", meaning: "Asked with prompt=none, and the person has not agreed to this client yet.",
            remedy: "Ask again without prompt=none."),
        ErrorGuide(
            name: "access_denied", meaning: "The person did not agree, or is no member of what was asked for.",
            remedy: "Show them a page of yours that says so, with a way to try again."),
        ErrorGuide(
            name: "unmet_authentication_requirements",
            meaning: "acr_values asks for two factors that the person does not have, or the account takes no sign-in of this kind.",
            remedy: "Tell the person to add a second factor at their ID, then ask again."),
        ErrorGuide(
            name: "authorization_pending", meaning: "The person has not answered the device's question yet.",
            remedy: "Ask again after interval seconds."),
        ErrorGuide(
            name: "slow_down", meaning: "The device asks too often.", remedy: "Wait five seconds longer between two questions."),
        ErrorGuide(
            name: "expired_token", meaning: "The device waited longer than ten minutes.", remedy: "Begin again with a new code."),
        ErrorGuide(
            name: "temporarily_unavailable", meaning: "The server cannot answer now.", remedy: "Try again in a moment."),
        ErrorGuide(
            name: "server_error", meaning: "Something failed here.",
            remedy: "Tell whoever runs the server, with the X-Request-ID of the answer."),
    ]
}

extension UntrustedRequest {
    /// Its paragraph of the guide.
    var name: String {
        switch self {
        case .unknownClient: "unknown_client"
        case .redirectURI, .missingRedirectURI: "redirect_uri"
        case .expiredRequest: "request_uri"
        }
    }
}
