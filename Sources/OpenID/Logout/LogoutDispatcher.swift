package import Core
internal import JOSE
internal import SQL

/// Tells clients that a session ended. The executable passes in the HTTP client for all outgoing requests and runs this about every second.
package struct LogoutDispatcher: Sendable {
    /// Posts a form (`application/x-www-form-urlencoded`) to an address and returns the status; throws if there is no response.
    package typealias Post = @Sendable (_ address: String, _ form: String) async throws -> Int

    private let provider: OpenIDProvider
    private let post: Post

    package init(_ provider: OpenIDProvider, post: @escaping Post) {
        self.provider = provider
        self.post = post
    }

    /// Sends the due logouts one after another and returns how many were accepted. A failure is stored and retried later.
    @discardableResult
    package func deliverDue(clock: any WallClock) async throws -> Int {
        let start = clock.now()
        guard try await provider.database.read({ tx in try tx.hasDueLogoutDeliveries(at: start) }) else { return 0 }
        let due = try await provider.database.write { tx in try tx.claimLogoutDeliveries(at: start) }
        var accepted = 0
        for delivery in due {
            let error = await send(delivery, at: clock.now())
            if error == nil { accepted += 1 }
            let now = clock.now()
            try await provider.database.write { tx in try tx.finish(delivery, error: error, at: now) }
        }
        return accepted
    }

    private func send(_ delivery: LogoutDelivery, at now: Timestamp) async -> String? {
        do {
            let token = try await provider.logoutToken(for: delivery, at: now)
            let status = try await post(delivery.address, Parameters.encoded([("logout_token", token)]))
            return (200...299).contains(status) ? nil : "status \(status)"
        } catch { return "\(type(of: error))" }
    }
}

extension OpenIDProvider {
    /// The logout token (Back-Channel Logout section 2.4). It has no nonce, so that nobody can use it as an ID token. Throws `SQLError`,
    /// `TokenRefusal`.
    package func logoutToken(for delivery: LogoutDelivery, at now: Timestamp) async throws -> String {
        let algorithm = try await clients.client(delivery.client)?.idTokenAlgorithm ?? .rs256
        var claims = JSONWriter()
        claims.add("iss", issuer)
        claims.add("sub", delivery.person.text)
        claims.add("aud", delivery.client.text)
        claims.add("iat", now.seconds)
        claims.add("exp", (now + lifetimes.logoutToken).seconds)
        claims.add("jti", Base64URL.encode(random.bytes(16)))
        claims.add("sid", delivery.session.text)
        claims.add("events", json: Array("{\"http://schemas.openid.net/event/backchannel-logout\":{}}".utf8))
        return try await keys.signingKey(algorithm, at: now).sign(claims.finished(), as: .logoutToken)
    }
}
