internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// One act on up to 200 members, or what would become of each.
enum MemberChangeEndpoint {
    static let most = 200

    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.memberChanges, as: Caller.self, Caller.inAccount(change))
    }

    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let ids = try body.members()
        let act = try body.memberAct()
        let keys = try body.keyChoices()
        let isPreview = body.has("preview") && body.flag("preview")
        try body.finish()
        if case .member(let change) = act, !change.says { throw MemberEndpoints.nothingToChange }
        let now = request.time
        let area = try target.area(.people)
        let batch = Batch(items: ids) { id, tx, work in
            let before = try tx.changedMember(id, target)
            let work = work.deciding(keys)
            let standing = isPreview ? try tx.standingWork(of: before.person, in: target, at: now) : StandingWork()
            let after = try act.carryOut(on: id, in: target, by: work, tx)
            if !isPreview { _ = try tx.carryOut(keys, in: target, by: caller, at: now) }
            let reader = try tx.require(.view, area, of: caller.id, in: target, at: now)
            let change = try tx.json(ofChange: before, to: after, in: target, seenBy: reader, at: now)
            guard isPreview else { return change }
            let ended = try standing.ended(in: tx.standingWork(of: before.person, in: target, at: now))
            return try change.adding("ends", tx.json(of: ended, with: before, seenBy: caller, target, at: now))
        } refusal: { id, problem, tx in
            let refusal = try tx.refusal(of: id, in: target, problem)
            // Whoever asks what a removal ends is told although it needs more than was said, such as what becomes of a key.
            guard isPreview, case .remove = act, let member = try? tx.changedMember(id, target) else { return refusal }
            let standing = try tx.standingWork(of: member.person, in: target, at: now)
            return try refusal.adding("ends", tx.json(of: standing, with: member, seenBy: caller, target, at: now))
        }
        _ = try await site.read { tx in try tx.require(.manage, area, of: caller.id, in: target, at: now) }
        return try await batch.answer(preview: isPreview, to: caller, site, at: now)
    }
}

extension JSONObject {
    fileprivate mutating func members() throws -> [MemberID] {
        let texts = optionalTexts("members") ?? []
        var ids: [MemberID] = []
        for id in texts.compactMap({ MemberID($0) }) where !ids.contains(id) { ids.append(id) }
        if texts.isEmpty || texts.count > MemberChangeEndpoint.most || texts.contains(where: { MemberID($0) == nil }) {
            refuse("members", "“members” must be a list of the ids of 1 to \(MemberChangeEndpoint.most) members.")
        }
        return ids
    }
}

extension Transaction {
    fileprivate func changedMember(_ id: MemberID, _ target: AccountInProduct) throws -> Member {
        guard let member = try member(id, of: target.account), member.product == target.product.id else { throw AccessError.notFound }
        return member
    }

    /// What a change ends, and the access keys that the member made, which do not end with it.
    fileprivate func json(
        of ended: StandingWork, with member: Member, seenBy caller: Caller, _ target: AccountInProduct, at now: Timestamp
    ) throws -> JSON {
        let made = try accessKeys(madeBy: member.person, in: target.account, product: target.product.id.rawValue)
        let seen = try keys(among: made, seenBy: caller, target, at: now)
        return [
            "directory_tokens": .array(ended.tokens.map { ["id": .string($0.id.text), "created_at": .string($0.createdAt.rfc3339)] }),
            "invitations": .array(ended.invitations.map { ["id": .string($0.id.text), "email": .string($0.email.written)] }),
            "access_keys": .array(seen.map { ["id": .string($0.id.text), "name": .string($0.name)] }),
            "access_key_count": .integer(Int64(made.count)),
        ]
    }

    /// Whoever is no member here has no name.
    fileprivate func refusal(of id: MemberID, in target: AccountInProduct, _ problem: Problem) throws -> JSON {
        let member = try member(id, of: target.account).flatMap { $0.product == target.product.id ? $0 : nil }
        return [
            "member": .string(id.text), "person": try member.map { try json(of: $0.person) } ?? .null, "outcome": "refused",
            "problem": problem.json(),
        ]
    }

    /// Projects that the reader does not see are not named.
    func json(
        ofChange before: Member, to after: Member?, in target: AccountInProduct, seenBy reader: Member, at now: Timestamp
    ) throws -> JSON {
        let product = target.product
        let change = RightsChange(from: before, to: after, in: product, at: now)
        let seen = reader.projects(of: product, at: now)
        let areas = change.areas.map { area, before, after -> (String, JSON) in
            (area.rawValue, ["before": .text(before?.rawValue), "after": .text(after?.rawValue)])
        }
        func projects(_ scope: ProjectScope) throws -> JSON {
            guard case .these(let ids) = scope else { return "all" }
            let named = try self.projects(ids.filter(seen.contains)).values
            return .array(named.sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) }.map(\.json))
        }
        return [
            "member": .string(before.id.text), "person": try json(of: before.person),
            "outcome": .string(before == after ? "unchanged" : "changed"),
            "roles_before": .array(before.roles(in: product, at: now).map { .role($0) }),
            "roles_after": .array((after?.roles(in: product, at: now) ?? []).map { .role($0) }),
            "status": .text(after?.status.rawValue), "area_changes": .object(areas),
            "projects_before": try projects(change.before), "projects_after": try projects(change.after),
        ]
    }
}

extension JSON {
    fileprivate func adding(_ name: String, _ value: JSON) -> JSON { .object((object ?? []) + [(name, value)]) }
}
