package import Core
package import SQL

extension Transaction {
    /// The account's groups in that product, by name.
    package func groups(of account: AccountID, product: ProductID) throws -> [AccessGroup] {
        try groups("account_id = \(account) AND product = \(product)")
    }

    /// One group of that account; nil if it belongs to another.
    package func group(_ id: AccessGroupID, of account: AccountID, product: ProductID) throws -> AccessGroup? {
        try groups("id = \(id) AND account_id = \(account) AND product = \(product)").first
    }

    /// How many members a group has.
    package func memberCount(of group: AccessGroupID) throws -> Int {
        try first("SELECT COUNT(*) AS number FROM access_group_members WHERE group_id = \(group)")?["number"] ?? 0
    }

    /// The groups that a member is in.
    package func groups(of member: MemberID) throws -> Set<AccessGroupID> {
        Set(try rows("SELECT group_id FROM access_group_members WHERE member_id = \(member)").map { try $0["group_id"] })
    }

    /// A page of a group's members, oldest first, after the given id.
    package func members(of group: AccessGroupID, after: MemberID?, limit: Int) throws -> [Member] {
        try members(
            """
            m.id IN (SELECT member_id FROM access_group_members WHERE group_id = \(group) AND member_id > \(after?.text ?? "")
                     ORDER BY member_id LIMIT \(limit))
            """)
    }

    func isIn(_ group: AccessGroupID, _ member: MemberID) throws -> Bool {
        try first("SELECT group_id FROM access_group_members WHERE group_id = \(group) AND member_id = \(member)") != nil
    }

    private func groups(_ condition: Statement) throws -> [AccessGroup] {
        try rows(
            "SELECT id, account_id, product, name, created_at, external_id FROM access_groups WHERE \(condition) ORDER BY name_key, id"
        ).map {
            row in
            let id: AccessGroupID = try row["id"]
            var group = AccessGroup(
                id: id, account: try row["account_id"], product: try row["product"], name: try row["name"],
                createdAt: try row["created_at"])
            group.externalID = try row["external_id"]
            group.grants = try grants(of: id)
            return group
        }
    }

    private func grants(of group: AccessGroupID) throws -> [AccessGrant] {
        let rows = try rows(
            """
            SELECT \(AccessGrant.columnsBesideMember), \(AccessGrant.columnsOfProjects) FROM access_grants g
            \(AccessGrant.joinedCustomRoles) LEFT JOIN access_grant_projects gp ON gp.grant_id = g.id
            WHERE g.group_id = \(group) AND g.member_id IS NULL ORDER BY g.id
            """)
        var grants: [AccessGrant] = []
        for row in rows {
            let id: AccessGrantID = try row["grant_id"]
            if grants.last?.id != id { grants.append(try AccessGrant(besideMember: row)) }
            try grants[grants.count - 1].addProject(of: row)
        }
        return grants
    }
}
