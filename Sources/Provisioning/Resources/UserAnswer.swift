internal import Access
internal import Core
internal import SQL
internal import Web

/// A user as SCIM answers.
struct UserAnswer {
    let issuer: String

    /// Without groups, which are read for those who are shown.
    func json(_ record: UserRecord) -> JSON {
        let said = record.attributes
        let extended = said[ResourceSchema.enterprise.id] != nil
        let schemas: [JSON] = [.string(ResourceSchema.user.id)] + (extended ? [.string(ResourceSchema.enterprise.id)] : [])
        var json: JSON = ["schemas": .array(schemas), "id": .string(record.id.text)]
        json = json.setting("externalId", record.user?.terms.externalID.map(JSON.string)).merging(said)
        json = json.setting("active", .bool(record.isActive))
        let meta: JSON = [
            "resourceType": "User", "created": .string(record.createdAt.rfc3339), "lastModified": .string(record.changedAt.rfc3339),
            "location": .string(issuer + ProvisioningPath.user(record.id).text),
        ]
        return json.setting("meta", meta)
    }

    /// With their groups and their version.
    func finished(_ json: JSON, _ groups: [(id: AccessGroupID, name: String)]) -> JSON {
        let list = groups.map { id, name -> JSON in
            [
                "value": .string(id.text), "$ref": .string(issuer + ProvisioningPath.group(id).text), "display": .string(name),
                "type": "direct",
            ]
        }
        return json.setting("groups", JSON.filled(list)).versioned
    }

    func whole(_ record: UserRecord, _ tx: Transaction) throws -> JSON {
        finished(json(record), try tx.groupNames(of: [record.id])[record.id] ?? [])
    }
}

extension Transaction {
    /// The groups that these users are in, or will be.
    func groupNames(of users: [MemberID]) throws -> [MemberID: [(id: AccessGroupID, name: String)]] {
        guard !users.isEmpty else { return [:] }
        let rows = try rows(
            """
            SELECT x.member_id AS user_id, g.id, g.name FROM access_group_members x JOIN access_groups g ON g.id = x.group_id
            WHERE x.member_id IN \(list: users)
            UNION ALL SELECT w.user_id, g.id, g.name FROM provisioned_group_members w JOIN access_groups g ON g.id = w.group_id
            WHERE w.user_id IN \(list: users) ORDER BY 3, 2
            """)
        var found: [MemberID: [(id: AccessGroupID, name: String)]] = [:]
        for row in rows { found[try row["user_id"], default: []].append((try row["id"], try row["name"])) }
        return found
    }
}
