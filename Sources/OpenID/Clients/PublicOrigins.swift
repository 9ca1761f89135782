package import SQL

/// The origins of pages in the browser that are registered as public clients: they may read the answers of the token endpoint (CORS). Kept
/// in memory until the data changes.
package final class PublicOrigins: Sendable {
    private let origins: CurrentRead<Set<String>>

    package init(_ database: any Database) {
        origins = CurrentRead(database) { tx in
            let addresses = try tx.rows("SELECT redirect_uris FROM clients WHERE kind = 'public' AND revoked_at IS NULL").map {
                row -> String in try row["redirect_uris"]
            }
            return Set(
                addresses.flatMap { $0.split(separator: " ") }.filter { $0.hasPrefix("http") }.map { RedirectURI.origin(of: String($0)) })
        }
    }

    /// Whether a registered public client has a redirect address of this origin. Throws `SQLError`.
    package func contains(_ origin: String) async throws -> Bool { try await origins.value().contains(origin) }
}
