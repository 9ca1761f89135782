internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// Groups of members, and what each gives to those who are in it.
enum GroupEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.groups, as: Caller.self, Caller.inAccount(list))
        routes.api(.post, APIPath.groups, as: Caller.self, Caller.inAccount(open))
        routes.api(.get, APIPath.group, as: Caller.self, Caller.inAccount(show))
        routes.api(.patch, APIPath.group, as: Caller.self, Caller.inAccount(rename))
        routes.api(.delete, APIPath.group, as: Caller.self, Caller.inAccount(close, query: ["preview"]))
        routes.api(.post, APIPath.groupGrants, as: Caller.self, Caller.inAccount(give, query: ["preview"]))
        routes.api(.patch, APIPath.groupGrant, as: Caller.self, Caller.inAccount(change, query: ["preview"]))
        routes.api(.delete, APIPath.groupGrant, as: Caller.self, Caller.inAccount(take, query: ["preview"]))
        GroupMemberEndpoints.register(on: routes)
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let area = try target.area(.people)
        return .json(
            try await site.read { tx in
                try tx.require(.view, area, of: caller.id, in: target, at: request.time)
                let groups = try tx.groups(of: target.account, product: target.product.id)
                return ["items": .array(try groups.map { try tx.json(of: $0, in: target.product) }), "next": nil]
            })
    }

    @Sendable static func open(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let name = body.text("name")
        try body.finish()
        return try await changed(caller, target, request, site, status: 201) { work in
            try work.openGroup(named: name, in: target.account, as: target.product.id)
        }
    }

    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.group)
        let area = try target.area(.people)
        return .json(
            try await site.read { tx in
                try tx.require(.view, area, of: caller.id, in: target, at: request.time)
                guard let group = try tx.group(id, of: target.account, product: target.product.id) else { throw Problem.notFound }
                return try tx.json(of: group, in: target.product)
            })
    }

    @Sendable static func rename(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.group)
        var body = try request.jsonObject()
        let name = body.text("name")
        try body.finish()
        return try await changed(caller, target, request, site) { work in
            try work.rename(id, to: name, in: target.account, as: target.product.id)
        }
    }

    @Sendable static func close(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.group)
        if request.isPreview {
            return try await site.foreseeing(.group(id), by: caller, in: target, at: request.time) { _, work in
                try work.closeGroup(id, in: target.account, as: target.product.id)
            }
        }
        _ = try await site.change(by: caller, at: request.time) { _, work in
            try work.closeGroup(id, in: target.account, as: target.product.id)
        }
        return .empty()
    }

    @Sendable static func give(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.groupGrants)
        var body = try request.jsonObject()
        let terms = try body.terms()
        try body.finish()
        return try await changed(id, caller, target, request, site) { work in
            try work.give(terms, to: id, in: target.account, as: target.product.id)
        }
    }

    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id, grant) = try request.parameters(of: APIPath.groupGrant)
        var body = try request.jsonObject()
        let terms = try body.terms()
        try body.finish()
        return try await changed(id, caller, target, request, site) { work in
            try work.change(grant, of: id, in: target.account, as: target.product.id, to: terms)
        }
    }

    @Sendable static func take(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id, grant) = try request.parameters(of: APIPath.groupGrant)
        return try await changed(id, caller, target, request, site) { work in
            try work.take(grant, of: id, in: target.account, as: target.product.id)
        }
    }

    /// A change of what the group gives, or its preview.
    private static func changed(
        _ group: AccessGroupID, _ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite,
        _ change: @escaping @Sendable (Administration) throws -> AccessGroup
    ) async throws -> WebResponse {
        guard request.isPreview else {
            // What is posted is a grant that was not there.
            return try await changed(caller, target, request, site, status: request.method == .post ? 201 : 200, change)
        }
        return try await site.foreseeing(.group(group), by: caller, in: target, at: request.time) { _, work in _ = try change(work) }
    }

    private static func changed(
        _ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite, status: Int = 200,
        _ change: @escaping @Sendable (Administration) throws -> AccessGroup
    ) async throws -> WebResponse {
        .json(
            try await site.change(by: caller, at: request.time) { tx, work in try tx.json(of: change(work), in: target.product) },
            status: status)
    }
}
