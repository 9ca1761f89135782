internal import Audit
package import Core
internal import SQL

/// A grant whose end is near.
package struct EndingGrant: Sendable {
    package let grant: AccessGrantID
    package let holder: Holder
    package let account: AccountID
    package let product: ProductID
    package let role: RoleID
    package let giver: PersonID?
    package let endsAt: Timestamp

    package enum Holder: Sendable {
        /// `isByGroup`: it is the copy of one that a group gives.
        case member(MemberID, PersonID, isByGroup: Bool)
        /// What a group gives to so many members.
        case group(AccessGroupID, name: String, members: Int)
    }
}

extension Transaction {
    /// How long before its end a grant is warned of.
    private static var warning: Duration { .days(7) }

    /// Whether a grant has ended and is still there, or ends soon and nobody was told.
    package func areGrantEndsDue(at now: Timestamp) throws -> Bool {
        try first(
            """
            SELECT id FROM access_grants
            WHERE ends_at IS NOT NULL AND (ends_at <= \(now) OR (ends_at <= \(now + Self.warning) AND warned_at IS NULL))
            LIMIT 1
            """) != nil
    }

    /// The grants to warn of, the next to end first; each is returned once. One that was given for less than the time of the warning is left
    /// out: whoever gave it has just chosen the day.
    package func takeGrantsToWarnOf(limit: Int, at now: Timestamp) throws -> [EndingGrant] {
        let rows = try rows(
            """
            SELECT g.id, g.member_id, g.account_id, g.product, m.person_id, g.role, g.given_by, g.given_at, g.ends_at, g.group_id
            FROM access_grants g LEFT JOIN members m ON m.id = g.member_id
            WHERE g.ends_at > \(now) AND g.ends_at <= \(now + Self.warning) AND g.warned_at IS NULL ORDER BY g.ends_at, g.id LIMIT \(limit)
            """)
        return try rows.compactMap { row in
            let grant: AccessGrantID = try row["id"]
            try run("UPDATE access_grants SET warned_at = \(now) WHERE id = \(grant)")
            let endsAt: Timestamp = try row["ends_at"]
            let givenAt: Timestamp = try row["given_at"]
            guard givenAt < endsAt - Self.warning else { return nil }
            guard let holder = try holder(of: row) else { return nil }
            return EndingGrant(
                grant: grant, holder: holder, account: try row["account_id"], product: try row["product"], role: try row["role"],
                giver: try row["given_by"], endsAt: endsAt)
        }
    }

    private func holder(of row: Row) throws -> EndingGrant.Holder? {
        let member: MemberID? = try row["member_id"]
        let group: AccessGroupID? = try row["group_id"]
        if let member { return .member(member, try row["person_id"], isByGroup: group != nil) }
        guard let group, let found = try self.group(group, of: row["account_id"], product: row["product"]) else { return nil }
        return .group(group, name: found.name, members: try memberCount(of: group))
    }
}

extension Administration {
    /// Removes grants whose end has come, so many at a time, as a change that the server makes; they counted no more already. Whoever looks
    /// after the keys that the members made is told.
    package func sweepEndedGrants(limit: Int) throws {
        guard actor == .system else { throw AccessError.notFound }
        let rows = try tx.rows(
            """
            SELECT DISTINCT member_id, account_id FROM access_grants WHERE ends_at <= \(now) AND member_id IS NOT NULL
            ORDER BY member_id LIMIT \(limit)
            """)
        if rows.isEmpty { try sweepEndedGroupGrants() }
        for row in rows {
            guard let before = try tx.member(row["member_id"], of: row["account_id"]) else { continue }
            var member = before
            member.grants.removeAll { !$0.isLive(at: now) }
            // A product whose catalog is gone has no rules any more, but its rows are kept for when it comes back.
            guard let product = catalog[member.product] else {
                try tx.update(member, insteadOf: before)
                continue
            }
            _ = try store(member, insteadOf: before, product)
        }
    }

    /// Those of groups, once no member has a copy any more.
    private func sweepEndedGroupGrants() throws {
        let rows = try tx.rows(
            "SELECT id, account_id, product, group_id, role FROM access_grants WHERE ends_at <= \(now) AND member_id IS NULL")
        for row in rows {
            let id: AccessGrantID = try row["id"]
            let group: AccessGroupID = try row["group_id"]
            let role: String = try row["role"]
            try tx.run("DELETE FROM access_grants WHERE id = \(id)")
            try record(
                .groupChanged, on: group.text, account: try row["account_id"], ["product": try row["product"]],
                changes: ["role": AuditEvent.Change(role, "")])
        }
    }
}
