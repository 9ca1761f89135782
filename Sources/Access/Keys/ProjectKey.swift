package import Core
package import SQL

/// An access key as the people of its account see it. It belongs to its project, or to its account where the product has no projects, and
/// goes on working whatever becomes of its maker; OpenID knows it as a client.
package struct ProjectKey: Sendable, Equatable {
    package let id: ClientID
    package let name: String
    package let project: ProjectID?
    package let lastUsedAt: Timestamp?
    /// When somebody decided that it goes on working without its maker.
    let keptAt: Timestamp?

    /// Whether it was used so lately that nobody revokes or keeps it without saying so.
    func isInUse(at now: Timestamp) -> Bool { lastUsedAt.map { $0 + .days(30) > now } ?? false }
}

/// Why the maker of an access key could not manage it today.
package enum LostAccess: String, Sendable {
    /// Not a member of the account any more.
    case removed
    case suspended
    /// Another role, or other projects.
    case narrowed
}

extension Transaction {
    /// What the maker of a key of the project, or of the account, has lost; nil if they could manage it today.
    package func accessLost(
        by maker: PersonID, _ project: ProjectID?, in target: AccountInProduct, at now: Timestamp
    ) throws -> LostAccess? {
        let account = target.account
        let product = target.product
        guard let area = product.area(governing: .keys) else { return nil }
        guard let member = try member(maker, in: account, product: product.id) else { return .removed }
        guard member.status == .active, try maySignIn(maker) else { return .suspended }
        let resource = Resource.key(of: project, in: account, area: area.id)
        return decide(member, .manage, resource, in: product, at: now).isPermitted ? nil : .narrowed
    }

    /// Those who manage the access keys of all the account's projects and can sign in, at most ten.
    package func keyHolders(in account: AccountID, _ product: Product, at now: Timestamp) throws -> [PersonID] {
        guard let area = product.area(governing: .keys) else { return [] }
        let roles = try roles(of: product, in: account).filter {
            ($0.projects == .all || !product.hasProjects) && $0.may(.manage, in: area.id)
        }
        return try holders(of: roles.map(\.id), in: account, product: product.id, limit: 10, at: now).map(\.person).filter(maySignIn)
    }

    /// The unrevoked keys that the person made in the account, newest first.
    func keys(madeBy person: PersonID, in account: AccountID, _ product: ProductID) throws -> [ProjectKey] {
        try all(
            """
            SELECT id, name, project_id, last_used_at, kept_at FROM clients
            WHERE account_id = \(account) AND product = \(product) AND revoked_at IS NULL
                AND (project_id IS NOT NULL OR grant_types = 'client_credentials') AND created_by = \("person:" + person.text)
            ORDER BY id DESC
            """)
    }
}

extension Resource {
    /// The access keys of a project, or of an account whose product has no projects.
    package static func key(of project: ProjectID?, in account: AccountID, area: AreaID) -> Resource {
        project.map { .project($0, of: account, area: area) } ?? .area(area)
    }
}

extension ProjectKey: RowDecodable {
    package init(row: Row) throws {
        self.init(
            id: try row["id"], name: try row["name"], project: try row["project_id"], lastUsedAt: try row["last_used_at"],
            keptAt: try row["kept_at"])
    }
}
