package import Core
internal import JOSE
internal import SQL

/// A checked logout request (OpenID Connect RP-Initiated Logout section 2).
package struct LogoutRequest: Sendable, Equatable {
    /// The session to end; nil if nobody is signed in here any more.
    package var session: SessionID?
    /// Whether the person must confirm first, because no hint proves that the client means this session.
    package var needsConfirmation: Bool
    /// The redirect after the logout, with `state`: only an address that a known client has registered. nil: show the page that says that
    /// the person is signed out.
    package var redirect: String?
    /// Whether the request contained an address that is not accepted as a redirect; the page says so.
    package var isReturnRefused: Bool
    /// The name of the client, for the page.
    package var clientName: String?
}

extension OpenIDProvider {
    /// Checks a logout request for the current session. It never refuses the request: parameters that cannot be trusted are ignored. Throws
    /// `SQLError`.
    package func logout(_ parameters: Parameters, signedIn: CurrentSession?, at now: Timestamp) async throws -> LogoutRequest {
        var client: Client?
        var hint: TokenClaims?
        if let id = parameters["client_id"].flatMap({ ClientID($0) }) { client = try await clients.client(id) }
        if let token = parameters["id_token_hint"], let claims = try await hintClaims(token, at: now) {
            let named = claims.texts("aud")?.first.flatMap { ClientID($0) }
            if parameters["client_id"] == nil {
                client = if let named { try await clients.client(named) } else { nil }
                hint = client == nil ? nil : claims
            } else if let named, parameters["client_id"] == named.text {
                hint = client == nil ? nil : claims
            } else {
                // If the request has a client_id too, it must be the client of the hint.
                client = nil
            }
        }
        let address = parameters["post_logout_redirect_uri"]
        var request = LogoutRequest(
            session: signedIn?.session, needsConfirmation: false, redirect: nil, isReturnRefused: address != nil, clientName: client?.name)
        if let client, let address,
            RedirectURI.matches(address, registered: client.postLogoutRedirectURIs, publicClient: client.kind == .public),
            (parameters["state"]?.utf8.count ?? 0) <= 2048
        {
            request.redirect = parameters["state"].map { RedirectURI.adding([("state", $0)], to: address) } ?? address
            request.isReturnRefused = false
        }
        if let signedIn {
            let sameSession = hint?.text("sid").map { $0 == signedIn.session.text }
            request.needsConfirmation = if let sameSession { !sameSession } else { try await !isMeant(hint, signedIn.person) }
        }
        return request
    }

    /// Whether the hint names that person, or a person who has been joined into them since.
    private func isMeant(_ hint: TokenClaims?, _ person: PersonID) async throws -> Bool {
        guard let hinted = hint?.text("sub").flatMap({ PersonID($0) }) else { return false }
        let directory = directory
        return try await database.read { tx in try directory.subject(hinted, in: tx)?.person == person }
    }

    /// The claims of an ID token of this server, expired or not, for any client; nil for other tokens.
    private func hintClaims(_ token: String, at now: Timestamp) async throws -> TokenClaims? {
        let set = try await keys.hintKeys()
        guard let payload = try? SignedToken(token).payload(verifiedWith: set, algorithms: TokenUse.idToken.algorithms),
            let audience = (try? JSONValue(parsing: payload))?["aud"]?.strings?.first
        else { return nil }
        return try? TokenCheck(.idToken, issuer: issuer, audience: audience, expiredIsAccepted: true).claims(of: token, keys: set, at: now)
    }
}
