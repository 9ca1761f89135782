package import Core
package import SQL

// Events are deleted by age up to a signed head: all that a head covers is older than the head, and what is left still begins at something
// that was signed.

extension Transaction {
    /// Lets every chain begin after the newest signed end that is older than this, and signs that it may. Returns how many chains begin later
    /// than before. `telling` gets the signature, to have it leave the server like every other.
    package func moveBeginnings(
        before time: Timestamp, by signer: some HeadSigner, at now: Timestamp, telling: (AuditHead) throws -> Void = { _ in }
    ) throws -> Int {
        guard let head = try rows("SELECT MAX(number) AS number FROM audit_heads WHERE at < \(time)").first?["number"] as Int64? else {
            return 0
        }
        let moved = try rows(
            """
            SELECT h.chain AS chain, h.number AS number, h.hash AS hash FROM audit_head_chains h JOIN audit_chains c ON c.chain = h.chain
            WHERE h.head <= \(head) AND h.number > c.begins_after
                AND h.number = (SELECT MAX(o.number) FROM audit_head_chains o WHERE o.chain = h.chain AND o.head <= \(head))
            """
        ).map(SignedEnd.init(row:))
        for end in moved {
            try run("UPDATE audit_chains SET begins_after = \(end.number), begin_hash = \(end.hash) WHERE chain = \(end.chain)")
        }
        if !moved.isEmpty {
            let details = ["head": String(head), "chains": String(moved.count)]
            try append(AuditEvent(.auditCut, by: .system, on: "audit", details: details), at: now)
            if let signed = try signHead(by: signer, cut: head, at: now) { try telling(signed) }
        }
        return moved.count
    }

    /// Deletes events from before the beginning of their chain, and returns how many.
    package func deleteEventsBeforeBeginnings(atMost limit: Int = 1000) throws -> Int {
        let gone: [EventID] = try rows(
            """
            SELECT e.id AS id FROM audit_chains c JOIN audit_events e ON e.account_id = c.chain AND e.chain_number <= c.begins_after
            WHERE c.begins_after > 0 LIMIT \(limit)
            """
        ).map { try $0["id"] }
        let nobodys: [EventID] = try rows(
            """
            SELECT e.id AS id FROM audit_events e
            WHERE e.account_id IS NULL AND e.chain_number <= (SELECT c.begins_after FROM audit_chains c WHERE c.chain = '') LIMIT \(limit)
            """
        ).map { try $0["id"] }
        let ids = gone + nobodys
        guard !ids.isEmpty else { return 0 }
        try run("DELETE FROM event_values WHERE event_id IN \(list: ids)")
        try run("DELETE FROM audit_events WHERE id IN \(list: ids)")
        return ids.count
    }
}
