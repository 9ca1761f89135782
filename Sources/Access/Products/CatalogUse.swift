package import Core
package import SQL

/// Something that is in use and that the catalogs do not have any more, or not as it was.
package struct MissingTerm: Sendable, Equatable {
    package let product: ProductID
    package let kind: Kind
    /// The id of the role or the area.
    package let name: String
    /// How many hold the role, or how many roles of accounts open the area.
    package let count: Int
    /// Some of those: names of people, or of roles with the ids of their accounts.
    package let some: [String]

    package enum Kind: String, Sendable { case role, area, administrator }

    /// Who has it, and what to do, for whoever sent the catalog.
    package var sentence: String {
        let rest = count > some.count ? ", and \(count - some.count) more" : ""
        let who = some.joined(separator: ", ") + rest
        return switch kind {
        case .role: "The role \(name) is not there any more, and \(count) hold it: \(who). Bring it back, or give them another first."
        case .administrator:
            "\(count) hold the role \(name), so whether it is an Administrator's cannot change: \(who). Give them another first, or make a new one."
        case .area: "The area \(name) is not there any more, and roles of accounts open it: \(who). Bring it back, or change them first."
        }
    }
}

extension Transaction {
    /// The roles that people hold and the areas that accounts' own roles open, as far as these catalogs lack them. A product that is missing as
    /// a whole is none of it: its people are not served here.
    package func missing(from catalog: ProductCatalog, at now: Timestamp) throws -> [MissingTerm] {
        try catalog.products.flatMap { try missingRoles(of: $0, at: now) + missingAreas(of: $0) }
    }

    /// The roles of a product that this version of it would give to Administrators, or take from them, while somebody holds them or is promised
    /// them: whoever does would become an Administrator by nobody's act, or an account be left without one.
    func changedAdministrators(from product: Product, to next: Product, at now: Timestamp) throws -> [MissingTerm] {
        try heldRoles(of: product.id, at: now).compactMap { role, count in
            guard let before = product.role(role), let after = next.role(role), before.isAdministrator != after.isAdministrator else {
                return nil
            }
            return MissingTerm(
                product: product.id, kind: .administrator, name: role.rawValue, count: count,
                some: try someHolders(of: role, in: product.id, at: now))
        }
    }

    private func missingRoles(of product: Product, at now: Timestamp) throws -> [MissingTerm] {
        try heldRoles(of: product.id, at: now).compactMap { role, count in
            guard product.role(role) == nil, CustomRoleID(role.rawValue) == nil else { return nil }
            return MissingTerm(
                product: product.id, kind: .role, name: role.rawValue, count: count,
                some: try someHolders(of: role, in: product.id, at: now))
        }
    }

    /// The roles that members and groups hold, that invitations offer and that directories give newcomers, with how many do.
    private func heldRoles(of product: ProductID, at now: Timestamp) throws -> [(role: RoleID, count: Int)] {
        try rows("SELECT h.role AS role, COUNT(*) AS number FROM (\(holders(product, now))) h GROUP BY h.role ORDER BY h.role")
            .map { (try $0["role"], try $0["number"]) }
    }

    /// Five of them at most, by name.
    private func someHolders(of role: RoleID, in product: ProductID, at now: Timestamp) throws -> [String] {
        try rows("SELECT h.id AS id, h.name AS name FROM (\(holders(product, now))) h WHERE h.role = \(role) ORDER BY h.name, h.id LIMIT 5")
            .map { "\(try $0["name"] as String) (\(try $0["id"] as String))" }
    }

    /// Each holder of a role once.
    private func holders(_ product: ProductID, _ now: Timestamp) -> Statement {
        """
        SELECT g.role AS role, COALESCE(p.id, a.id) AS id, COALESCE(p.name, a.name) AS name FROM access_grants g
        LEFT JOIN members m ON m.id = g.member_id LEFT JOIN people p ON p.id = m.person_id
        LEFT JOIN access_groups a ON a.id = g.group_id AND g.member_id IS NULL
        WHERE g.product = \(product) AND (g.ends_at IS NULL OR g.ends_at > \(now))
        UNION SELECT role, id, 'an invitation' FROM invitations
        WHERE product = \(product) AND state = 'pending' AND expires_at > \(now) AND role <> ''
        UNION SELECT role, id, 'a directory' FROM provisioning_tokens
        WHERE product = \(product) AND revoked_at IS NULL AND role IS NOT NULL
        """
    }

    private func missingAreas(of product: Product) throws -> [MissingTerm] {
        let roles = try customRoles(of: product.id)
        var using: [AreaID: [String]] = [:]
        for role in roles {
            for area in role.terms.areas.keys where product.area(area) == nil {
                using[area, default: []].append("\(role.terms.name) (\(role.id) of \(role.account))")
            }
        }
        return using.sorted { $0.key.rawValue < $1.key.rawValue }.map { area, roles in
            MissingTerm(product: product.id, kind: .area, name: area.rawValue, count: roles.count, some: Array(roles.prefix(5)))
        }
    }
}
