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
        routes.api(.patch, APIPath.project, as: Caller.self, Caller.inAccount(change))
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
            return listing.answer(projects.map { ($0.id, $0.json(seenIn: scope)) })
        }
    }

    @Sendable static func open(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let wish = try request.projectWish()
        return try await ProjectAnswer(caller: caller, target: target, isPreview: wish.isPreview, status: 201)
            .response(site, at: request.time) { work in try work.open(wish, in: target) }
    }

    /// Another name, or another place in the tree; also as a preview of who would see more and who less.
    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.project)
        let wish = try request.projectWish()
        return try await ProjectAnswer(caller: caller, target: target, isPreview: wish.isPreview)
            .response(site, at: request.time) { work in try work.change(id, wish, in: target) }
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
        return .json(project.json(seenIn: .all))
    }
}

/// The project that was made or changed, or who would see more by it and who less.
private struct ProjectAnswer: Sendable {
    let caller: Caller
    let target: AccountInProduct
    let isPreview: Bool
    var status = 200

    func response(
        _ site: APISite, at now: Timestamp,
        _ act: @escaping @Sendable (Administration) throws -> (project: Project, changes: [SightChange])
    ) async throws -> WebResponse {
        guard !isPreview else {
            return .json(
                try await site.foresee(by: caller, at: now) { tx, work in
                    let (project, changes) = try act(work)
                    return try tx.json(of: changes, around: project)
                })
        }
        return .json(
            try await site.change(by: caller, at: now) { tx, work in
                let project = try act(work).project
                return project.json(seenIn: try tx.requireMember(caller, target).projects(of: target.product, at: now))
            }, status: status)
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
