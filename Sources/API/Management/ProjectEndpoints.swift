internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import OpenID
internal import SQL
internal import Web

enum ProjectEndpoints {
    private static let all = "/api/v1/accounts/:account/projects"

    static func add(to routes: Routes<APISite>) {
        routes.api(.get, all, as: Caller.self, Caller.inPlace(list, query: Listing<ProjectKind>.parameters))
        routes.api(.post, all, as: Caller.self, Caller.inPlace(open))
        routes.api(.patch, all + "/:project", as: Caller.self, Caller.inPlace(rename))
        routes.api(.delete, all + "/:project", as: Caller.self, Caller.inPlace(close))
    }

    /// The projects that the caller sees.
    @Sendable static func list(_ caller: Caller, _ place: Place, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        let listing = try Listing<ProjectKind>(request)
        return try await site.read { tx in
            let member = try tx.requireMember(caller, place)
            let projects = try tx.projects(seenBy: member, in: place.product, after: listing.after, limit: listing.fetch)
            return listing.answer(projects.map { ($0.id, $0.json) })
        }
    }

    @Sendable static func open(_ caller: Caller, _ place: Place, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        let name = try request.projectName()
        let project = try await site.change(by: caller, at: request.time) { _, work in
            try work.openProject(named: name, in: place.account, as: place.product.id)
        }
        return .json(project.json, status: 201)
    }

    @Sendable static func rename(_ caller: Caller, _ place: Place, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        let id: ProjectID = try request.id("project")
        let name = try request.projectName()
        let project = try await site.change(by: caller, at: request.time) { _, work in
            try work.rename(id, to: name, in: place.account, as: place.product.id)
        }
        return .json(project.json)
    }

    /// Also revokes the project's access keys.
    @Sendable static func close(_ caller: Caller, _ place: Place, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        let id: ProjectID = try request.id("project")
        let now = request.time
        try await site.change(by: caller, at: now) { tx, work in
            try work.closeProject(id, in: place.account, as: place.product.id)
            for key in try tx.accessKeys(of: place.account, project: id) {
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
