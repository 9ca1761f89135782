package import Core
package import SQL
private import Synchronization

/// What a client was refused at an endpoint.
package struct ClientError: Sendable, Equatable, RowDecodable {
    package let endpoint: String
    /// An OAuth error, or the name of a paragraph of the `ErrorGuide`.
    package let error: String
    package let description: String
    package let times: Int
    package let lastAt: Timestamp

    package init(row: Row) throws {
        endpoint = try row["endpoint"]
        error = try row["error"]
        description = try row["description"]
        times = try row["times"]
        lastAt = try row["last_at"]
    }
}

/// Keeps what clients were refused, of clients that exist. The same refusal is written once in ten seconds, with how often it came, and
/// nobody waits for the disk.
final class ClientErrors: Sendable {
    private struct Key: Hashable {
        let client: ClientID
        let endpoint: String
        let error: String
        let description: String
    }
    private struct Heard {
        var writtenAt: Timestamp?
        var times = 0
    }
    private let heard = Mutex<[Key: Heard]>([:])
    private static let gap: Duration = .seconds(10)
    private static let mostKeys = 1000
    private static let mostOfEndpoint = 20

    /// What is no fault of the client: a person's answer, or a question that comes too early.
    private static let usual: Set<OAuthError.Code> = [
        .authorizationPending, .slowDown, .useDPoPNonce, .loginRequired, .consentRequired, .interactionRequired, .accessDenied,
        .unmetAuthenticationRequirements, .temporarilyUnavailable, .serverError,
    ]

    func note(_ error: OAuthError, of client: ClientID, at endpoint: Path, in database: any Database, at now: Timestamp) async {
        guard !Self.usual.contains(error.code) else { return }
        await note(error.code.rawValue, error.description, of: client, at: endpoint, in: database, at: now)
    }

    /// A failure to keep it is none of the client's: it is told its error all the same.
    func note(
        _ error: String, _ description: String, of client: ClientID, at endpoint: Path, in database: any Database, at now: Timestamp
    ) async {
        // What stands behind a colon comes from the request: it would make each refusal another one, and say what an outsider likes.
        let own = description.prefix { $0 != ":" }.prefix(200)
        let key = Key(client: client, endpoint: endpoint.text, error: error, description: own + (own.hasSuffix(".") ? "" : "."))
        let times: Int? = heard.withLock { heard in
            if heard.count >= Self.mostKeys { heard = [:] }
            var one = heard[key] ?? Heard()
            one.times += 1
            defer { heard[key] = one }
            if let written = one.writtenAt, now < written + Self.gap { return nil }
            let times = one.times
            one = Heard(writtenAt: now)
            return times
        }
        guard let times else { return }
        try? await database.writeUnflushed { tx in
            try tx.run(
                """
                INSERT INTO client_errors (client_id, endpoint, error, description, times, last_at)
                SELECT id, \(key.endpoint), \(key.error), \(key.description), \(times), \(now) FROM clients WHERE id = \(client)
                ON CONFLICT (client_id, endpoint, error, description) DO UPDATE
                SET times = client_errors.times + excluded.times, last_at = excluded.last_at
                """)
            try tx.run(
                """
                DELETE FROM client_errors WHERE client_id = \(client) AND endpoint = \(key.endpoint) AND last_at < (
                    SELECT MIN(last_at) FROM (
                        SELECT last_at FROM client_errors WHERE client_id = \(client) AND endpoint = \(key.endpoint)
                        ORDER BY last_at DESC LIMIT \(Self.mostOfEndpoint)
                    ) AS kept
                )
                """)
        }
    }
}

extension Transaction {
    /// What the client was refused, newest first.
    package func errors(of client: ClientID) throws -> [ClientError] {
        try all(
            """
            SELECT endpoint, error, description, times, last_at FROM client_errors WHERE client_id = \(client) ORDER BY last_at DESC, error
            """)
    }
}
