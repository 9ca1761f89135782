internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

enum GroupEndpoints {
    static func register(on routes: Routes<ProvisioningSite>) {
        routes.scim(.get, ProvisioningPath.groups, list)
        routes.scim(.post, ProvisioningPath.groups, create)
        routes.scim(.post, ProvisioningPath.groupSearch, search)
        routes.scim(.get, ProvisioningPath.group, show)
        routes.scim(.put, ProvisioningPath.group, replace)
        routes.scim(.patch, ProvisioningPath.group, patch)
        routes.scim(.delete, ProvisioningPath.group, delete)
    }

    @Sendable static func list(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        try await list(ListQuery(request, in: .group), provisioner, site)
    }

    @Sendable static func search(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        try await list(ListQuery(body: request.scimBody(), in: .group), provisioner, site)
    }

    @Sendable static func create(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let group = try await GroupWork(provisioner: provisioner, site: site).create(request.scimBody())
        return .resource(Projection(request, in: .group).apply(to: group), of: group, status: 201)
    }

    @Sendable static func show(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProvisioningPath.group)
        let projection = Projection(request, in: .group)
        let group = try await GroupWork(provisioner: provisioner, site: site).read(id, withMembers: projection.shows("members"))
        if request.knows(group.version) { return .empty(304) }
        return .resource(projection.apply(to: group), of: group)
    }

    @Sendable static func replace(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProvisioningPath.group)
        let group = try await GroupWork(provisioner: provisioner, site: site).replace(
            id, request.scimBody(), expecting: request.expectedVersion)
        return .resource(Projection(request, in: .group).apply(to: group), of: group)
    }

    /// Answers 204, as RFC 7644 section 3.5.2 permits, unless attributes are asked for.
    @Sendable static func patch(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProvisioningPath.group)
        let isAnswered = request.query.has("attributes") || request.query.has("excludedAttributes")
        let group = try await GroupWork(provisioner: provisioner, site: site).patch(
            id, request.scimBody(), expecting: request.expectedVersion, answering: isAnswered)
        guard let group else { return .empty() }
        return .resource(Projection(request, in: .group).apply(to: group), of: group)
    }

    @Sendable static func delete(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProvisioningPath.group)
        try await GroupWork(provisioner: provisioner, site: site).delete(id, expecting: request.expectedVersion)
        return .empty()
    }

    private static func list(_ query: ListQuery, _ provisioner: Provisioner, _ site: ProvisioningSite) async throws -> WebResponse {
        let found = try await site.database.readLong { tx in
            try GroupList(token: provisioner.token, answer: GroupAnswer(issuer: site.issuer, tx: tx)).page(query)
        }
        return query.answer(found)
    }
}

/// Groups as lists have them.
struct GroupList {
    let token: ProvisioningToken
    let answer: GroupAnswer

    /// Members are read only where the answer shows them or the filter is about them.
    func page(_ query: ListQuery) throws -> ListQuery.Found {
        var groups = try answer.tx.groups(of: token.account, product: token.product)
        if let user = query.filter?.demandedMember {
            let theirs = try MemberID(user).map { try answer.tx.groupNames(of: [$0]).values.joined().map(\.id) } ?? []
            groups = groups.filter { theirs.contains($0.id) }
        }
        let isAboutMembers = query.filter?.mentions("members") == true
        let found = query.page(of: try groups.map { try answer.json($0, withMembers: isAboutMembers) })
        guard query.projection.shows("members"), !isAboutMembers else { return found }
        let known = Dictionary(groups.map { ($0.id.text, $0) }) { first, _ in first }
        let page = try found.page.map { json in
            try json["id"]?.string.flatMap { known[$0] }.map { try answer.json($0, withMembers: true) } ?? json
        }
        return ListQuery.Found(total: found.total, page: page)
    }
}
