package import Core
internal import JOSE
internal import SQL

/// What a logout request means (OpenID Connect RP-Initiated Logout section 2).
package struct LogoutRequest: Sendable, Equatable {
    /// The session to end; nil where nobody is signed in here any more.
    package var session: SessionID?
    /// Whether the person must be asked first: no hint proves that the client speaks of this session.
    package var needsConfirmation: Bool
    /// Where to go afterwards, `state` added: only an address registered by a client we know. nil: the page that says it is done.
    package var redirect: String?
    /// Whether an address to go to was given that cannot be: the page says so.
    package var isReturnRefused: Bool
    /// Whom the page names.
    package var clientName: String?
}

extension OpenIDProvider {
    /// Judges a logout request for whoever is signed in. Never refuses: what cannot be trusted is left out. Throws `SQLError`.
    package func logout(_ parameters: Parameters, signedIn: CurrentSession?, at now: Timestamp) async throws -> LogoutRequest {
        var client: Client?
        var hint: TokenClaims?
        if let token = parameters["id_token_hint"], let claims = try await hintClaims(token, at: now) {
            let named = claims.texts("aud")?.first.flatMap { ClientID($0) }
            // A client_id beside the hint must be the one the hint was made for.
            if parameters["client_id"] == nil || parameters["client_id"] == named?.text {
                client = if let named { try await clients.client(named) } else { nil }
                hint = client == nil ? nil : claims
            }
        } else if parameters["id_token_hint"] == nil, let id = parameters["client_id"].flatMap({ ClientID($0) }) {
            client = try await clients.client(id)
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

    /// Whether the hint names that person, or somebody who was joined into them since.
    private func isMeant(_ hint: TokenClaims?, _ person: PersonID) async throws -> Bool {
        guard let hinted = hint?.text("sub").flatMap({ PersonID($0) }) else { return false }
        let directory = directory
        return try await database.read { tx in try directory.subject(hinted, in: tx)?.person == person }
    }

    /// An ID token of ours, expired or not, for whatever client it names.
    private func hintClaims(_ token: String, at now: Timestamp) async throws -> TokenClaims? {
        let set = try await keys.keySet(at: now)
        guard let payload = try? SignedToken(token).payload(verifiedWith: set, algorithms: TokenUse.idToken.algorithms),
            let audience = (try? JSONValue(parsing: payload))?["aud"]?.strings?.first
        else { return nil }
        return try? TokenCheck(.idToken, issuer: issuer, audience: audience, expiredIsAccepted: true).claims(of: token, keys: set, at: now)
    }
}
