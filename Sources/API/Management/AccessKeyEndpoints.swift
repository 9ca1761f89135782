internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// Access keys: OAuth clients of one project. A secret is shown once, when the key is made.
enum AccessKeyEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.accessKeys, as: Caller.self, Caller.inAccount(list, query: Listing<ClientKind>.parameters))
        routes.api(.post, APIPath.accessKeys, as: Caller.self, Caller.inAccount(make))
        routes.api(.patch, APIPath.accessKey, as: Caller.self, Caller.inAccount(keep))
        routes.api(.delete, APIPath.accessKey, as: Caller.self, Caller.inAccount(revoke))
    }

    /// Newest first, only keys of the projects that the caller sees.
    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let listing = try Listing<ClientKind>(request)
        let area = try target.area(.keys)
        return try await site.read { tx in
            let member = try tx.require(.view, area, of: caller.id, in: target, at: request.time)
            let keys = try tx.accessKeys(of: target.account).filter { key in
                guard let project = key.project, listing.after.map({ key.id.text < $0.text }) ?? true else { return false }
                return decide(member, .view, .project(project, of: target.account, area: area), in: target.product, at: request.time)
                    .isPermitted
            }
            return listing.answer(try keys.prefix(listing.fetch).map { ($0.id, try tx.json(of: $0, in: target.product, at: request.time)) })
        }
    }

    @Sendable static func make(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let name = body.text("name")
        let project = ProjectID(body.text("project"))
        if project == nil, body.errors.isEmpty { body.refuse("project", "“project” must be the id of a project.") }
        try body.finish()
        guard let project else { throw Problem.notFound }
        let area = try target.area(.keys)
        let now = request.time
        let registration = ClientRegistration.accessKey(
            name, account: target.account, project: project, product: target.product.id.rawValue)
        let made = try registration.client(at: now, random: SystemRandom())
        let properties = try await site.change(by: caller, at: now) { tx, work in
            try tx.require(.manage, area, project: project, of: caller.id, in: target, at: request.time)
            try work.requireFreshProof(of: .change, in: target.account)
            try tx.add(made.client, by: .person(caller.id), at: now)
            guard let key = try tx.accessKey(made.client.id, of: target.account) else { throw Problem.notFound }
            return try tx.properties(of: key, in: target.product, at: request.time)
        }
        let credentials: [(String, JSON)] = [
            ("client_id", .string(made.client.id.text)), ("client_secret", .text(made.secret?.exposed)),
        ]
        return .json(.object(properties + credentials), status: 201)
    }

    /// Decides that a key whose maker lost access goes on working: `{"kept": true}`.
    @Sendable static func keep(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        if !body.flag("kept"), body.errors.isEmpty { body.refuse("kept", "“kept” can only be true. Delete the key to end it.") }
        try body.finish()
        let now = request.time
        return .json(
            try await site.change(by: caller, at: now) { tx, _ in
                let key = try tx.managedKey(caller, target, request)
                try tx.keepAccessKey(key, by: .person(caller.id), at: now)
                return try tx.accessKey(key.id, of: target.account).map { try tx.json(of: $0, in: target.product, at: request.time) }
                    ?? .null
            })
    }

    @Sendable static func revoke(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let now = request.time
        _ = try await site.change(by: caller, at: now) { tx, _ in
            try tx.revokeClient(tx.managedKey(caller, target, request).id, by: .person(caller.id), at: now)
        }
        return .empty()
    }
}

extension Transaction {
    /// The key of the path, which the caller may manage.
    fileprivate func managedKey(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest) throws -> Client {
        let (_, id) = try request.parameters(of: APIPath.accessKey)
        let area = try target.area(.keys)
        try requireMember(caller, target)
        guard let key = try accessKey(id, of: target.account), let project = key.project else { throw Problem.notFound }
        try require(.manage, area, project: project, of: caller.id, in: target, at: request.time)
        return key
    }
}
