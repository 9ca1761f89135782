internal import Audit
package import Core
internal import SQL

/// What a group gives its members.
extension Administration {
    package func give(_ terms: GrantTerms, to id: AccessGroupID, in account: AccountID, as productID: ProductID) throws -> AccessGroup {
        let product = try self.product(productID)
        let group = try changeable(id, in: account, product)
        guard group.grants.count < AccessGroup.mostGrants else { throw AccessError.tooManyGrants(AccessGroup.mostGrants) }
        let role = try givable(terms, by: group, product)
        let projects = try assigned(terms.projects, role: role, kept: [], in: account)
        var grant = AccessGrant(id: AccessGrantID(at: now), giving: role, projects: projects, endsAt: terms.endsAt, origin: origin)
        grant.group = id
        return try changing(group, product) { members in
            try tx.insert(grant, of: nil, in: account, product.id)
            for member in members { try copy(grant, to: member, of: group) }
        }
    }

    package func change(
        _ grantID: AccessGrantID, of id: AccessGroupID, in account: AccountID, as productID: ProductID, to terms: GrantTerms
    ) throws -> AccessGroup {
        let product = try self.product(productID)
        let group = try changeable(id, in: account, product)
        guard let held = group.grants.first(where: { $0.id == grantID }) else { throw AccessError.notFound }
        let role = try givable(terms, by: group, product)
        let kept = product.role(of: held)?.projects == .assigned ? held.assignment : []
        let projects = try assigned(terms.projects, role: role, kept: kept, in: account)
        let end = terms.keepsEnd ? held.endsAt : terms.endsAt
        let changed = held.changed(to: role, projects: projects, endsAt: end, by: origin)
        guard changed != held else { return group }
        let archived = changed.role == held.role ? try tx.archivedProjects(of: grantID) : []
        return try changing(group, product) { members in
            // The copies go with the original.
            try tx.run("DELETE FROM access_grants WHERE id = \(grantID)")
            try tx.insert(changed, of: nil, in: account, product.id)
            try tx.keep(archived, of: grantID)
            for member in members { try copy(changed, to: member, of: group) }
        }
    }

    package func take(
        _ grantID: AccessGrantID, of id: AccessGroupID, in account: AccountID, as productID: ProductID
    ) throws -> AccessGroup {
        let product = try self.product(productID)
        let group = try changeable(id, in: account, product)
        guard group.grants.contains(where: { $0.id == grantID }) else { throw AccessError.notFound }
        return try changing(group, product) { _ in try tx.run("DELETE FROM access_grants WHERE id = \(grantID)") }
    }

    /// Carries out a change of what the group gives. It is told of the group, and of each member whose own roles it changes: products hear of
    /// people. Cost: the members with their grants are read before and after it.
    private func changing(
        _ group: AccessGroup, _ product: Product, _ change: ([MemberID]) throws -> Void
    ) throws -> AccessGroup {
        let ids = try tx.memberIDs(of: group.id)
        let before = try tx.members(ids)
        let makers = try makers(in: group)
        try change(ids)
        try settle(ofThose: makers, product)
        let after = Dictionary(try tx.members(ids).map { ($0.id, $0) }) { first, _ in first }
        let events = before.compactMap { old in
            after[old.id].flatMap { $0 == old ? nil : changeEvent(from: old, to: $0, by: group.id) }
        }
        try tx.append(events, at: now)
        return try recorded(group, product)
    }

    /// No group gives the Administrator role, whoever would have it so (rule 2).
    /// What a directory's group gives is an administrator's to say: who is in it is the directory's.
    private func givable(_ terms: GrantTerms, by group: AccessGroup, _ product: Product) throws -> Role {
        if group.externalID != nil { try authorizeAdministrator(.people, in: group.account, product) }
        let role = try known(terms.role, in: group.account, product)
        guard !role.isAdministrator else { throw AccessError.notForGroups(role) }
        try checkEnd(of: terms)
        return role
    }

    private func recorded(_ before: AccessGroup, _ product: Product) throws -> AccessGroup {
        let after = try found(before.id, in: before.account, product)
        try record(
            .groupChanged, on: before.id.text, account: before.account, ["product": product.id.rawValue],
            changes: [
                "role": AuditEvent.Change(before.grants.roleList, after.grants.roleList),
                "projects": AuditEvent.Change(before.grants.projectList, after.grants.projectList),
                "below": AuditEvent.Change(before.grants.belowList, after.grants.belowList),
                "ends": AuditEvent.Change(before.grants.endList, after.grants.endList),
            ])
        return after
    }
}

extension Transaction {
    func memberIDs(of group: AccessGroupID) throws -> [MemberID] {
        try rows("SELECT member_id FROM access_group_members WHERE group_id = \(group) ORDER BY member_id").map { try $0["member_id"] }
    }
}
