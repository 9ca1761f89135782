package import Audit
package import Core
internal import JOSE
package import SQL

extension Client: RowDecodable {
    static let columns: Statement = """
        id, name, kind, secret_hash, first_party, require_pkce, grant_types, scopes, redirect_uris, post_logout_redirect_uris,
        backchannel_logout_uri, id_token_algorithm, product, account_id, project_id, created_at, created_by, revoked_at
        """

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
        try all("SELECT \(Client.columns) FROM clients WHERE project_id IS NULL ORDER BY id")
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
        try run(
            """
            INSERT INTO clients (\(Client.columns)) VALUES (\(client.id), \(client.name), \(client.kind), \(client.secretHash),
                \(client.firstParty), \(client.requirePKCE), \(client.grantTypes.map(\.rawValue).sorted().joined(separator: " ")),
                \(client.scopes.joined(separator: " ")), \(client.redirectURIs.joined(separator: " ")),
                \(client.postLogoutRedirectURIs.joined(separator: " ")), \(client.backchannelLogoutURI),
                \(client.idTokenAlgorithm.rawValue), \(client.product), \(client.account), \(client.project), \(client.createdAt),
                \(actor.text), \(client.revokedAt))
            """)
        try append(
            AuditEvent(
                client.isAccessKey ? .accessKeyCreated : .clientCreated, by: actor, on: client.id.text, account: client.account,
                details: ["name": client.name, "scopes": client.scopes.joined(separator: " "), "project": client.project?.text ?? ""]
                    .filter { !$0.value.isEmpty }), at: now)
    }

    /// Stores the fields of a client that can change: name, scopes, redirect and logout addresses, and secret.
    package func update(_ client: Client, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try run(
            """
            UPDATE clients SET name = \(client.name), scopes = \(client.scopes.joined(separator: " ")),
                redirect_uris = \(client.redirectURIs.joined(separator: " ")),
                post_logout_redirect_uris = \(client.postLogoutRedirectURIs.joined(separator: " ")),
                backchannel_logout_uri = \(client.backchannelLogoutURI), secret_hash = \(client.secretHash)
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
                details: ["name": client.name]), at: now)
        return true
    }
}
