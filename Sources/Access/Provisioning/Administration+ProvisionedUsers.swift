internal import Audit
package import Core
internal import SQL

/// What a directory does with people. Only a directory may: for everybody else these functions throw `.notFound`.
extension Administration {
    /// Takes somebody in. An active one is invited, or added at once where the account verified the domain of an address that is theirs.
    package func provision(
        _ terms: ProvisionedUser.Terms, owners: AddressOwners, delivery: InvitationDelivery
    ) throws -> ProvisionedUser {
        let (token, product) = try directory()
        try checkFree(terms, owners, for: nil, token)
        guard try tx.provisionedUserCount(of: token) < ProvisionedUser.most else {
            throw AccessError.tooManyProvisionedUsers(ProvisionedUser.most)
        }
        let user = ProvisionedUser(
            id: MemberID(at: now), account: token.account, product: token.product, terms: terms, createdAt: now, changedAt: now)
        try tx.insert(user)
        try record(
            .userProvisioned, on: user.id.text, account: token.account, ["product": product.id.rawValue],
            personal: personal(of: user, nil))
        if terms.isActive { try admit(user, owners: owners, product, delivery) }
        return user
    }

    /// Changes what the directory says of somebody, member or not, and whether the account opens for them.
    package func describe(
        _ id: MemberID, _ terms: ProvisionedUser.Terms, owners: AddressOwners, delivery: InvitationDelivery
    ) throws -> ProvisionedUser {
        let (token, product) = try directory()
        try checkFree(terms, owners, for: id, token)
        let before = try tx.provisionedUser(id, of: token.account, product: token.product)
        let member = try tx.member(id, of: token.account).flatMap { $0.product == product.id ? $0 : nil }
        var user =
            before
            ?? ProvisionedUser(
                id: id, account: token.account, product: token.product, terms: terms, createdAt: member?.createdAt ?? now, changedAt: now)
        user.terms = terms
        user.changedAt = now
        if let member {
            let authority = try authorize(.manage, .people, in: token.account, product)
            try MembershipRules.checkChange(of: member, in: product, by: authority, at: now)
            let status: Member.Status = terms.isActive ? .active : .suspended
            if status != member.status { _ = try changeMember(id, of: token.account, as: product.id, to: .init(status: status)) }
            if before == nil { try tx.insert(user) } else { try tx.update(user) }
        } else {
            guard let before else { throw AccessError.notFound }
            try tx.update(user)
            try invite(user, insteadOf: before, owners: owners, product, delivery)
        }
        guard before?.terms != terms else { return user }
        try record(
            .userDescribed, on: id.text, account: token.account, ["product": product.id.rawValue],
            changes: ["active": AuditEvent.Change(before.map { "\($0.terms.isActive)" }, "\(terms.isActive)")],
            personal: personal(of: user, member?.person))
        return user
    }

    /// Whether the user waits for an invitation that cannot be followed any more: it ran out, or its sender lost the right.
    package func isInvitationDead(of id: MemberID) throws -> Bool {
        let (token, product) = try directory()
        guard let open = try tx.invitation(for: id, of: token.account) else { return false }
        return try tx.problem(of: open, in: product, at: now) != nil
    }

    /// Takes somebody out: the membership ends, or the invitation.
    package func deprovision(_ id: MemberID) throws {
        let (token, product) = try directory()
        if let member = try tx.member(id, of: token.account), member.product == product.id {
            _ = try removeMember(id, of: token.account, as: product.id)
        } else {
            guard let user = try tx.provisionedUser(id, of: token.account, product: token.product) else { throw AccessError.notFound }
            if let open = try tx.invitation(for: user.id, of: token.account) { try withdraw(reachable(open, product)) }
            try tx.deleteProvisionedUser(id)
        }
        try record(.userDeprovisioned, on: id.text, account: token.account, ["product": product.id.rawValue])
    }

    /// The person accepted the invitation that a directory had sent: the membership begins with what the directory said meanwhile. nil if the
    /// directory took them out.
    func arrive(
        _ person: PersonID, as id: MemberID, _ role: Role?, projects: ProjectAssignment = [], in target: AccountInProduct
    ) throws -> Member? {
        guard let user = try tx.provisionedUser(id, of: target.account, product: target.product.id) else { return nil }
        let origin = AccessGrant.Origin(source: .directory, at: now)
        let status: Member.Status = user.terms.isActive ? .active : .suspended
        let newcomer = Newcomer(id: id, person: person, role: role, projects: projects, origin: origin, status: status)
        let member = try insertMember(newcomer, in: target)
        for group in try tx.groupsWaiting(for: id) {
            guard let group = try tx.group(group, of: target.account, product: target.product.id) else { continue }
            try put([member], into: group)
        }
        try tx.run("DELETE FROM provisioned_group_members WHERE user_id = \(id)")
        return try tx.member(id, of: target.account) ?? member
    }

    /// The directory that acts, which may.
    func directory() throws -> (token: ProvisioningToken, product: Product) {
        guard case .directory(let token) = actor else { throw AccessError.notFound }
        let product = try self.product(token.product)
        try authorize(.manage, .people, in: token.account, product)
        return (token, product)
    }

    private func admit(_ user: ProvisionedUser, owners: AddressOwners, _ product: Product, _ delivery: InvitationDelivery) throws {
        guard let email = user.terms.email, case .directory(let token) = actor else { throw AccessError.invalidName(field: "emails") }
        let role = try token.role.map { try known($0, in: user.account, product) }
        try checkInvites(authorize(.manage, .people, in: user.account, product), in: user.account, product)
        if let person = owners.verified, try tx.owns(user.account, email, at: now) {
            _ = try arrive(person, as: user.id, role, in: AccountInProduct(account: user.account, product: product))
            return try tell(email, of: user.account, product, delivery)
        }
        if let open = try tx.pendingInvitation(of: email, in: user.account, product: product.id) {
            try reachable(open, product)
            guard try tx.problem(of: open, in: product, at: now) != nil else {
                // Somebody invited them by hand already: that invitation, with its role, is now the one of this user.
                try tx.run("UPDATE invitations SET provisioned_id = \(user.id) WHERE id = \(open.id)")
                return
            }
            try tx.run("UPDATE invitations SET state = 'revoked' WHERE id = \(open.id)")
        }
        var invitation = newInvitation(of: email, to: user.account, product, role: role?.id)
        invitation.provisioned = user.id
        _ = try issue(invitation, product, delivery)
    }

    /// Somebody who has not arrived: another address or state means another invitation, or none.
    private func invite(
        _ user: ProvisionedUser, insteadOf before: ProvisionedUser, owners: AddressOwners, _ product: Product,
        _ delivery: InvitationDelivery
    ) throws {
        let open = try tx.invitation(for: user.id, of: user.account)
        let isSame = before.terms.email?.canonical == user.terms.email?.canonical && before.terms.isActive == user.terms.isActive
        let isDead = try open.map { try tx.problem(of: $0, in: product, at: now) != nil } ?? false
        guard !isSame || isDead else { return }
        if let open { try withdraw(reachable(open, product)) }
        if user.terms.isActive { try admit(user, owners: owners, product, delivery) }
    }

    /// The invitation, after a check that the token reaches whoever follows it.
    @discardableResult
    func reachable(_ open: Invitation, _ product: Product) throws -> Invitation {
        guard case .directory(let right) = try authorize(.manage, .people, in: open.account, product), let id = open.role else {
            return open
        }
        let role = try known(id, in: open.account, product)
        guard !role.isAdministrator else { throw AccessError.beyondDirectory(.administrator) }
        guard right.isByAdministrator || !role.managesPeople(of: product) else { throw AccessError.beyondDirectory(.manager) }
        return open
    }

    /// No two users have one name or one address, and nobody who is in the account comes a second time.
    private func checkFree(
        _ terms: ProvisionedUser.Terms, _ owners: AddressOwners, for id: MemberID?, _ token: ProvisioningToken
    ) throws {
        if let other = try tx.provisionedUser(called: terms.userName, in: token.account, product: token.product), other.id != id {
            throw AccessError.userNameTaken(terms.userName)
        }
        if let id, try tx.member(id, of: token.account) != nil { return }
        for person in owners.people {
            if let there = try tx.member(person, in: token.account, product: token.product) { throw AccessError.addressTaken(there.id) }
        }
        guard let email = terms.email else { return }
        if let other = try tx.provisionedUser(at: email, in: token.account, product: token.product), other.id != id {
            throw AccessError.addressTaken(other.id)
        }
    }

    private func personal(of user: ProvisionedUser, _ person: PersonID?) -> AuditEvent.PersonalValues {
        var values = ["user_name": user.terms.userName]
        values["email"] = user.terms.email?.canonical
        return AuditEvent.PersonalValues(of: person, values)
    }
}
