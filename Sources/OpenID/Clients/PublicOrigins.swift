package import SQL
private import Synchronization

/// The origins of pages in the browser that are registered as public clients: they may read the answers of the token endpoint (CORS). Kept
/// in memory until the data changes.
package final class PublicOrigins: Sendable {
    private let database: any Database
    private let state = Mutex<(version: Int64?, origins: Set<String>)>((nil, []))

    package init(_ database: any Database) { self.database = database }

    /// Whether a registered public client has a redirect address of this origin. Throws `SQLError`.
    package func contains(_ origin: String) async throws -> Bool {
        let version = try await database.dataVersion()
        if let kept = state.withLock({ $0.version == version ? $0.origins : nil }) { return kept.contains(origin) }
        let addresses = try await database.read { tx in
            try tx.rows("SELECT redirect_uris FROM clients WHERE kind = 'public' AND revoked_at IS NULL").map { row -> String in
                try row["redirect_uris"]
            }
        }
        let origins = Set(
            addresses.flatMap { $0.split(separator: " ") }.filter { $0.hasPrefix("http") }.map { RedirectURI.origin(of: String($0)) })
        state.withLock { $0 = (version, origins) }
        return origins.contains(origin)
    }
}
