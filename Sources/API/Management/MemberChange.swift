internal import Access
internal import Core
internal import SQL
internal import Web

/// One act on members, as a request says it: the same for each of them.
enum MemberChange: Sendable {
    case member(Administration.MemberChange)
    case give(GrantTerms)
    case grant(AccessGrantID, GrantTerms)
    case take(AccessGrantID)
    /// These groups and no others.
    case groups(Set<AccessGroupID>)
    case remove

    /// Returns the member as they are afterwards; nil if they are none any more.
    func carryOut(on id: MemberID, in target: AccountInProduct, by work: Administration, _ tx: Transaction) throws -> Member? {
        let account = target.account
        let product = target.product.id
        switch self {
        case .member(let change): return try work.changeMember(id, of: account, as: product, to: change)
        case .give(let terms): return try work.give(terms, to: id, of: account, as: product)
        case .grant(let grant, let terms): return try work.change(grant, of: id, in: account, as: product, to: terms)
        case .take(let grant): return try work.take(grant, of: id, in: account, as: product)
        case .groups(let wanted):
            let held = try tx.groups(of: id)
            for group in wanted.subtracting(held).sorted(by: { $0.text < $1.text }) {
                _ = try work.add(id, to: group, in: account, as: product)
            }
            for group in held.subtracting(wanted).sorted(by: { $0.text < $1.text }) {
                _ = try work.remove(id, from: group, in: account, as: product)
            }
            return try tx.member(id, of: account)
        case .remove:
            _ = try work.removeMember(id, of: account, as: product)
            return nil
        }
    }
}

extension JSONObject {
    /// `act` says what is done: `change` (role, projects, status), `give` or `change-grant` (role, projects, ends_at), `take-grant`, `groups`,
    /// `remove`.
    mutating func memberAct() throws -> MemberChange {
        switch text("act", max: 20) {
        case "change": return .member(try memberChange())
        case "give": return .give(try terms())
        case "change-grant": return .grant(grantID(), try terms())
        case "take-grant": return .take(grantID())
        case "groups": return .groups(groupIDs())
        case "remove": return .remove
        case "": break
        default: refuse("act", "“act” must be change, give, change-grant, take-grant, groups or remove.")
        }
        return .remove
    }

    /// A role, projects and a status, of which none must be named.
    mutating func memberChange() throws -> Administration.MemberChange {
        for name in ["role", "projects", "below", "status"] where isNull(name) {
            refuse(name, "“\(name)” must have a value. Leave it out to keep what there is.")
        }
        let role = optionalText("role").map(RoleID.init(rawValue:))
        let projects = try assignment()
        return Administration.MemberChange(role: role, projects: projects, status: memberStatus())
    }

    private mutating func grantID() -> AccessGrantID {
        if let id = AccessGrantID(text("grant")) { return id }
        if has("grant") { refuse("grant", "“grant” must be the id of a grant.") }
        return AccessGrantID(at: Timestamp(milliseconds: 0))
    }

    private mutating func groupIDs() -> Set<AccessGroupID> {
        let texts = optionalTexts("groups") ?? []
        let ids = texts.compactMap { AccessGroupID($0) }
        if !has("groups") || ids.count < texts.count { refuse("groups", "“groups” must be a list of the ids of groups.") }
        return Set(ids)
    }

    private mutating func memberStatus() -> Member.Status? {
        guard let text = optionalText("status") else { return nil }
        let status = Member.Status(rawValue: text).flatMap { $0 == .held ? nil : $0 }
        if status == nil { refuse("status", "“status” must be active or suspended.") }
        return status
    }
}
