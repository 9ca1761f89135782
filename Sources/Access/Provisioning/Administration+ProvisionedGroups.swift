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
    /// account does not exist.
    package func change(_ id: AccessGroupID, adding: [MemberID], removing: [MemberID]) throws {
        let (token, product) = try directory()
        let group = try changeable(id, in: token.account, product)
        for user in removing { try remove(user, outOf: group, product) }
        for user in adding { try add(user, toGroup: group, token, product) }
    }

    private func add(_ user: MemberID, toGroup group: AccessGroup, _ token: ProvisioningToken, _ product: Product) throws {
        guard try tx.member(user, of: group.account) == nil else {
            _ = try add(user, to: group.id, in: group.account, as: product.id)
            return
        }
        guard try tx.provisionedUser(user, of: group.account, product: product.id) != nil else { throw AccessError.notFound }
        let added = try tx.run(
            """
            INSERT INTO provisioned_group_members (group_id, user_id) VALUES (\(group.id), \(user))
            ON CONFLICT (group_id, user_id) DO NOTHING
            """)
        guard added == 1 else { return }
        try record(.groupJoined, on: user.text, account: group.account, ["group": group.id.text])
    }

    private func remove(_ user: MemberID, outOf group: AccessGroup, _ product: Product) throws {
        let left = try tx.run("DELETE FROM provisioned_group_members WHERE group_id = \(group.id) AND user_id = \(user)")
        if left == 1 { try record(.groupLeft, on: user.text, account: group.account, ["group": group.id.text]) }
        guard try tx.isIn(group.id, user) else { return }
        _ = try remove(user, from: group.id, in: group.account, as: product.id)
    }

    private func call(_ group: AccessGroupID, _ externalID: String?) throws {
        try tx.run("UPDATE access_groups SET external_id = \(externalID) WHERE id = \(group)")
    }
}
