internal import Access
internal import Core
internal import SQL
internal import Web

/// A group as SCIM answers.
struct GroupAnswer {
    let issuer: String
    let tx: Transaction

    /// `withMembers` is false where nobody asked for them: a group may have thousands.
    func json(_ group: AccessGroup, withMembers: Bool) throws -> JSON {
        var json: JSON = ["schemas": [.string(ResourceSchema.group.id)], "id": .string(group.id.text)]
        json = json.setting("externalId", group.externalID.map(JSON.string)).setting("displayName", .string(group.name))
        let members = withMembers ? try self.members(of: group.id) : []
        json = json.setting("members", JSON.filled(members))
        let meta: JSON = [
            "resourceType": "Group", "created": .string(group.createdAt.rfc3339),
            "location": .string(issuer + ProvisioningPath.group(group.id).text),
        ]
        json = json.setting("meta", meta)
        return withMembers ? json.versioned : json
    }

    private func members(of group: AccessGroupID) throws -> [JSON] {
        try tx.users(in: group).sorted { $0.text < $1.text }.map { id in
            ["value": .string(id.text), "$ref": .string(issuer + ProvisioningPath.user(id).text), "type": "User"]
        }
    }
}

extension Transaction {
    /// Everybody who is in the group, or will be.
    func users(in group: AccessGroupID) throws -> Set<MemberID> {
        let rows = try rows(
            """
            SELECT member_id AS id FROM access_group_members WHERE group_id = \(group)
            UNION ALL SELECT user_id FROM provisioned_group_members WHERE group_id = \(group)
            """)
        return Set(try rows.map { try $0["id"] })
    }
}
