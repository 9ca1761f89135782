package import Core
internal import JOSE
internal import SQL
internal import Synchronization

/// Tells clients that a session ended. The executable passes in the HTTP client for all outgoing requests and keeps `run` going.
///
/// Logouts are sent in parallel, at most `mostOfClient` to one client at a time, so that a client that does not answer delays nobody else.
package final class LogoutDispatcher: Sendable {
    /// Posts a form (`application/x-www-form-urlencoded`) to an address and returns the status; throws if there is no response.
    package typealias Post = @Sendable (_ address: String, _ form: String) async throws -> Int

    private let provider: OpenIDProvider
    private let post: Post
    private let underWay = Mutex<[ClientID: Int]>([:])

    package static let mostOfClient = 4

    package init(_ provider: OpenIDProvider, post: @escaping Post) {
        self.provider = provider
        self.post = post
    }

    /// Looks for due logouts every `interval` until the task is cancelled, without waiting for those that are under way.
    package func run(every interval: Duration, clock: any WallClock) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for delivery in try await claim(at: clock.now()) {
                    group.addTask { _ = try await self.deliver(delivery, clock) }
                }
                // A cancelled sleep ends the loop. It is not a failure.
                try? await Task.sleep(for: interval)
            }
            group.cancelAll()
        }
    }

    /// Sends the logouts that are due now and returns how many were accepted. A failure is stored and retried later.
    @discardableResult
    package func deliverDue(clock: any WallClock) async throws -> Int {
        let due = try await claim(at: clock.now())
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            for delivery in due { group.addTask { try await self.deliver(delivery, clock) } }
            return try await group.reduce(into: 0) { accepted, isAccepted in if isAccepted { accepted += 1 } }
        }
    }

    private func claim(at now: Timestamp) async throws -> [LogoutDelivery] {
        guard try await provider.database.read({ tx in try tx.hasDueLogoutDeliveries(at: now) }) else { return [] }
        let busy = underWay.withLock { $0 }
        let claimed = try await provider.database.write { tx in
            try tx.claimLogoutDeliveries(mostOfClient: Self.mostOfClient, busy: busy, at: now)
        }
        underWay.withLock { underWay in for delivery in claimed { underWay[delivery.client, default: 0] += 1 } }
        return claimed
    }

    private func deliver(_ delivery: LogoutDelivery, _ clock: any WallClock) async throws -> Bool {
        defer {
            underWay.withLock { underWay in
                let left = (underWay[delivery.client] ?? 1) - 1
                underWay[delivery.client] = left > 0 ? left : nil
            }
        }
        let error = await send(delivery, at: clock.now())
        let now = clock.now()
        ServerMetrics.logouts.add(1, error == nil ? "accepted" : "failed")
        try await provider.database.write { tx in try tx.finish(delivery, error: error, at: now) }
        return error == nil
    }

    private func send(_ delivery: LogoutDelivery, at now: Timestamp) async -> String? {
        do {
            let token = try await provider.logoutToken(for: delivery, at: now)
            let status = try await post(delivery.address, Parameters.encoded([("logout_token", token)]))
            return (200...299).contains(status) ? nil : "status \(status)"
        } catch { return "\(error)" }
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
