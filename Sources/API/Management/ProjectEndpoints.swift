internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import OpenID
internal import SQL
internal import Web

enum ProjectEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.projects, as: Caller.self, Caller.inAccount(list, query: Listing<ProjectKind>.parameters + ["state"]))
        routes.api(.post, APIPath.projects, as: Caller.self, Caller.inAccount(open))
        routes.api(.patch, APIPath.project, as: Caller.self, Caller.inAccount(rename))
        routes.api(.delete, APIPath.project, as: Caller.self, Caller.inAccount(archive))
        routes.api(.post, APIPath.projectRestoration, as: Caller.self, Caller.inAccount(restore))
    }

    /// The projects that the caller sees. Archived ones are told only to those who may bring them back.
    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let listing = try Listing<ProjectKind>(request)
        let isArchived = try request.choice("state", ["active": false, "archived": true]) ?? false
        return try await site.read { tx in
            let member = try tx.requireMember(caller, target)
            let scope = member.projects(of: target.product, at: request.time)
            if isArchived {
                try tx.require(.view, target.area(.projects), of: caller.id, in: target, at: request.time)
                let mayRestore =
                    try member.projects(where: .manage, in: target.area(.projects), of: target.product, at: request.time) == .all
                let projects = mayRestore ? try tx.archivedProjects(of: target.account, after: listing.after, limit: listing.fetch) : []
                return listing.answer(try projects.map { ($0.id, try tx.json(of: $0)) })
            }
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
    @Sendable static func archive(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.project)
        let now = request.time
        try await site.change(by: caller, at: now) { tx, work in
            try work.archiveProject(id, in: target.account, as: target.product.id)
            for key in try tx.accessKeys(of: target.account, project: id) {
                try tx.revokeClient(key.id, by: .person(caller.id), at: now)
            }
        }
        return .empty()
    }

    /// Brings it back, under another name if it is given one.
    @Sendable static func restore(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.projectRestoration)
        var body = try request.jsonObject()
        let name = body.optionalText("name")
        try body.finish()
        let project = try await site.change(by: caller, at: request.time) { _, work in
            try work.restoreProject(id, named: name, in: target.account, as: target.product.id)
        }
        return .json(project.json)
    }
}

extension Transaction {
    fileprivate func json(of project: ArchivedProject) throws -> JSON {
        [
            "id": .string(project.id.text), "name": .string(project.name), "archived_at": .string(project.archivedAt.rfc3339),
            "archived_by": try project.archivedBy.map(json(of:)) ?? .null,
        ]
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
