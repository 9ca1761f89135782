internal import Access
internal import Core
internal import Language
internal import SQL
internal import Web

/// What a directory does with groups, each in a transaction of its own.
struct GroupWork: Sendable {
    let provisioner: Provisioner
    let site: ProvisioningSite

    func read(_ id: AccessGroupID, withMembers: Bool) async throws -> JSON {
        try await site.database.read { tx in try answer(tx).json(found(id, tx), withMembers: withMembers) }
    }

    func create(_ body: JSON) async throws -> JSON {
        let terms = try GroupTerms(body)
        return try await site.change(by: provisioner) { tx, work in
            let group = try work.provisionGroup(named: terms.name, externalID: terms.externalID)
            try work.change(group.id, adding: terms.members.inOrder, removing: [])
            return try answer(tx).json(found(group.id, tx), withMembers: true)
        }
    }

    func replace(_ id: AccessGroupID, _ body: JSON, expecting version: String?) async throws -> JSON {
        let terms = try GroupTerms(body)
        return try await change(id, expecting: version, answering: true) { $0 = terms } ?? .null
    }

    /// nil unless `answering`: a PATCH of a group of thousands need not send them all back.
    func patch(_ id: AccessGroupID, _ body: JSON, expecting version: String?, answering: Bool) async throws -> JSON? {
        let operations = try PatchOperation.list(body, in: .group)
        return try await change(id, expecting: version, answering: answering) { try $0.apply(operations) }
    }

    func delete(_ id: AccessGroupID, expecting version: String?) async throws {
        try await site.change(by: provisioner) { tx, work in
            try check(version, of: found(id, tx), tx)
            try work.deprovision(id)
        }
    }

    private func change(
        _ id: AccessGroupID, expecting version: String?, answering: Bool, _ edit: @escaping @Sendable (inout GroupTerms) throws -> Void
    ) async throws -> JSON? {
        try await site.change(by: provisioner) { tx, work in
            let group = try found(id, tx)
            try check(version, of: group, tx)
            let before = GroupTerms(name: group.name, externalID: group.externalID, members: try tx.users(in: id))
            var after = before
            try edit(&after)
            if after.name != before.name || after.externalID != before.externalID {
                try work.describe(id, named: after.name, externalID: after.externalID)
            }
            let added = after.members.subtracting(before.members)
            let removed = before.members.subtracting(after.members)
            if !added.isEmpty || !removed.isEmpty { try work.change(id, adding: added.inOrder, removing: removed.inOrder) }
            // `nil` alone would be the JSON null.
            return answering ? try answer(tx).json(found(id, tx), withMembers: true) : JSON?.none
        }
    }

    private func check(_ version: String?, of group: AccessGroup, _ tx: Transaction) throws {
        if version != nil { try answer(tx).json(group, withMembers: true).check(version) }
    }

    private func found(_ id: AccessGroupID, _ tx: Transaction) throws -> AccessGroup {
        guard let group = try tx.group(id, of: provisioner.token.account, product: provisioner.token.product) else {
            throw Problem.notFound
        }
        return group
    }

    private func answer(_ tx: Transaction) -> GroupAnswer { GroupAnswer(issuer: site.issuer, tx: tx) }
}

extension Set<MemberID> {
    fileprivate var inOrder: [MemberID] { sorted { $0.text < $1.text } }
}
