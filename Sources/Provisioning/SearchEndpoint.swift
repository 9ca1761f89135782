internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// Users and groups in one list (RFC 7644 section 3.4.3), users first. Of a kind that does not have the attributes of the filter, none fits.
enum SearchEndpoint {
    static func register(on routes: Routes<ProvisioningSite>) {
        routes.scim(.post, ProvisioningPath.search, search)
    }

    @Sendable static func search(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse {
        let body = try request.scimBody()
        let users = Result { try ListQuery(body: body, in: .user) }
        let groups = Result { try ListQuery(body: body, in: .group) }
        let start = try (users.query ?? groups.get()).start
        let found = try await site.database.readLong { tx in
            let list = UserList(records: UserRecords(token: provisioner.token, tx: tx), answer: UserAnswer(issuer: site.issuer))
            let first = try users.query.map { ($0, try list.page($0)) }
            let others = GroupList(token: provisioner.token, answer: GroupAnswer(issuer: site.issuer, tx: tx))
            let second = try groups.query?.following(first?.1).with(others.page)
            return [first, second].compactMap(\.self)
        }
        let shown = found.flatMap { query, found in found.page.map(query.projection.apply) }
        return .list(shown, total: found.reduce(0) { $0 + $1.1.total }, from: start)
    }
}

extension Result<ListQuery, any Error> {
    fileprivate var query: ListQuery? { if case .success(let query) = self { query } else { nil } }
}

extension ListQuery {
    /// What is left of the page behind the list of another kind.
    fileprivate func following(_ found: Found?) -> ListQuery {
        guard let found else { return self }
        return from(max(1, start - found.total), count: count - found.page.count)
    }

    fileprivate func with(_ page: (ListQuery) throws -> Found) rethrows -> (ListQuery, Found) { (self, try page(self)) }
}
