internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// Who is in a group.
enum GroupMemberEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.groupMembers, as: Caller.self, Caller.inAccount(list, query: Listing<MemberKind>.parameters))
        routes.api(.post, APIPath.groupMembers, as: Caller.self, Caller.inAccount(add))
        routes.api(.delete, APIPath.groupMember, as: Caller.self, Caller.inAccount(remove))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.groupMembers)
        let listing = try Listing<MemberKind>(request)
        let area = try target.area(.people)
        return try await site.read { tx in
            try tx.require(.view, area, of: caller.id, in: target, at: request.time)
            guard let group = try tx.group(id, of: target.account, product: target.product.id) else { throw Problem.notFound }
            let members = try tx.members(of: group.id, after: listing.after, limit: listing.fetch)
            return listing.answer(try members.map { ($0.id, try tx.json(of: $0, in: target.product, at: request.time)) })
        }
    }

    @Sendable static func add(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.groupMembers)
        var body = try request.jsonObject()
        let named = body.text("member", max: 64)
        try body.finish()
        guard let member = MemberID(named) else { throw Problem.notFound }
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let member = try work.add(member, to: id, in: target.account, as: target.product.id)
                return try tx.json(of: member, in: target.product, at: request.time)
            }, status: 201)
    }

    @Sendable static func remove(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id, member) = try request.parameters(of: APIPath.groupMember)
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let member = try work.remove(member, from: id, in: target.account, as: target.product.id)
                return try tx.json(of: member, in: target.product, at: request.time)
            })
    }
}
