package import Core
internal import Language
package import SQL

extension Transaction {
    /// The account's own roles in that product, by name.
    package func customRoles(of account: AccountID, product: ProductID) throws -> [CustomRole] {
        try customRoles("account_id = \(account) AND product = \(product)")
    }

    /// Those of all accounts.
    func customRoles(of product: ProductID) throws -> [CustomRole] { try customRoles("product = \(product)") }

    /// One of them; nil if another account made it.
    package func customRole(_ id: CustomRoleID, of account: AccountID, product: ProductID) throws -> CustomRole? {
        try customRoles("id = \(id) AND account_id = \(account) AND product = \(product)").first
    }

    /// The roles that can be given in the account: those of the catalog in its order, then the account's own by name.
    package func roles(of product: Product, in account: AccountID) throws -> [Role] {
        try product.roles + customRoles(of: account, product: product.id).map(\.role)
    }

    /// A role of the catalog or of the account.
    package func role(_ id: RoleID, of product: Product, in account: AccountID) throws -> Role? {
        if let role = product.role(id) { return role }
        return try CustomRoleID(id.rawValue).flatMap { try customRole($0, of: account, product: product.id)?.role }
    }

    /// How many grants of members and of groups, and how many open invitations, have the role; grants of members by a group are not counted.
    func uses(of role: CustomRole) throws -> Int { try first("SELECT COUNT(*) AS number FROM (\(holders(of: role))) h")?["number"] ?? 0 }

    /// Five of them at most, people first.
    func someUses(of role: CustomRole) throws -> [Phrase] {
        try rows("SELECT kind, name FROM (\(holders(of: role))) h ORDER BY kind, name, id LIMIT 5").map { row in
            let name: String = try row["name"]
            let kind: String = try row["kind"]
            return switch kind {
            case "2-group": Phrase("access.holder-group", ["group": name])
            case "3-invitation": Phrase("access.holder-invitation", ["address": name])
            case "4-directory": "access.holder-directory"
            default: .text(name)
            }
        }
    }

    /// Each person, group, open invitation and directory that has the role, once.
    private func holders(of role: CustomRole) -> Statement {
        """
        SELECT '1-person' AS kind, p.id AS id, p.name AS name FROM access_grants g
        JOIN members m ON m.id = g.member_id JOIN people p ON p.id = m.person_id
        WHERE g.account_id = \(role.account) AND g.product = \(role.product) AND g.role = \(role.id) AND g.copy_of IS NULL
        UNION SELECT '2-group', a.id, a.name FROM access_grants g JOIN access_groups a ON a.id = g.group_id
        WHERE g.account_id = \(role.account) AND g.product = \(role.product) AND g.role = \(role.id) AND g.member_id IS NULL
        UNION SELECT '3-invitation', id, email FROM invitations
        WHERE account_id = \(role.account) AND role = \(role.id) AND state = 'pending'
        UNION SELECT '4-directory', id, '' FROM provisioning_tokens
        WHERE account_id = \(role.account) AND role = \(role.id) AND revoked_at IS NULL
        """
    }

    private func customRoles(_ condition: Statement) throws -> [CustomRole] {
        try rows(
            """
            SELECT id, account_id, product, name AS custom_name, purpose AS custom_purpose, areas AS custom_areas,
                projects AS custom_projects, created_at
            FROM custom_roles WHERE \(condition) ORDER BY name_key, id
            """
        ).map { row in
            CustomRole(
                id: try row["id"], account: try row["account_id"], product: try row["product"], terms: try CustomRoleTerms(row: row),
                createdAt: try row["created_at"])
        }
    }
}

extension CustomRoleTerms {
    init(row: Row) throws {
        self.init(
            name: try row["custom_name"], purpose: try row["custom_purpose"], areas: Self.areas(try row["custom_areas"]),
            projects: try row["custom_projects"])
    }

    /// As it is stored: `billing:view messages:manage`.
    var areaList: String {
        areas.map { "\($0.key.rawValue):\($0.value.rawValue)" }.sorted().joined(separator: " ")
    }

    private static func areas(_ list: String) -> [AreaID: Action] {
        var areas: [AreaID: Action] = [:]
        for entry in list.split(separator: " ") {
            let parts = entry.split(separator: ":")
            guard parts.count == 2, let action = Action(rawValue: String(parts[1])) else { continue }
            areas[AreaID(rawValue: String(parts[0]))] = action
        }
        return areas
    }
}

extension Role.Projects: SQLCodable {}
