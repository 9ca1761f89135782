package import Audit
package import Core
internal import JOSE
internal import Language
package import SQL

extension Client: Stored {
    package static let stored: [Column<Client>] = [
        Column("id", \.id), Column("name", \.name), Column("kind", \.kind), Column("secret_hash", \.secretHash),
        Column("first_party", \.firstParty), Column("require_pkce", \.requirePKCE),
        Column("grant_types") { $0.grantTypes.map(\.rawValue).sorted().joined(separator: " ") },
        Column("scopes") { $0.scopes.joined(separator: " ") },
        Column("redirect_uris") { $0.redirectURIs.joined(separator: " ") },
        Column("post_logout_redirect_uris") { $0.postLogoutRedirectURIs.joined(separator: " ") },
        Column("backchannel_logout_uri", \.backchannelLogoutURI), Column("id_token_algorithm", \.idTokenAlgorithm.rawValue),
        Column("product", \.product), Column("account_id", \.account), Column("project_id", \.project),
        Column("created_at", \.createdAt), Column("created_by", \.createdBy), Column("revoked_at", \.revokedAt),
        Column("last_used_at", \.lastUsedAt), Column("kept_at", \.keptAt), Column("claims_in_id_token", \.claimsInIDToken),
        Column("old_secret_hash", \.oldSecretHash), Column("old_secret_until", \.oldSecretUntil), Column("needs_account", \.needsAccount),
        Column("assertion_keys", \.assertionKeys), Column("needs_bound_tokens", \.needsBoundTokens),
        Column("resources") { $0.resources.joined(separator: " ") }, Column("uses_resources") { $0.usesResources.joined(separator: " ") },
        Column("exchanges_from") { $0.exchangesFrom.map(\.text).joined(separator: " ") }, Column("policy_uri", \.policyURI),
        Column("support_uri", \.supportURI), Column("logo_uri", \.logoURI), Column("needs_pushed_requests", \.needsPushedRequests),
        Column("expires_at", \.expiresAt), Column("networks") { $0.networks.joined(separator: " ") },
        Column("last_used_from", \.lastUsedFrom), Column("last_used_for", \.lastUsedFor),
    ]

    package init(row: Row) throws {
        let algorithm: String = try row["id_token_algorithm"]
        guard let parsed = Algorithm(rawValue: algorithm) else { throw SQLError.unexpectedValue(column: "id_token_algorithm") }
        idTokenAlgorithm = parsed
        id = try row["id"]
        name = try row["name"]
        kind = try row["kind"]
        secretHash = try row["secret_hash"]
        firstParty = try row["first_party"]
        requirePKCE = try row["require_pkce"]
        grantTypes = Set(try Self.words(row["grant_types"]).compactMap(GrantType.init(rawValue:)))
        scopes = try Self.words(row["scopes"])
        redirectURIs = try Self.words(row["redirect_uris"])
        postLogoutRedirectURIs = try Self.words(row["post_logout_redirect_uris"])
        backchannelLogoutURI = try row["backchannel_logout_uri"]
        product = try row["product"]
        account = try row["account_id"]
        project = try row["project_id"]
        createdAt = try row["created_at"]
        createdBy = try row["created_by"]
        revokedAt = try row["revoked_at"]
        lastUsedAt = try row["last_used_at"]
        keptAt = try row["kept_at"]
        claimsInIDToken = try row["claims_in_id_token"]
        needsAccount = try row["needs_account"]
        oldSecretHash = try row["old_secret_hash"]
        oldSecretUntil = try row["old_secret_until"]
        assertionKeys = try row["assertion_keys"]
        needsBoundTokens = try row["needs_bound_tokens"]
        resources = try Self.words(row["resources"])
        usesResources = try Self.words(row["uses_resources"])
        exchangesFrom = try Self.words(row["exchanges_from"]).compactMap { ClientID($0) }
        policyURI = try row["policy_uri"]
        supportURI = try row["support_uri"]
        logoURI = try row["logo_uri"]
        needsPushedRequests = try row["needs_pushed_requests"]
        expiresAt = try row["expires_at"]
        networks = try Self.words(row["networks"])
        lastUsedFrom = try row["last_used_from"]
        lastUsedFor = try row["last_used_for"]
    }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

extension Transaction {
    /// The client, revoked or not.
    package func client(_ id: ClientID) throws -> Client? {
        try first("SELECT \(Client.columns) FROM clients WHERE id = \(id)", as: Client.self)
    }

    /// Clients that are not access keys, oldest first.
    package func clients() throws -> [Client] {
        try all("SELECT \(Client.columns) FROM clients WHERE NOT \(Client.areAccessKeys) ORDER BY id")
    }

    /// The product's own relying party, if it is not revoked.
    package func firstPartyClient(of product: String) throws -> Client? {
        try first(
            """
            SELECT \(Client.columns) FROM clients
            WHERE product = \(product) AND first_party = 1 AND project_id IS NULL AND revoked_at IS NULL ORDER BY id LIMIT 1
            """, as: Client.self)
    }

    /// Stores a client made by `ClientRegistration.client(…)`.
    package func add(_ client: Client, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try requireUnserved(client)
        var client = client
        client.createdBy = actor.text
        try run("INSERT INTO clients (\(Client.columns)) VALUES (\(values: client))")
        try append(
            AuditEvent(
                client.isAccessKey ? .accessKeyCreated : .clientCreated, by: actor, on: client.id.text, account: client.account,
                details: client.namedInEvents.merging(["scopes": client.scopes.joined(separator: " ")]) { first, _ in first }), at: now)
    }

    /// Whoever serves an API sees every token for it, so each has one server. Throws a 422.
    private func requireUnserved(_ client: Client) throws {
        guard !client.resources.isEmpty else { return }
        let others = try clients().filter { $0.id != client.id && $0.revokedAt == nil }
        guard let taken = client.resources.first(where: { uri in others.contains { $0.resources.contains(uri) } }) else { return }
        throw Problem(
            status: 422, code: "invalid-client", title: .english("This client cannot be registered as it is."),
            fields: [FieldError("resources", .english("\(taken) is the API of another client."))])
    }

    /// Stores the fields of a client that can change: all but its id, its kind, and who made it when.
    package func update(_ client: Client, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try requireUnserved(client)
        try run(
            """
            UPDATE clients SET name = \(client.name), scopes = \(client.scopes.joined(separator: " ")),
                redirect_uris = \(client.redirectURIs.joined(separator: " ")),
                post_logout_redirect_uris = \(client.postLogoutRedirectURIs.joined(separator: " ")),
                backchannel_logout_uri = \(client.backchannelLogoutURI), secret_hash = \(client.secretHash),
                first_party = \(client.firstParty), require_pkce = \(client.requirePKCE),
                grant_types = \(client.grantTypes.map(\.rawValue).sorted().joined(separator: " ")),
                id_token_algorithm = \(client.idTokenAlgorithm.rawValue), product = \(client.product), account_id = \(client.account),
                claims_in_id_token = \(client.claimsInIDToken), needs_account = \(client.needsAccount), old_secret_hash = \(client.oldSecretHash),
                old_secret_until = \(client.oldSecretUntil), assertion_keys = \(client.assertionKeys),
                needs_bound_tokens = \(client.needsBoundTokens), resources = \(client.resources.joined(separator: " ")),
                uses_resources = \(client.usesResources.joined(separator: " ")),
                exchanges_from = \(client.exchangesFrom.map(\.text).joined(separator: " ")), policy_uri = \(client.policyURI),
                support_uri = \(client.supportURI), logo_uri = \(client.logoURI), needs_pushed_requests = \(client.needsPushedRequests)
            WHERE id = \(client.id)
            """)
        try append(
            AuditEvent(
                .clientChanged, by: actor, on: client.id.text,
                details: [
                    "name": client.name, "scopes": client.scopes.joined(separator: " "),
                    "redirect_uris": client.redirectURIs.joined(separator: " "),
                ]), at: now)
    }

    /// Revokes the client and all its grants; from the next request on, nothing of it works. Returns false if there is no client to revoke.
    @discardableResult
    package func revokeClient(_ id: ClientID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        guard let client = try client(id), client.revokedAt == nil else { return false }
        try run("UPDATE clients SET revoked_at = \(now) WHERE id = \(id)")
        try run(
            "UPDATE openid_grants SET revoked_at = \(now), revoked_because = 'client revoked' WHERE client_id = \(id) AND revoked_at IS NULL"
        )
        try append(
            AuditEvent(
                client.isAccessKey ? .accessKeyRevoked : .clientRevoked, by: actor, on: id.text, account: client.account,
                details: client.namedInEvents), at: now)
        return true
    }
}

extension Client {
    /// What every event says of it: its name, and where it belongs.
    var namedInEvents: [String: String] {
        ["name": name, "project": project?.text ?? "", "product": product ?? ""].filter { !$0.value.isEmpty }
    }
}
