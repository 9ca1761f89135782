internal import Audit
internal import Core
internal import SQL

let canonicalAddresses = Migration(14, "canonical addresses", []) { tx in
    try tx.recanonicalize("email_addresses", written: "written", canonical: "canonical") { id, old, new in
        try tx.run("UPDATE mail_links SET mailed_to = \(new) WHERE address_id = \(id) AND mailed_to = \(old)")
    }
    try tx.recanonicalize("invitations", written: "email", canonical: "email_canonical") { _, _, _ in }
}

extension Transaction {
    /// Brings the canonical form of every address to that of `EmailAddress`. Two that would meet by it are reported in the audit log, and
    /// the later one keeps its old form: an operator decides, so that nobody gets another's login.
    fileprivate func recanonicalize(
        _ table: Statement, written: Statement, canonical: Statement, _ also: (_ id: String, _ old: String, _ new: String) throws -> Void
    ) throws {
        let now = SystemClock().now()
        var last = ""
        while true {
            let page = try rows(
                "SELECT id, \(written) AS written, \(canonical) AS canonical FROM \(table) WHERE id > \(last) ORDER BY id LIMIT 1000")
            guard !page.isEmpty else { return }
            for row in page {
                last = try row["id"]
                let old: String = try row["canonical"]
                guard let new = EmailAddress(existing: try row["written"])?.canonical, new != old else { continue }
                if let met = try first("SELECT id FROM \(table) WHERE \(canonical) = \(new) AND id <> \(last) LIMIT 1") {
                    try report(last, meets: met["id"], at: now)
                    continue
                }
                try run("UPDATE \(table) SET \(canonical) = \(new) WHERE id = \(last)")
                try also(last, old, new)
            }
        }
    }

    /// In the form that events have at this step.
    private func report(_ id: String, meets other: String, at now: Timestamp) throws {
        let action = AuditAction.addressMeets.rawValue
        let details = "{\"with\":\"\(other)\"}"
        try run(
            """
            INSERT INTO audit_events (id, at, actor, action, subject, account_id, details)
            VALUES (\(EventID(at: now)), \(now), 'system', \(action), \(id), NULL, \(details))
            """)
    }
}
