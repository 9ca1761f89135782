package import Core
package import SQL
private import Synchronization

/// Caches clients in memory until the data changes. A change by any process, including the command line, takes effect at the next request.
package final class ClientCache: Sendable {
    private let database: any Database
    private let state = Mutex(State())
    private static let limit = 10_000

    private struct State {
        var version: Int64?
        var clients: [ClientID: Client] = [:]
    }

    package init(_ database: any Database) { self.database = database }

    /// The client; nil if it is unknown or revoked. Throws `SQLError`.
    package func client(_ id: ClientID) async throws -> Client? {
        // The version is read before the row. If the data changes in between, the entry has an old version and is discarded at the next
        // request.
        let version = try await database.dataVersion()
        let kept = state.withLock { state -> Client? in
            if state.version != version { state = State(version: version) }
            return state.clients[id]
        }
        if let kept { return kept }
        guard let client = try await database.read({ tx in try tx.client(id) }), client.revokedAt == nil else { return nil }
        state.withLock { state in
            guard state.version == version, state.clients.count < Self.limit else { return }
            state.clients[id] = client
        }
        return client
    }
}
