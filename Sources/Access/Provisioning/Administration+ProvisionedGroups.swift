internal import Audit
package import Core
internal import SQL

/// What a directory does with groups. Its members may be people who have not arrived yet.
extension Administration {
    package func provisionGroup(named name: String, externalID: String?) throws -> AccessGroup {
        let (token, product) = try directory()
        let group = try openGroup(named: name, in: token.account, as: product.id)
        try call(group.id, externalID)
        return group
    }

    /// Gives the group another name, or another name of the directory's own.
    package func describe(_ group: AccessGroupID, named name: String, externalID: String?) throws {
        let (token, product) = try directory()
        _ = try changeable(group, in: token.account, product)
        _ = try rename(group, to: name, in: token.account, as: product.id)
        try call(group, externalID)
    }

    package func deprovision(_ group: AccessGroupID) throws {
        let (token, product) = try directory()
        try closeGroup(group, in: token.account, as: product.id)
    }

    /// Puts these users into the group and takes those out of it. Whoever is where they should be already is left alone; whoever is not of this
    /// account does not exist. Reads all of them by a few queries: a group may have thousands.
    package func change(_ id: AccessGroupID, adding: [MemberID], removing: [MemberID]) throws {
        let (token, product) = try directory()
        let adding = adding.distinct
        let removing = removing.distinct
        let authority = try authorize(.manage, .people, in: token.account, product)
        let group = try changeable(id, in: token.account, product)
        let members = try tx.members(adding + removing, of: token)
        for member in members.values { try MembershipRules.checkChange(of: member, in: product, by: authority, at: now) }
        try take(removing, outOf: group, members, product)
        let inside = try tx.memberIDs(of: id)
        try put(adding.compactMap { members[$0] }.filter { !inside.contains($0.id) }, into: group)
        try wait(for: adding.filter { members[$0] == nil }, in: group)
    }

    private func take(_ users: [MemberID], outOf group: AccessGroup, _ members: [MemberID: Member], _ product: Product) throws {
        let makers = try self.makers(in: group).filter { users.contains($0.id) }
        for part in users.parts {
            try tx.run("DELETE FROM provisioned_group_members WHERE group_id = \(group.id) AND user_id IN \(list: part)")
        }
        try take(users, outOf: group)
        let events = users.map { user in
            members[user].map { event(joinOrLeave: .groupLeft, $0, group) } ?? waitingEvent(.groupLeft, user, group)
        }
        try tx.append(events, at: now)
        try settle(ofThose: makers, product)
    }

    /// They will be in the group when they arrive.
    private func wait(for users: [MemberID], in group: AccessGroup) throws {
        let known = try tx.waiting(users, of: group)
        guard users.allSatisfy(known.contains) else { throw AccessError.notFound }
        let product = try self.product(group.product)
        let there = try tx.users(waitingFor: group.id)
        let new = users.filter { !there.contains($0) }
        for user in new {
            if let open = try tx.invitation(for: user, of: group.account) { try reachable(open, product) }
        }
        for part in new.parts {
            try tx.run(
                """
                INSERT INTO provisioned_group_members (group_id, user_id)
                SELECT CAST(\(group.id) AS TEXT), u.id FROM provisioned_users u WHERE u.id IN \(list: part)
                """)
        }
        try tx.append(new.map { waitingEvent(.groupJoined, $0, group) }, at: now)
    }

    private func waitingEvent(_ action: AuditAction, _ user: MemberID, _ group: AccessGroup) -> AuditEvent {
        AuditEvent(
            action, by: auditor, on: user.text, account: group.account,
            details: ["group": group.id.text, "product": group.product.rawValue])
    }

    private func call(_ group: AccessGroupID, _ externalID: String?) throws {
        try tx.run("UPDATE access_groups SET external_id = \(externalID) WHERE id = \(group)")
    }
}

extension Transaction {
    /// Those of the users who are members, read by a few queries.
    fileprivate func members(_ users: [MemberID], of token: ProvisioningToken) throws -> [MemberID: Member] {
        var found: [MemberID: Member] = [:]
        for part in users.parts {
            for member in try members(part) where member.account == token.account && member.product == token.product {
                found[member.id] = member
            }
        }
        return found
    }

    /// Those of the users of whom a directory of the group's account said something.
    fileprivate func waiting(_ users: [MemberID], of group: AccessGroup) throws -> Set<MemberID> {
        var found: Set<MemberID> = []
        for part in users.parts {
            found.formUnion(
                try provisionedUsers(part).filter { $0.account == group.account && $0.product == group.product }.map(\.id))
        }
        return found
    }

    fileprivate func users(waitingFor group: AccessGroupID) throws -> Set<MemberID> {
        Set(try rows("SELECT user_id FROM provisioned_group_members WHERE group_id = \(group)").map { try $0["user_id"] })
    }
}

extension [MemberID] {
    /// Each once: a directory may name somebody twice.
    fileprivate var distinct: [MemberID] {
        var met: Set<MemberID> = []
        return filter { met.insert($0).inserted }
    }

    var parts: [[MemberID]] {
        stride(from: 0, to: count, by: 500).map { Array(self[$0..<Swift.min($0 + 500, count)]) }
    }
}
