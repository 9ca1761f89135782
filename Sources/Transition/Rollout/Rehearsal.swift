internal import Access
package import Core
internal import Credentials
internal import Identity
package import SQL

/// What a phase would do, counted before it does it.
package struct Rehearsal: Sendable, Equatable {
    /// People whom the old product brought.
    package var people = 0
    /// Those of them who are inside already.
    package var inside = 0
    /// Those whom the phase would bring inside besides.
    package var comes = 0
    package var accounts = 0
    /// Of those who would come: by the form of their password hash, and by their second factor.
    package var hashes: [String: Int] = [:]
    package var factors: [String: Int] = [:]
    /// Of those who would come: who has the address of another product's login too, and is asked whether both are one person.
    package var sharedAddresses = 0
    /// Of those who would come: who never set a password, or is suspended.
    package var withoutPassword = 0
    package var suspended = 0

    /// What `factors` calls somebody who has only security keys or passkeys.
    package static let securityKey = "security key"

    package init() {}
}

extension Transaction {
    /// Goes through the product's people as the phase would. Changes nothing.
    package func rehearsal(of phase: RolloutPhase, at now: Timestamp) throws -> Rehearsal {
        var result = Rehearsal()
        var accounts: Set<AccountID> = []
        var coming: [PersonID] = []
        let inside: Set<String> = Set(
            try rows("SELECT person_id FROM rollout_logins WHERE product = \(phase.product)").map { try $0["person_id"] })
        // Whoever was rolled back stays so until a paused phase goes on.
        let held: Set<String> =
            phase.state == .paused
            ? []
            : Set(
                try rows("SELECT person_id FROM rollout_returns WHERE product = \(phase.product) AND is_held = 1").map {
                    try $0["person_id"]
                })
        var begun = phase
        begun.state = .running
        let moment = max(now, phase.startsAt ?? now)
        let waiting: Set<String> = Set(
            try rows("SELECT person_id FROM rollout_waits WHERE product = \(phase.product) AND until > \(moment)").map {
                try $0["person_id"]
            })
        let others = try rolloutPhases(of: phase.product).filter { $0.id != phase.id && $0.state.counts }
        try eachImported(by: phase) { login in
            guard let person = login.person else { return }
            result.people += 1
            if inside.contains(person.text) {
                result.inside += 1
            } else if !held.contains(person.text), !waiting.contains(person.text),
                begun.hasAgreed(on: login, at: moment) || begun.takes(login, at: moment),
                !(others + [phase]).contains(where: { $0.leavesOut(login) })
            {
                result.comes += 1
                accounts.formUnion(login.accounts.map(\.id))
                coming.append(person)
            }
        }
        result.accounts = accounts.count
        for start in stride(from: 0, to: coming.count, by: 500) {
            try count(Array(coming[start..<min(start + 500, coming.count)]), product: phase.product, into: &result)
        }
        return result
    }

    private func count(_ people: [PersonID], product: ProductID, into result: inout Rehearsal) throws {
        let rows = try rows(
            """
            SELECT p.status AS status, w.hash AS hash,
                (SELECT MIN(f.kind) FROM second_factors f WHERE f.person_id = p.id) AS factor,
                (SELECT COUNT(*) FROM passkeys k WHERE k.person_id = p.id) AS keys,
                (SELECT COUNT(*) FROM email_addresses a JOIN email_addresses o ON o.canonical = a.canonical AND o.person_id <> a.person_id
                 WHERE a.person_id = p.id) AS shared
            FROM people p LEFT JOIN passwords w ON w.person_id = p.id WHERE p.id IN \(list: people)
            """)
        for row in rows {
            let hash: String? = try row["hash"]
            let factor: String? = try row["factor"]
            let keys: Int = try row["keys"]
            let form = hash.flatMap { try? PasswordHash(stored: $0) }?.format.rawValue
            if let form { result.hashes[form, default: 0] += 1 } else { result.withoutPassword += 1 }
            result.factors[factor ?? (keys > 0 ? Rehearsal.securityKey : "none"), default: 0] += 1
            if try row["shared"] as Int > 0 { result.sharedAddresses += 1 }
            if try row["status"] as Person.Status == .suspended { result.suspended += 1 }
        }
    }
}
