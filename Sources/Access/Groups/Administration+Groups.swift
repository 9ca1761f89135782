internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Makes a group without members and grants.
    package func openGroup(named name: String, in account: AccountID, as productID: ProductID) throws -> AccessGroup {
        let product = try self.product(productID)
        try authorize(.manage, .people, in: account, product)
        let name = try acceptable(name)
        let there = try tx.groups(of: account, product: product.id)
        guard there.count < AccessGroup.most else { throw AccessError.tooManyGroups(AccessGroup.most) }
        try checkFree(name, among: there)
        let group = AccessGroup(id: AccessGroupID(at: now), account: account, product: product.id, name: name, createdAt: now)
        try tx.run(
            """
            INSERT INTO access_groups (id, account_id, product, name, name_key, created_at)
            VALUES (\(group.id), \(account), \(product.id), \(name), \(name.comparableName), \(now))
            """)
        try record(.groupOpened, on: group.id.text, account: account, ["name": name, "product": product.id.rawValue])
        return group
    }

    package func rename(_ id: AccessGroupID, to name: String, in account: AccountID, as productID: ProductID) throws -> AccessGroup {
        let product = try self.product(productID)
        try authorize(.manage, .people, in: account, product)
        var group = try found(id, in: account, product)
        let name = try acceptable(name)
        guard name != group.name else { return group }
        try checkFree(name, among: tx.groups(of: account, product: product.id).filter { $0.id != id })
        try tx.run("UPDATE access_groups SET name = \(name), name_key = \(name.comparableName) WHERE id = \(id)")
        try record(
            .groupRenamed, on: id.text, account: account, ["product": product.id.rawValue],
            changes: ["name": AuditEvent.Change(group.name, name)])
        group.name = name
        return group
    }

    /// Ends the group, and with it what its members had from it.
    package func closeGroup(_ id: AccessGroupID, in account: AccountID, as productID: ProductID) throws {
        let product = try self.product(productID)
        let group = try changeable(id, in: account, product)
        let makers = try makers(in: group)
        let members = try tx.members(tx.memberIDs(of: id))
        try tx.run("DELETE FROM access_groups WHERE id = \(id)")
        try settle(ofThose: makers, product)
        try tx.append(members.map { event(joinOrLeave: .groupLeft, $0, group) }, at: now)
        try record(.groupClosed, on: id.text, account: account, ["name": group.name, "product": product.id.rawValue])
    }

    /// Puts a member into the group: they get its grants.
    package func add(_ memberID: MemberID, to id: AccessGroupID, in account: AccountID, as productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        let group = try found(id, in: account, product)
        let member = try found(memberID, of: account, product)
        try MembershipRules.checkChange(of: member, in: product, by: authority, at: now)
        guard try !tx.isIn(id, memberID) else { return member }
        try put([member], into: group)
        return try tx.member(memberID, of: account) ?? member
    }

    /// Few statements for many members.
    func put(_ members: [Member], into group: AccessGroup) throws {
        let giver = origin.giver
        try tx.fill(
            TableRows(
                "access_group_members", ["group_id", "member_id", "added_by", "added_at"],
                members.map { [group.id.sqlValue, $0.id.sqlValue, giver.sqlValue, now.sqlValue] }))
        try tx.insert(members.flatMap { member in group.grants.map { (member, copy(of: $0, from: group)) } })
        try tx.append(members.map { event(joinOrLeave: .groupJoined, $0, group) }, at: now)
    }

    /// Takes a member out of the group, with what they had from it.
    package func remove(_ memberID: MemberID, from id: AccessGroupID, in account: AccountID, as productID: ProductID) throws -> Member {
        let product = try self.product(productID)
        let authority = try authorize(.manage, .people, in: account, product)
        let group = try found(id, in: account, product)
        let member = try found(memberID, of: account, product)
        try MembershipRules.checkChange(of: member, in: product, by: authority, at: now)
        guard try tx.isIn(id, memberID) else { throw AccessError.notFound }
        try take([member.id], outOf: group)
        try record(joinOrLeave: .groupLeft, member, group)
        try settle(ofThose: [member], product)
        return try tx.member(memberID, of: account) ?? member
    }

    /// The caller records it, and settles the keys that they made.
    func take(_ members: [MemberID], outOf group: AccessGroup) throws {
        for part in members.parts {
            try tx.run("DELETE FROM access_group_members WHERE group_id = \(group.id) AND member_id IN \(list: part)")
            try tx.run("DELETE FROM access_grants WHERE group_id = \(group.id) AND member_id IN \(list: part)")
        }
    }

    func record(joinOrLeave action: AuditAction, _ member: Member, _ group: AccessGroup) throws {
        try tx.append(event(joinOrLeave: action, member, group), at: now)
    }

    func event(joinOrLeave action: AuditAction, _ member: Member, _ group: AccessGroup) -> AuditEvent {
        AuditEvent(
            action, by: auditor, on: member.id.text, account: group.account,
            details: ["person": member.person.text, "group": group.id.text, "product": group.product.rawValue])
    }

    private func checkFree(_ name: String, among groups: [AccessGroup]) throws {
        guard let other = groups.first(where: { $0.name.comparableName == name.comparableName }) else { return }
        throw AccessError.groupNameTaken(other.name)
    }
}

extension Administration {
    /// Throws `.notFound` for another account's group too.
    func found(_ id: AccessGroupID, in account: AccountID, _ product: Product) throws -> AccessGroup {
        guard let group = try tx.group(id, of: account, product: product.id) else { throw AccessError.notFound }
        return group
    }

    /// The group, after a check that the actor may change what its members have from it: nobody changes a group that they are in, and none
    /// but an administrator one that an administrator is in (rule 2).
    func changeable(_ id: AccessGroupID, in account: AccountID, _ product: Product) throws -> AccessGroup {
        let authority = try authorize(.manage, .people, in: account, product)
        let group = try found(id, in: account, product)
        if case .directory(let right) = authority { try checkReach(of: right, to: group, product) }
        if case .member(let own, let acting, _) = authority {
            guard try !tx.isIn(id, own.id) else { throw AccessError.ownRole }
            let administrators = product.roles.filter(\.isAdministrator)
            if let role = administrators.first, !authority.isAdministrator, try tx.holdsAny(of: administrators.map(\.id), in: id, at: now) {
                throw AccessError.administratorOnly(role: role, held: acting)
            }
        }
        return group
    }

    /// A directory changes no group that its maker or an administrator is in; one whose token no administrator made, none that lets people
    /// manage people, or that somebody is in who does.
    private func checkReach(of right: ProvisioningRight, to group: AccessGroup, _ product: Product) throws {
        if let maker = right.maker, try tx.isIn(group.id, maker.id) { throw AccessError.beyondDirectory(.maker) }
        let roles = try tx.roles(of: product, in: group.account)
        let administrators = roles.filter(\.isAdministrator).map(\.id)
        if try tx.holdsAny(of: administrators, in: group.id, at: now) { throw AccessError.beyondDirectory(.administrator) }
        guard !right.isByAdministrator else { return }
        let managers = roles.filter { $0.managesPeople(of: product) }.map(\.id)
        let gives = group.grants.contains { managers.contains($0.role) }
        if try gives || tx.holdsAny(of: managers, in: group.id, at: now) { throw AccessError.beyondDirectory(.manager) }
    }

    /// Those members of the group on whose right something rests.
    func makers(in group: AccessGroup) throws -> [Member] {
        try makers(among: "SELECT x.member_id FROM access_group_members x WHERE x.group_id = \(group.id)")
    }

    /// Those of the members, a query of their ids, who made access keys or tokens of directories, or sent invitations that wait.
    func makers(among members: Statement) throws -> [Member] {
        try tx.members(
            """
            m.id IN (\(members))
            AND (EXISTS (SELECT 1 FROM clients c WHERE c.account_id = m.account_id AND c.created_by = 'person:' || m.person_id
                         AND (c.project_id IS NOT NULL OR c.grant_types = 'client_credentials') AND c.revoked_at IS NULL)
                OR EXISTS (SELECT 1 FROM invitations i WHERE i.invited_by = m.person_id AND i.account_id = m.account_id
                           AND i.state = 'pending')
                OR EXISTS (SELECT 1 FROM provisioning_tokens t WHERE t.account_id = m.account_id AND t.made_by = m.person_id
                           AND t.revoked_at IS NULL))
            """)
    }

    /// Tells those who look after keys of the makers who lost a right with a group or a custom role, and ends what rested on it. Nobody is
    /// asked: a group may have thousands.
    func settle(ofThose members: [Member], _ product: Product) throws {
        for before in members {
            try noticeKeys(of: before, product)
            try settlePromises(of: before.person, in: before.account, product)
        }
    }

    func copy(_ grant: AccessGrant, to member: MemberID, of group: AccessGroup) throws {
        try tx.insert(copy(of: grant, from: group), of: member, in: group.account, group.product)
    }

    private func copy(of grant: AccessGrant, from group: AccessGroup) -> AccessGrant {
        var copy = AccessGrant(
            id: AccessGrantID(at: now), role: grant.role, projects: grant.assignment, endsAt: grant.endsAt,
            origin: AccessGrant.Origin(source: .group, giver: grant.origin.giver, at: grant.origin.at))
        copy.group = group.id
        copy.original = grant.id
        return copy
    }
}

extension Transaction {
    /// Whether a member of the group holds one of these roles now.
    fileprivate func holdsAny(of roles: [RoleID], in group: AccessGroupID, at now: Timestamp) throws -> Bool {
        try first(
            """
            SELECT g.id FROM access_group_members x JOIN access_grants g ON g.member_id = x.member_id
            WHERE x.group_id = \(group) AND g.role IN \(list: roles) AND (g.ends_at IS NULL OR g.ends_at > \(now)) LIMIT 1
            """) != nil
    }
}
