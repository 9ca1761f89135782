internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Gives memberships that a join moved back to whose they were, as they are now. Those that ended since, or went to somebody else, stay so.
    /// Then those come back that the join ended, where the membership that stayed is as it was: whoever changed that since has decided anew.
    ///
    /// `join` is the id under which the ended ones were kept.
    package func returnMemberships(_ ids: Set<MemberID>, endedBy join: String, from kept: PersonID, to other: PersonID) throws {
        if case .person(let person) = actor { guard person == kept else { throw AccessError.notFound } } else { try requireOperator() }
        let held = try tx.memberships(of: kept)
        for member in held where ids.contains(member.id) {
            guard try tx.member(other, in: member.account, product: member.product) == nil else { continue }
            try move(member, from: kept, to: other)
        }
        for ended in try tx.endedMemberships(of: join) { try giveBack(ended, beside: held) }
    }

    /// `held`: what the joined login held until now.
    private func giveBack(_ ended: EndedMembership, beside held: [Member]) throws {
        let before = ended.member
        guard let stayed = held.first(where: { $0.id == ended.stays }), stayed.status == .active, stayed.writtenGrants == ended.staysGrants,
            let product = catalog[before.product], try tx.member(before.person, in: before.account, product: product.id) == nil
        else { return }
        let roles = try tx.roles(of: product, in: before.account)
        let projects = try tx.projects(Set(before.ownGrants.flatMap(\.assignment.given)))
        let tree = try tx.projectTree(of: before.account)
        var member = before
        member.grants = before.ownGrants.filter { $0.isLive(at: now) }.compactMap { grant in
            guard let role = roles.first(where: { $0.id == grant.role }) else { return nil }
            let given = ProjectAssignment(grant.assignment.given.intersection(projects.keys), withBelow: grant.assignment.withBelow)
            return AccessGrant(
                id: AccessGrantID(at: now), giving: role, projects: given.completed(by: tree), endsAt: grant.endsAt, origin: grant.origin)
        }
        try tx.insert(member)
        try tx.append(addition(of: member), at: now)
        for id in Set(before.grants.compactMap(\.group)) {
            guard let group = try tx.group(id, of: before.account, product: product.id) else { continue }
            try put([member], into: group)
        }
    }
}
