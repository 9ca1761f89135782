package import Core
package import SQL

/// A back-channel logout to send to one client (OpenID Connect Back-Channel Logout). The token is signed just before it is sent, because it
/// is valid for two minutes.
package struct LogoutDelivery: Sendable, Equatable, RowDecodable {
    package var id: DeliveryID
    package var client: ClientID
    package var address: String
    package var person: PersonID
    package var session: SessionID
    package var tries: Int

    package init(row: Row) throws {
        id = try row["id"]
        client = try row["client_id"]
        address = try row["backchannel_logout_uri"]
        person = try row["person_id"]
        session = try row["session_id"]
        tries = try row["tries"]
    }
}

extension Transaction {
    /// How many logout tokens are still to be posted.
    package func waitingLogouts() throws -> Int {
        try first("SELECT COUNT(*) AS waiting FROM logout_deliveries WHERE state = 'waiting'")?["waiting"] ?? 0
    }

    /// How often the client's logout address took a token, refused it, and was told nothing yet; and what went wrong last.
    package func logoutDeliveries(of client: ClientID) throws -> (sent: Int, failed: Int, waiting: Int, lastError: String?) {
        var counts: [String: Int] = [:]
        for row in try rows("SELECT state, COUNT(*) AS many FROM logout_deliveries WHERE client_id = \(client) GROUP BY state") {
            counts[try row["state"]] = try row["many"]
        }
        let last = try first(
            "SELECT last_error FROM logout_deliveries WHERE client_id = \(client) AND last_error IS NOT NULL ORDER BY id DESC LIMIT 1")
        return (counts["sent"] ?? 0, counts["failed"] ?? 0, counts["waiting"] ?? 0, try last?["last_error"])
    }

    /// Claims the deliveries that are due, oldest first, those of sessions that have just ended among them. Other processes cannot claim
    /// the same row for one minute. `busy`: how many logouts each client is being sent; none gets more than `mostOfClient` at a time.
    package func claimLogoutDeliveries(
        mostOfClient: Int = LogoutDispatcher.mostOfClient, busy: [ClientID: Int] = [:], at now: Timestamp
    ) throws -> [LogoutDelivery] {
        try actOnRecordedEnds(at: now)
        let waiting: [LogoutDelivery] = try all(
            """
            SELECT id, client_id, backchannel_logout_uri, person_id, session_id, tries FROM (
                SELECT d.id, d.client_id, c.backchannel_logout_uri, d.person_id, d.session_id, d.tries, d.next_try_at,
                       ROW_NUMBER() OVER (PARTITION BY d.client_id ORDER BY d.next_try_at, d.id) AS place
                FROM logout_deliveries d JOIN clients c ON c.id = d.client_id
                WHERE d.state = 'waiting' AND d.next_try_at <= \(now) AND c.backchannel_logout_uri IS NOT NULL
            ) ranked WHERE place <= \(mostOfClient) ORDER BY next_try_at, id LIMIT 200
            """)
        var counts = busy
        let due = waiting.filter { delivery in
            counts[delivery.client, default: 0] += 1
            return counts[delivery.client, default: 0] <= mostOfClient
        }
        for delivery in due {
            try run("UPDATE logout_deliveries SET tries = tries + 1, next_try_at = \(now + .minutes(1)) WHERE id = \(delivery.id)")
        }
        return due
    }

    /// Whether a session has just ended or a delivery is due. Checked first, so that an idle server does not write.
    package func hasDueLogoutDeliveries(at now: Timestamp) throws -> Bool {
        try hasRecordedEnds() || first("SELECT id FROM logout_deliveries WHERE state = 'waiting' AND next_try_at <= \(now) LIMIT 1") != nil
    }

    /// Stores the result of a delivery. A failed delivery is retried 1, 5 and 25 minutes later, then given up.
    package func finish(_ delivery: LogoutDelivery, error: String?, at now: Timestamp) throws {
        guard let error else {
            try run("UPDATE logout_deliveries SET state = 'sent', last_error = NULL WHERE id = \(delivery.id)")
            return
        }
        let pauses: [Duration] = [.minutes(1), .minutes(5), .minutes(25)]
        let more = delivery.tries < pauses.count
        try run(
            """
            UPDATE logout_deliveries SET state = \(more ? "waiting" : "failed"),
                next_try_at = \(now + (more ? pauses[delivery.tries] : .seconds(0))), last_error = \(String(error.prefix(200)))
            WHERE id = \(delivery.id)
            """)
    }
}
