package import Audit
package import Core
package import SQL

extension Client {
    /// The person who made an access key; nil if the operator did.
    package var maker: PersonID? { AuditEvent.Actor.person(of: createdBy) }

    /// How exactly the last use of an access key is known. A token costs a write once in this time.
    static let useInterval = Duration.hours(1)
}

/// Access keys, as a product's pages and the management API list them. The secret of a key is shown only once, when the key is created.
extension Transaction {
    /// The account's access keys that are not revoked, newest first; only those of `project` if it is given.
    package func accessKeys(of account: AccountID, project: ProjectID? = nil) throws -> [Client] {
        let one: Statement = project.map { " AND project_id = \($0)" } ?? ""
        return try all(
            """
            SELECT \(Client.columns) FROM clients
            WHERE account_id = \(account) AND project_id IS NOT NULL AND revoked_at IS NULL\(one) ORDER BY id DESC
            """)
    }

    /// The account's access key with this id, if it is not revoked. A key of another account is nil, as if it did not exist.
    package func accessKey(_ id: ClientID, of account: AccountID) throws -> Client? {
        guard let key = try client(id), key.isAccessKey, key.account == account, key.revokedAt == nil else { return nil }
        return key
    }

    /// Records that the key was used now.
    func noteUse(of key: ClientID, at now: Timestamp) throws { try run("UPDATE clients SET last_used_at = \(now) WHERE id = \(key)") }

    /// Records that the key goes on working without its maker, by somebody's decision.
    package func keepAccessKey(_ key: Client, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try run("UPDATE clients SET kept_at = \(now) WHERE id = \(key.id)")
        try append(
            AuditEvent(.accessKeyKept, by: actor, on: key.id.text, account: key.account, details: key.namedInEvents), at: now)
    }

    /// The unrevoked keys that a person created in an account. Whoever removes the person sees this list.
    package func accessKeys(madeBy person: PersonID, in account: AccountID) throws -> [Client] {
        try all(
            """
            SELECT \(Client.columns) FROM clients
            WHERE account_id = \(account) AND project_id IS NOT NULL AND revoked_at IS NULL AND created_by = \("person:" + person.text)
            ORDER BY id DESC
            """)
    }
}
