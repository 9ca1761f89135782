internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import OpenID
internal import SQL
internal import Web

enum ProjectEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.projects, as: Caller.self, Caller.inAccount(list, query: Listing<ProjectKind>.parameters))
        routes.api(.post, APIPath.projects, as: Caller.self, Caller.inAccount(open))
        routes.api(.patch, APIPath.project, as: Caller.self, Caller.inAccount(rename))
        routes.api(.delete, APIPath.project, as: Caller.self, Caller.inAccount(close))
    }

    /// The projects that the caller sees.
    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let listing = try Listing<ProjectKind>(request)
        return try await site.read { tx in
            let member = try tx.requireMember(caller, target)
            let scope = member.projects(of: target.product, at: request.time)
            let projects = try tx.projects(of: scope, in: target.account, after: listing.after, limit: listing.fetch)
            return listing.answer(projects.map { ($0.id, $0.json) })
        }
    }

    @Sendable static func open(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let name = try request.projectName()
        let project = try await site.change(by: caller, at: request.time) { _, work in
            try work.openProject(named: name, in: target.account, as: target.product.id)
        }
        return .json(project.json, status: 201)
    }

    @Sendable static func rename(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.project)
        let name = try request.projectName()
        let project = try await site.change(by: caller, at: request.time) { _, work in
            try work.rename(id, to: name, in: target.account, as: target.product.id)
        }
        return .json(project.json)
    }

    /// Also revokes the project's access keys.
    @Sendable static func close(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.project)
        let now = request.time
        try await site.change(by: caller, at: now) { tx, work in
            try work.closeProject(id, in: target.account, as: target.product.id)
            for key in try tx.accessKeys(of: target.account, project: id) {
                try tx.revokeClient(key.id, by: .person(caller.id), at: now)
            }
        }
        return .empty()
    }
}

extension WebRequest {
    fileprivate func projectName() throws -> String {
        var body = try jsonObject()
        let name = body.text("name")
        try body.finish()
        return name
    }
}
