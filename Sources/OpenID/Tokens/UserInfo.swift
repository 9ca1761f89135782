package import Core
internal import JOSE
internal import SQL

extension OpenIDProvider {
    /// The userinfo endpoint's JSON (OpenID Connect Core section 5.3). Throws `BearerRefusal`, `SQLError`.
    package func userInfo(authorization: String?, proof: PossessionHeader? = nil, at now: Timestamp) async throws -> [UInt8] {
        guard let presented = authorization.flatMap({ PresentedToken(authorization: $0) }) else { throw BearerRefusal.missing }
        let token = try await verifier.standing(presented.text.exposed, at: now)
        try await checkPossession(of: token, presented.text, proof, isProved: presented.isProved, at: now)
        guard let person = token.person else { throw BearerRefusal.noPerson }
        guard token.has(Scope.openid) else { throw BearerRefusal.scope(Scope.openid) }
        let client = try await clients.client(token.client)
        let directory = directory
        let found = try await database.read { tx -> (Subject, [String]?)? in
            guard let subject = try directory.subject(person, in: tx) else { return nil }
            let roles = try token.account.flatMap {
                try directory.access(
                    of: subject.person, to: $0, product: client?.product, after: token.proved, in: tx, at: now
                ).roles
            }
            return (subject, roles)
        }
        guard let (subject, roles) = found else { throw BearerRefusal.invalid }
        var writer = JSONWriter()
        // The subject of the token, so that it matches the ID token even if the person has been joined into another person since.
        writer.add("sub", token.subject)
        StandardClaims.add(StandardClaims.covered(by: token.scopes), of: subject, to: &writer)
        if let account = token.account, let roles {
            writer.add("account", account.text)
            writer.add("roles", roles)
            // The same for applications that call it so (Grafana, GitLab, Nextcloud).
            if client?.firstParty == false { writer.add("groups", roles) }
        }
        return writer.finished()
    }
}
