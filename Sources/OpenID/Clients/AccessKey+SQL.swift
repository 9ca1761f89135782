package import Core
package import SQL

/// An access key as a product's page and the management API list it; its secret is shown once, when it is made.
extension Transaction {
    /// The account's access keys that still work, newest first; of one project where it is named.
    package func accessKeys(of account: AccountID, project: ProjectID? = nil) throws -> [Client] {
        let one: Statement = project.map { " AND project_id = \($0)" } ?? ""
        return try all(
            """
            SELECT \(Client.columns) FROM clients
            WHERE account_id = \(account) AND project_id IS NOT NULL AND revoked_at IS NULL\(one) ORDER BY id DESC
            """)
    }

    /// The account's access key with this id, if it still works. Another account's is nil, as if it did not exist.
    package func accessKey(_ id: ClientID, of account: AccountID) throws -> Client? {
        guard let key = try client(id), key.isAccessKey, key.account == account, key.revokedAt == nil else { return nil }
        return key
    }

    /// The keys a person made in an account that still work: whoever removes the person is shown them.
    package func accessKeys(madeBy person: PersonID, in account: AccountID) throws -> [Client] {
        try all(
            """
            SELECT \(Client.columns) FROM clients
            WHERE account_id = \(account) AND project_id IS NOT NULL AND revoked_at IS NULL AND created_by = \("person:" + person.text)
            ORDER BY id DESC
            """)
    }
}
