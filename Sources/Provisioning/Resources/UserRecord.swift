internal import Access
internal import Core
internal import Identity
internal import SQL
internal import Web

/// Somebody whom a directory sees: a member, or a person who has not arrived.
struct UserRecord: Sendable {
    let id: MemberID
    /// nil for somebody who has not arrived.
    let member: Arrived?
    /// nil for a member of whom no directory ever said anything.
    let user: ProvisionedUser?

    struct Arrived: Sendable {
        let name: String
        let address: String?
        let isOpen: Bool
        let createdAt: Timestamp
    }

    /// What the directory said; for other members what the account's people see of them.
    var attributes: JSON {
        if let user, let kept = try? JSON(reading: Array(user.terms.attributes.utf8)) { return kept }
        guard let member else { return .object([]) }
        var attributes: JSON = ["userName": .string(member.address ?? id.text), "displayName": .string(member.name)]
        attributes = attributes.setting("name", ["formatted": .string(member.name)])
        guard let address = member.address else { return attributes }
        return attributes.setting("emails", [["value": .string(address), "type": "work", "primary": true]])
    }

    /// Whether the account is open for them, or will be when they arrive.
    var isActive: Bool { member?.isOpen ?? user?.terms.isActive ?? false }
    var createdAt: Timestamp { user?.createdAt ?? member?.createdAt ?? Timestamp(milliseconds: 0) }
    var changedAt: Timestamp { user?.changedAt ?? createdAt }
}
