package import Core
package import SQL

/// Something that is in use and that the catalogs do not have any more.
package struct MissingTerm: Sendable, Equatable {
    package let product: ProductID
    package let kind: Kind
    /// The id of the role or the area.
    package let name: String
    /// How many hold the role, or how many roles of accounts open the area.
    package let count: Int
    /// Some of those: names of people, or of roles with the ids of their accounts.
    package let some: [String]

    package enum Kind: String, Sendable { case role, area }

    /// Who has it, and what to do, for whoever sent the catalog.
    package var sentence: String {
        let rest = count > some.count ? ", and \(count - some.count) more" : ""
        let who = some.joined(separator: ", ") + rest
        return switch kind {
        case .role: "The role \(name) is not there any more, and \(count) hold it: \(who). Bring it back, or give them another first."
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

    private func missingRoles(of product: Product, at now: Timestamp) throws -> [MissingTerm] {
        let held = try rows(
            """
            SELECT g.role AS role, COUNT(DISTINCT g.member_id) AS number FROM access_grants g
            WHERE g.product = \(product.id) AND g.member_id IS NOT NULL AND (g.ends_at IS NULL OR g.ends_at > \(now)) GROUP BY g.role ORDER BY g.role
            """)
        return try held.compactMap { row in
            let role: RoleID = try row["role"]
            guard product.role(role) == nil, CustomRoleID(role.rawValue) == nil else { return nil }
            let names = try rows(
                """
                SELECT DISTINCT p.id AS id, p.name AS name FROM access_grants g JOIN members m ON m.id = g.member_id JOIN people p ON p.id = m.person_id
                WHERE g.product = \(product.id) AND g.role = \(role) AND (g.ends_at IS NULL OR g.ends_at > \(now)) ORDER BY p.name, p.id LIMIT 5
                """)
            return MissingTerm(
                product: product.id, kind: .role, name: role.rawValue, count: try row["number"],
                some: try names.map { "\(try $0["name"] as String) (\(try $0["id"] as String))" })
        }
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
