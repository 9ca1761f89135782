internal import Core
internal import SQL
private import Synchronization

/// From where access keys get tokens. Cost: a write the first time in an hour that a key comes from a network; else nothing but memory.
final class KeyUses: Sendable {
    private struct Use: Hashable {
        let key: ClientID
        let network: String
    }

    private let noted = Mutex<[Use: (at: Timestamp, isRefused: Bool)]>([:])
    private static let limit = 10_000

    /// Notes that the key showed its secret from that address, for these scopes; `isRefused`: from where it may not be used.
    func note(
        _ key: Client, from address: String?, for scopes: [String], isRefused: Bool = false, in database: any Database, at now: Timestamp
    ) async throws {
        let use = Use(key: key.id, network: address.map { ClientNetwork($0).text } ?? "")
        let isFresh = noted.withLock { noted in
            noted[use].map { $0.isRefused == isRefused && $0.at <= now && now < $0.at + Client.useInterval } ?? false
        }
        guard !isFresh else { return }
        try await database.write { tx in
            if !isRefused { try tx.noteUse(of: key.id, from: use.network, for: scopes, at: now) }
            if !use.network.isEmpty { try tx.note(use.network, of: key.id, isRefused: isRefused, at: now) }
        }
        noted.withLock { noted in
            if noted.count >= Self.limit { noted.removeAll() }
            noted[use] = (now, isRefused)
        }
    }
}

extension Transaction {
    fileprivate func noteUse(of key: ClientID, from network: String, for scopes: [String], at now: Timestamp) throws {
        try run(
            """
            UPDATE clients SET last_used_at = \(now), last_used_from = \(network.isEmpty ? nil : network),
                last_used_for = \(scopes.joined(separator: " ")) WHERE id = \(key)
            """)
    }

    /// The first network of a key is no news, unless it may not be used from there.
    fileprivate func note(_ network: String, of key: ClientID, isRefused: Bool, at now: Timestamp) throws {
        let isFirst = try first("SELECT 1 AS one FROM key_networks WHERE client_id = \(key) LIMIT 1") == nil
        let isNews = isRefused || !isFirst
        try run(
            """
            INSERT INTO key_networks (client_id, network, refused, told, first_at, seen_at)
            VALUES (\(key), \(network), \(isRefused), \(!isNews), \(now), \(now))
            ON CONFLICT (client_id, network) DO UPDATE SET seen_at = excluded.seen_at, refused = excluded.refused,
                told = CASE WHEN excluded.refused > key_networks.refused THEN 0 ELSE key_networks.told END
            """)
        // Whoever comes from ever new networks pushes out the oldest.
        try run(
            """
            DELETE FROM key_networks WHERE client_id = \(key) AND told = 1 AND network NOT IN
                (SELECT network FROM key_networks WHERE client_id = \(key) ORDER BY seen_at DESC LIMIT 50)
            """)
    }
}
