internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

enum UserEndpoints {
    static func register(on routes: Routes<ProvisioningSite>) {
        routes.scim(.get, ProvisioningPath.users, list)
        routes.scim(.post, ProvisioningPath.users, create)
        routes.scim(.post, ProvisioningPath.userSearch, search)
        routes.scim(.get, ProvisioningPath.user, show)
        routes.scim(.put, ProvisioningPath.user, replace)
        routes.scim(.patch, ProvisioningPath.user, patch)
        routes.scim(.delete, ProvisioningPath.user, delete)
    }

    @Sendable static func list(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        try await list(ListQuery(request, in: .user), provisioner, site)
    }

    @Sendable static func search(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        try await list(ListQuery(body: request.scimBody(), in: .user), provisioner, site)
    }

    @Sendable static func create(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let user = try await UserWork(provisioner: provisioner, site: site).create(request.scimBody())
        return .resource(Projection(request, in: .user).apply(to: user), of: user, status: 201)
    }

    @Sendable static func show(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProvisioningPath.user)
        let user = try await UserWork(provisioner: provisioner, site: site).read(id)
        if request.knows(user.version) { return .empty(304) }
        return .resource(Projection(request, in: .user).apply(to: user), of: user)
    }

    @Sendable static func replace(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProvisioningPath.user)
        let user = try await UserWork(provisioner: provisioner, site: site).replace(
            id, request.scimBody(), expecting: request.expectedVersion)
        return .resource(Projection(request, in: .user).apply(to: user), of: user)
    }

    @Sendable static func patch(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProvisioningPath.user)
        let user = try await UserWork(provisioner: provisioner, site: site).patch(
            id, request.scimBody(), expecting: request.expectedVersion)
        return .resource(Projection(request, in: .user).apply(to: user), of: user)
    }

    @Sendable static func delete(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProvisioningPath.user)
        try await UserWork(provisioner: provisioner, site: site).delete(id, expecting: request.expectedVersion)
        return .empty()
    }

    private static func list(_ query: ListQuery, _ provisioner: Provisioner, _ site: ProvisioningSite) async throws -> WebResponse {
        let read: @Sendable (Transaction) throws -> ListQuery.Found = { tx in
            try UserList(records: UserRecords(token: provisioner.token, tx: tx), answer: UserAnswer(issuer: site.issuer)).page(query)
        }
        // What an index answers does not wait behind what looks at everybody.
        let found = try await query.isIndexed ? site.database.read(read) : site.database.readLong(read)
        return query.answer(found)
    }
}

/// Users as lists have them.
struct UserList {
    let records: UserRecords
    let answer: UserAnswer

    /// By an index where the filter demands a name or an id, by pages where nothing is filtered or ordered, and else over all.
    func page(_ query: ListQuery) throws -> ListQuery.Found {
        guard query.filter != nil || query.order != nil else {
            let page = try records.page(offset: query.start - 1, limit: query.count)
            return ListQuery.Found(total: try records.count(), page: try answer.finished(page.map(answer.json), records.tx))
        }
        let candidates = try query.filter.flatMap { try records.candidates(for: $0) } ?? records.all(within: query.scanLimit)
        if query.filter?.mentions("groups") == true {
            return query.page(of: try answer.finished(candidates.map(answer.json), records.tx))
        }
        let found = query.page(of: candidates.map(answer.json))
        return ListQuery.Found(total: found.total, page: try answer.finished(found.page, records.tx))
    }
}

extension UserRecords {
    /// Those among whom everybody is who fits the filter; nil if no index tells.
    fileprivate func candidates(for filter: Filter) throws -> [UserRecord]? {
        if let id = filter.demanded("id") { return try MemberID(id).map { try with([$0]) } ?? [] }
        if let userName = filter.demanded("userName") { return try called(userName) }
        return try filter.demanded("externalId").map(knownAs)
    }
}

extension UserAnswer {
    fileprivate func finished(_ users: [JSON], _ tx: Transaction) throws -> [JSON] {
        let ids = users.compactMap { $0["id"]?.string.flatMap { MemberID($0) } }
        var groups: [MemberID: [(id: AccessGroupID, name: String)]] = [:]
        for part in stride(from: 0, to: ids.count, by: 500) {
            groups.merge(try tx.groupNames(of: Array(ids[part..<min(part + 500, ids.count)]))) { first, _ in first }
        }
        return zip(users, ids).map { user, id in finished(user, groups[id] ?? []) }
    }
}
