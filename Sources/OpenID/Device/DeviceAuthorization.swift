package import Core
internal import JOSE
internal import SQL

extension OpenIDProvider {
    /// Begins to let a device in (RFC 8628 section 3.1). Returns the endpoint's JSON. Throws `OAuthError`, `SQLError`.
    ///
    /// `origin` and `agent` are shown to whoever decides.
    package func authorizeDevice(
        _ parameters: Parameters, authorization: String?, origin: String, agent: String, at now: Timestamp
    ) async throws -> [UInt8] {
        if let name = parameters.repeated.first {
            throw OAuthError(.invalidRequest, "A parameter is given more than once: \(printable(name)).")
        }
        let client = try await authenticated(ClientCredentials(authorization: authorization, parameters: parameters), at: now)
        guard client.grantTypes.contains(.deviceCode) else {
            throw OAuthError(.unauthorizedClient, "This client is not registered for \(Client.GrantType.deviceCode.rawValue).")
        }
        guard parameters["resource"] == nil else {
            throw OAuthError(.invalidTarget, "A device gets tokens for this server alone: leave resource out.")
        }
        let asked = parameters.words("scope")
        guard asked.allSatisfy(client.scopes.contains) else {
            throw OAuthError(.invalidScope, "This client is not registered for one of these scopes.")
        }
        let scope = (asked.isEmpty ? client.scopes : asked).joined(separator: " ")
        let agent = agent.withoutHiddenCharacters
        let device = random.token()
        let user = UserCode(random)
        let hash = TokenHash(device.exposed, purpose: .deviceCode)
        let expiry = now + lifetimes.deviceRequest
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO device_requests (device_hash, user_hash, client_id, scope, origin, agent, created_at, expires_at, wait, state)
                VALUES (\(hash.bytes), \(user.hash.bytes), \(client.id), \(scope), \(origin), \(agent), \(now), \(expiry),
                        \(Self.deviceWait), \(DeviceRequest.State.waiting))
                """)
        }
        var writer = JSONWriter()
        writer.add("device_code", device.exposed)
        writer.add("user_code", user.text)
        writer.add("verification_uri", issuer + OpenIDPath.device.text)
        writer.add("verification_uri_complete", issuer + OpenIDPath.device.query([("user_code", user.text)]).text)
        writer.add("expires_in", lifetimes.deviceRequest.components.seconds)
        writer.add("interval", Self.deviceWait)
        return writer.finished()
    }

    /// In seconds, between two questions of a device.
    private static var deviceWait: Int64 { 5 }
}
