package import Core
package import SQL

extension Transaction {
    /// Members who may do this, oldest first, after the given one: the answer to "who can?". Those whom `decide` permits, found by one read of
    /// the grants, so that an account of any size answers at once. Whoever is suspended at the ID, or was deleted, is left out.
    package func permitted(
        _ action: Action, _ resource: Resource, in target: AccountInProduct, after: MemberID? = nil, limit: Int, at now: Timestamp
    ) throws -> [Member] {
        let grants = try permittingGrants(action, resource, in: target, at: now)
        return try members(
            "m.id IN (SELECT DISTINCT h.id \(grants) AND h.id > \(after?.text ?? "") ORDER BY h.id LIMIT \(limit))")
    }

    /// The same with ids alone: a search over 10,000 members costs one read.
    package func permittedPeople(
        _ action: Action, _ resource: Resource, in target: AccountInProduct, after: MemberID? = nil, limit: Int, at now: Timestamp
    ) throws -> [(member: MemberID, person: PersonID)] {
        let grants = try permittingGrants(action, resource, in: target, at: now)
        return try rows("SELECT DISTINCT h.id, h.person_id \(grants) AND h.id > \(after?.text ?? "") ORDER BY h.id LIMIT \(limit)")
            .map { (try $0["id"], try $0["person_id"]) }
    }

    /// How many they are.
    package func permittedCount(_ action: Action, _ resource: Resource, in target: AccountInProduct, at now: Timestamp) throws -> Int {
        let grants = try permittingGrants(action, resource, in: target, at: now)
        return try first("SELECT COUNT(DISTINCT h.id) AS number \(grants)")?["number"] ?? 0
    }

    /// Their ids, as a query.
    package func permittedIDs(
        _ action: Action, _ resource: Resource, in target: AccountInProduct, at now: Timestamp
    ) throws -> Statement {
        "SELECT h.id \(try permittingGrants(action, resource, in: target, at: now))"
    }

    private func permittingGrants(
        _ action: Action, _ resource: Resource, in target: AccountInProduct, at now: Timestamp
    ) throws -> Statement {
        let product = target.product
        let roles = product.permitting(action, resource, among: try self.roles(of: product, in: target.account))
        return """
            FROM access_grants r JOIN members h ON h.id = r.member_id JOIN people p ON p.id = h.person_id
            WHERE r.account_id = \(target.account) AND r.product = \(product.id) AND \(Self.holds(roles, for: resource))
                AND (r.ends_at IS NULL OR r.ends_at > \(now)) AND h.status = 'active' AND h.held_at IS NULL
                AND p.status NOT IN ('suspended', 'leaving', 'erased')
            """
    }

    private static func holds(_ roles: [Role], for resource: Resource) -> Statement {
        guard case .project(let project, _, _) = resource else { return "r.role IN \(list: roles.map(\.id))" }
        let everywhere = roles.filter { $0.projects == .all }.map(\.id)
        let assigned = roles.filter { $0.projects == .assigned }.map(\.id)
        return """
            (r.role IN \(list: everywhere) OR (r.role IN \(list: assigned) AND EXISTS
                (SELECT 1 FROM access_grant_projects x WHERE x.grant_id = r.id AND x.project_id = \(project))))
            """
    }
}
