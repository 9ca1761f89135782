package import Core
internal import JOSE
internal import SQL

extension OpenIDProvider {
    /// The userinfo endpoint's JSON (OpenID Connect Core section 5.3). Throws `BearerRefusal`, `SQLError`.
    package func userInfo(authorization: String?, at now: Timestamp) async throws -> [UInt8] {
        let token = try await verifier.accept(authorization: authorization, scope: Scope.openid, at: now)
        guard let person = token.person else { throw BearerRefusal.invalid }
        let client = try await clients.client(token.client)
        let directory = directory
        let found = try await database.read { tx -> (Subject, [String]?)? in
            guard let subject = try directory.subject(person, in: tx) else { return nil }
            let roles = try token.account.flatMap {
                try directory.roles(of: subject.person, in: $0, product: client?.product, in: tx)
            }
            return (subject, roles)
        }
        guard let (subject, roles) = found else { throw BearerRefusal.invalid }
        var writer = JSONWriter()
        // The token's own subject, so that it fits the ID token even where the person has been joined into another since.
        writer.add("sub", token.subject)
        if token.has(Scope.profile) {
            writer.add("name", subject.name)
            if let updated = subject.updatedAt { writer.add("updated_at", updated.seconds) }
        }
        if token.has(Scope.email), let email = subject.email {
            writer.add("email", email)
            writer.add("email_verified", subject.emailVerified)
        }
        if let account = token.account, let roles {
            writer.add("account", account.text)
            writer.add("roles", roles)
        }
        return writer.finished()
    }

    /// Token introspection (RFC 7662) for a confidential client: what a product asks about an access key's token, so that a revoked key
    /// fails at its next request. A client sees tokens for its own product or of its own; all else is inactive.
    package func introspect(token text: String, by client: Client, at now: Timestamp) async throws -> [UInt8] {
        var writer = JSONWriter()
        guard client.kind == .confidential, let token = try? await verifier.token(text, audience: nil, at: now),
            let owner = try await clients.client(token.client),
            owner.id == client.id || (client.firstParty && client.product != nil && client.product == owner.product),
            try await verifier.isLive(token, at: now)
        else {
            writer.add("active", false)
            return writer.finished()
        }
        writer.add("active", true)
        writer.add("iss", issuer)
        writer.add("sub", token.subject)
        writer.add("client_id", token.client.text)
        writer.add("token_type", "Bearer")
        writer.add("scope", token.scopes.joined(separator: " "))
        writer.add("exp", token.expiresAt.seconds)
        writer.add("jti", token.id)
        writer.add("account", token.account?.text)
        writer.add("project", token.project?.text)
        return writer.finished()
    }
}
