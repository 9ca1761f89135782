package import Audit
package import Core
package import SQL

extension Client {
    /// The person who made an access key; nil if the operator did.
    package var maker: PersonID? { AuditEvent.Actor.person(of: createdBy) }

    /// The scopes of the last token that it got.
    package var lastUsedForScopes: [String] { (lastUsedFor ?? "").split(separator: " ").map(String.init) }

    /// How exactly the last use of an access key is known. A token costs a write once in this time.
    static let useInterval = Duration.hours(1)

    /// As a condition (`isAccessKey`).
    static let areAccessKeys: Statement =
        "(project_id IS NOT NULL OR account_id IS NOT NULL AND product IS NOT NULL AND grant_types = \(GrantType.clientCredentials.rawValue))"
}

/// Access keys, as a product's pages and the management API list them. The secret of a key is shown only once, when the key is created.
extension Transaction {
    /// The account's access keys that are not revoked, newest first; only those of `project` if it is given.
    package func accessKeys(of account: AccountID, project: ProjectID? = nil) throws -> [Client] {
        let one: Statement = project.map { " AND project_id = \($0)" } ?? ""
        return try all(
            """
            SELECT \(Client.columns) FROM clients
            WHERE account_id = \(account) AND \(Client.areAccessKeys) AND revoked_at IS NULL\(one) ORDER BY id DESC
            """)
    }

    /// The projects of those access keys of the account in the product that end by themselves until `end`: one for each key, nil for a key of
    /// the account itself.
    package func projectsOfAccessKeys(
        of account: AccountID, product: String, endingBy end: Timestamp, at now: Timestamp
    ) throws -> [ProjectID?] {
        try rows(
            """
            SELECT project_id FROM clients
            WHERE account_id = \(account) AND \(Client.areAccessKeys) AND revoked_at IS NULL AND product = \(product)
                AND expires_at > \(now) AND expires_at <= \(end)
            """
        ).map { try $0["project_id"] }
    }

    /// The account's access key with this id, if it is not revoked. A key of another account is nil, as if it did not exist.
    package func accessKey(_ id: ClientID, of account: AccountID) throws -> Client? {
        guard let key = try client(id), key.isAccessKey, key.account == account, key.revokedAt == nil else { return nil }
        return key
    }

    /// Changes what the key is called, when it ends, and from where it may be used. Whoever changes its end is not warned of the old one.
    package func change(_ before: Client, to key: Client, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try run(
            """
            UPDATE clients SET name = \(key.name), expires_at = \(key.expiresAt), networks = \(key.networks.joined(separator: " ")),
                end_warned_at = CASE WHEN expires_at = \(key.expiresAt) THEN end_warned_at ELSE NULL END
            WHERE id = \(key.id)
            """)
        var changes: [String: AuditEvent.Change] = [:]
        if before.name != key.name { changes["name"] = AuditEvent.Change(before.name, key.name) }
        if before.expiresAt != key.expiresAt {
            changes["expires_at"] = AuditEvent.Change(before.expiresAt?.rfc3339, key.expiresAt?.rfc3339)
        }
        if before.networks != key.networks {
            changes["networks"] = AuditEvent.Change(before.networks.joined(separator: ", "), key.networks.joined(separator: ", "))
        }
        guard !changes.isEmpty else { return }
        try append(
            AuditEvent(.accessKeyChanged, by: actor, on: key.id.text, account: key.account, details: key.namedInEvents).changing(changes),
            at: now)
    }

    /// Gives the key a new secret beside the old one (`Client.withNewSecret`).
    package func renewAccessKey(_ key: Client, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try run(
            """
            UPDATE clients SET secret_hash = \(key.secretHash), old_secret_hash = \(key.oldSecretHash),
                old_secret_until = \(key.oldSecretUntil) WHERE id = \(key.id)
            """)
        let until = key.oldSecretUntil?.rfc3339 ?? ""
        try append(
            AuditEvent(
                .accessKeyRenewed, by: actor, on: key.id.text, account: key.account,
                details: key.namedInEvents.merging(["old_until": until]) { first, _ in first }), at: now)
    }

    /// Records that the key goes on working without its maker, by somebody's decision.
    package func keepAccessKey(_ key: Client, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try run("UPDATE clients SET kept_at = \(now) WHERE id = \(key.id)")
        try append(
            AuditEvent(.accessKeyKept, by: actor, on: key.id.text, account: key.account, details: key.namedInEvents), at: now)
    }

    /// The unrevoked keys that a person created in an account. Whoever removes the person sees this list.
    package func accessKeys(madeBy person: PersonID, in account: AccountID, product: String) throws -> [Client] {
        try all(
            """
            SELECT \(Client.columns) FROM clients
            WHERE account_id = \(account) AND \(Client.areAccessKeys) AND revoked_at IS NULL
                AND product = \(product) AND created_by = \("person:" + person.text)
            ORDER BY id DESC
            """)
    }
}
