internal import Access
internal import Core
internal import Directory
internal import Language
internal import SQL
internal import Web

/// Whom a change of a group or of a role is about.
enum RightsHolders: Sendable {
    case group(AccessGroupID)
    case role(RoleID)
}

extension WebRequest {
    /// `?preview=true`: what the change would bring is answered, and nothing is changed.
    var isPreview: Bool { query["preview"] == "true" }
}

extension APISite {
    /// Who would gain and who would lose what by the change, which is made and undone.
    func foreseeing(
        _ holders: RightsHolders, by caller: Caller, in target: AccountInProduct, at now: Timestamp,
        _ change: @escaping @Sendable (Transaction, Administration) throws -> Void
    ) async throws -> WebResponse {
        let area = try target.area(.people)
        return .json(
            try await foresee(by: caller, at: now) { tx, work in
                let reader = try tx.require(.view, area, of: caller.id, in: target, at: now)
                let before = try tx.members(of: holders, in: target, at: now)
                try change(tx, work)
                let after = try Dictionary(uniqueKeysWithValues: tx.members(before.map(\.id)).map { ($0.id, $0) })
                let changed = before.filter { member in
                    RightsChange(from: member, to: after[member.id], in: target.product, at: now).isSomething
                }
                let items = try changed.prefix(ForeseenRights.most).map { member in
                    try tx.json(ofChange: member, to: after[member.id], in: target, seenBy: reader, at: now)
                }
                return ["items": .array(items), "count": .integer(Int64(changed.count))]
            })
    }
}

private enum ForeseenRights {
    /// So many people are named; the others are counted.
    static let most = 200
}

extension Transaction {
    fileprivate func members(of holders: RightsHolders, in target: AccountInProduct, at now: Timestamp) throws -> [Member] {
        switch holders {
        case .group(let group): return try members(of: group, after: nil, limit: .max)
        case .role(let role):
            var filter = MemberFilter()
            filter.role = role
            return try MemberSearch(filter, in: target, at: now).page(after: nil, limit: 1_000_000, in: self).members
        }
    }
}
