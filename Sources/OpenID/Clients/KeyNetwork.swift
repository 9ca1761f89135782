package import Core
package import SQL

/// A network that an access key showed its secret from.
package struct KeyNetwork: Sendable, Equatable {
    package let network: String
    package let isRefused: Bool
    package let firstAt: Timestamp
    package let seenAt: Timestamp
}

extension KeyNetwork: RowDecodable {
    package init(row: Row) throws {
        network = try row["network"]
        isRefused = try row["refused"]
        firstAt = try row["first_at"]
        seenAt = try row["seen_at"]
    }
}

extension Transaction {
    /// The latest first.
    package func networks(of key: ClientID, limit: Int = 10) throws -> [KeyNetwork] {
        try all(
            """
            SELECT network, refused, first_at, seen_at FROM key_networks WHERE client_id = \(key) ORDER BY seen_at DESC, network LIMIT \(limit)
            """, as: KeyNetwork.self)
    }

    /// A key that was used from networks of which nobody has been told; nil if there is none.
    package func keyWithNewNetworks() throws -> Client? {
        try first(
            """
            SELECT \(Client.columns) FROM clients
            WHERE id = (SELECT client_id FROM key_networks WHERE told = 0 ORDER BY client_id LIMIT 1)
            """, as: Client.self)
    }

    /// The key's networks of which nobody has been told, which are told of now.
    package func takeNewNetworks(of key: ClientID) throws -> [KeyNetwork] {
        let new = try all(
            "SELECT network, refused, first_at, seen_at FROM key_networks WHERE client_id = \(key) AND told = 0 ORDER BY first_at, network",
            as: KeyNetwork.self)
        try run("UPDATE key_networks SET told = 1 WHERE client_id = \(key) AND told = 0")
        return new
    }

    /// A key that ends within that time, and whose people have not been warned; nil if there is none.
    package func keyToWarnOf(within time: Duration, at now: Timestamp) throws -> Client? {
        try first(
            """
            SELECT \(Client.columns) FROM clients WHERE expires_at IS NOT NULL AND end_warned_at IS NULL AND revoked_at IS NULL
                AND expires_at <= \(now + time) AND expires_at > \(now) ORDER BY expires_at, id LIMIT 1
            """, as: Client.self)
    }

    package func noteWarning(of key: ClientID, at now: Timestamp) throws {
        try run("UPDATE clients SET end_warned_at = \(now) WHERE id = \(key)")
    }
}
