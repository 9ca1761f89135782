internal import Audit
package import Core
package import Language
internal import SQL

/// Two memberships of one account in one product, of two logins that are being joined. One of them stays, as it is.
package struct MembershipConflict: Sendable, Equatable {
    package let account: String
    package let product: String
    /// The membership of the person who stays, and that of the other login; each with the name of its role and of its projects, nil for all.
    package let own: Side
    package let other: Side

    package struct Side: Sendable, Equatable {
        package let member: MemberID
        package let role: Phrase
        package let projects: [String]?
    }
}

extension Administration {
    /// The accounts in which both are members, in the same product.
    package func conflicts(between kept: PersonID, and lost: PersonID) throws -> [MembershipConflict] {
        try tx.memberships(of: lost).compactMap { other in
            guard let own = try tx.member(kept, in: other.account, product: other.product) else { return nil }
            return MembershipConflict(
                account: try tx.account(other.account)?.name ?? other.account.text,
                product: catalog[other.product]?.name ?? other.product.rawValue,
                own: try side(own), other: try side(other))
        }
    }

    private func side(_ member: Member) throws -> MembershipConflict.Side {
        let roles = catalog[member.product].map { member.roles(in: $0, at: now) } ?? []
        let seesAll = roles.contains { $0.projects == .all }
        let assigned = roles.contains { $0.projects == .assigned }
        let projects = Set(member.grants(at: now).flatMap(\.projects))
        return MembershipConflict.Side(
            member: member.id, role: roles.title,
            projects: !seesAll && assigned ? try tx.projects(projects).values.map(\.name).sorted() : nil)
    }

    /// Moves all memberships of one person to another, because the two logins are being joined. Where both are members of the same account
    /// in the same product, the one of `chosen` stays and the other ends: the person gets never more than either. Throws `bothMembers` if
    /// none of the two is chosen. The access keys that the other made are then those of the person kept. Returns those that went over, and
    /// those that ended.
    @discardableResult
    package func moveMemberships(
        from lost: PersonID, to kept: PersonID, keeping chosen: Set<MemberID> = []
    ) throws -> (moved: Set<MemberID>, ended: [EndedMembership]) {
        if case .person(let person) = actor { guard person == kept else { throw AccessError.notFound } } else { try requireOperator() }
        var moved: Set<MemberID> = []
        var ended: [EndedMembership] = []
        for member in try tx.memberships(of: lost) {
            try tx.run(
                """
                UPDATE clients SET created_by = \("person:" + kept.text)
                WHERE created_by = \("person:" + lost.text) AND account_id = \(member.account) AND product = \(member.product)
                """)
            guard let own = try tx.member(kept, in: member.account, product: member.product) else {
                try move(member, from: lost, to: kept)
                moved.insert(member.id)
                continue
            }
            switch (chosen.contains(own.id), chosen.contains(member.id)) {
            case (true, false):
                ended.append(EndedMembership(member, insteadOf: own))
                try end(member, insteadOf: own)
            case (false, true):
                ended.append(EndedMembership(own, insteadOf: member))
                try end(own, insteadOf: member)
                try move(member, from: lost, to: kept)
                moved.insert(member.id)
            default:
                throw AccessError.bothMembers(
                    account: try tx.account(member.account)?.name ?? member.account.text,
                    product: catalog[member.product]?.name ?? member.product.rawValue)
            }
            guard let stays = try tx.member(kept, in: member.account, product: member.product), let product = catalog[member.product] else {
                continue
            }
            try settleKeys(of: stays, after: stays, product)
        }
        return (moved, ended)
    }

    func move(_ member: Member, from lost: PersonID, to kept: PersonID) throws {
        try tx.run("UPDATE members SET person_id = \(kept) WHERE id = \(member.id)")
        try record(
            .memberMoved, on: member.id.text, account: member.account, ["product": member.product.rawValue],
            changes: ["person": AuditEvent.Change(lost.text, kept.text)])
    }

    /// Rule 1 holds here too: whoever chooses the lesser role may not leave the account to nobody.
    private func end(_ member: Member, insteadOf other: Member) throws {
        let product = try product(member.product)
        try checkRemains(member, after: nil, product)
        try tx.delete(member)
        try record(
            .memberLeft, on: member.id.text, account: member.account,
            ["person": member.person.text, "product": member.product.rawValue, "roles": member.roleList, "kept": other.id.text])
    }
}
