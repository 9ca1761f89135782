package import Core
package import SQL

/// What a device without a browser asks for (RFC 8628 section 3.2).
package struct DeviceRequest: Sendable {
    package let client: ClientID
    package let scopes: [String]
    /// The network address and the program that asked.
    package let origin: String
    package let agent: String
    package let createdAt: Timestamp
    let expiresAt: Timestamp
    let polledAt: Timestamp?
    /// In seconds.
    let wait: Int64
    package let state: State
    let grant: GrantID?

    package enum State: String, Sendable, SQLCodable { case waiting, approved, denied }
}

extension DeviceRequest: RowDecodable {
    static let columns: Statement = "client_id, scope, origin, agent, created_at, expires_at, polled_at, wait, state, grant_id"

    package init(row: Row) throws {
        let scope: String = try row["scope"]
        client = try row["client_id"]
        scopes = scope.split(separator: " ").map(String.init)
        origin = try row["origin"]
        agent = try row["agent"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
        polledAt = try row["polled_at"]
        wait = try row["wait"]
        state = try row["state"]
        grant = try row["grant_id"]
    }
}

extension Transaction {
    /// The request with that code, while it waits for an answer.
    func deviceRequest(_ code: UserCode, at now: Timestamp) throws -> DeviceRequest? {
        try first(
            """
            SELECT \(DeviceRequest.columns) FROM device_requests
            WHERE user_hash = \(code.hash.bytes) AND state = 'waiting' AND expires_at > \(now)
            """, as: DeviceRequest.self)
    }

    func deviceRequest(_ hash: TokenHash) throws -> DeviceRequest? {
        try first("SELECT \(DeviceRequest.columns) FROM device_requests WHERE device_hash = \(hash.bytes)", as: DeviceRequest.self)
    }

    /// Answers it. Returns false if it was answered before, or its time is over.
    func answer(_ code: UserCode, _ state: DeviceRequest.State, grant: GrantID?, at now: Timestamp) throws -> Bool {
        try run(
            """
            UPDATE device_requests SET state = \(state), grant_id = \(grant)
            WHERE user_hash = \(code.hash.bytes) AND state = 'waiting' AND expires_at > \(now)
            """) == 1
    }
}
