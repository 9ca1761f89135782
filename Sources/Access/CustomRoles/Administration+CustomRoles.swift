internal import Audit
package import Core
internal import SQL

/// Only administrators make and change an account's own roles, and nobody one that they hold themselves (rule 2).
extension Administration {
    package func makeRole(_ terms: CustomRoleTerms, in account: AccountID, as productID: ProductID) throws -> CustomRole {
        let product = try self.product(productID)
        try authorizeAdministrator(.people, in: account, product)
        let there = try tx.customRoles(of: account, product: product.id)
        guard there.count < CustomRole.most else { throw AccessError.tooManyRoles(CustomRole.most) }
        let terms = try checked(terms, in: product)
        try checkFree(terms.name, among: there, product)
        let made = CustomRole(id: CustomRoleID(at: now), account: account, product: product.id, terms: terms, createdAt: now)
        try tx.run(
            """
            INSERT INTO custom_roles (id, account_id, product, name, name_key, purpose, areas, projects, created_at)
            VALUES (\(made.id), \(account), \(product.id), \(terms.name), \(terms.name.comparableName), \(terms.purpose),
                \(terms.areaList), \(terms.projects), \(now))
            """)
        try record(
            .roleMade, on: made.id.text, account: account,
            ["name": terms.name, "product": product.id.rawValue, "areas": terms.areaList, "projects": terms.projects.rawValue])
        return made
    }

    /// What it permits counts for everybody who holds it from the next request on.
    package func changeRole(
        _ id: CustomRoleID, in account: AccountID, as productID: ProductID, to terms: CustomRoleTerms
    ) throws -> CustomRole {
        let product = try self.product(productID)
        let before = try shapeable(id, in: account, product)
        let terms = try checked(terms, in: product)
        guard terms != before.terms else { return before }
        try checkFree(terms.name, among: tx.customRoles(of: account, product: product.id).filter { $0.id != id }, product)
        let makers = try self.makers(holding: before)
        if terms.projects != .assigned { try clearProjects(of: before) }
        try tx.run(
            """
            UPDATE custom_roles SET name = \(terms.name), name_key = \(terms.name.comparableName), purpose = \(terms.purpose),
                areas = \(terms.areaList), projects = \(terms.projects)
            WHERE id = \(id)
            """)
        try settle(ofThose: makers, product)
        try record(
            .roleChanged, on: id.text, account: account, ["product": product.id.rawValue],
            changes: [
                "name": AuditEvent.Change(before.terms.name, terms.name),
                "purpose": AuditEvent.Change(before.terms.purpose, terms.purpose),
                "areas": AuditEvent.Change(before.terms.areaList, terms.areaList),
                "projects": AuditEvent.Change(before.terms.projects.rawValue, terms.projects.rawValue),
            ])
        var after = before
        after.terms = terms
        return after
    }

    /// Removes a role that nobody has: whoever holds one would lose rights without a word.
    package func removeRole(_ id: CustomRoleID, in account: AccountID, as productID: ProductID) throws {
        let product = try self.product(productID)
        let role = try shapeable(id, in: account, product)
        let uses = try tx.uses(of: role)
        guard uses == 0 else { throw AccessError.roleInUse(role.role, uses, some: try tx.someUses(of: role)) }
        try tx.run("DELETE FROM custom_roles WHERE id = \(id)")
        try record(.roleRemoved, on: id.text, account: account, ["name": role.terms.name, "product": product.id.rawValue])
    }

    private func shapeable(_ id: CustomRoleID, in account: AccountID, _ product: Product) throws -> CustomRole {
        let authority = try authorizeAdministrator(.people, in: account, product)
        guard let role = try tx.customRole(id, of: account, product: product.id) else { throw AccessError.notFound }
        if case .member(let own, _, _) = authority, own.grants(at: now).contains(where: { $0.role.rawValue == id.text }) {
            throw AccessError.ownRole
        }
        return role
    }

    private func checked(_ terms: CustomRoleTerms, in product: Product) throws -> CustomRoleTerms {
        var terms = terms
        terms.name = try acceptable(terms.name)
        if !terms.purpose.isEmpty { terms.purpose = try acceptable(terms.purpose, field: "description") }
        let unknown = terms.areas.keys.filter { product.area($0) == nil }.map(\.rawValue).sorted()
        guard unknown.isEmpty else { throw AccessError.unknownAreas(unknown, known: product.areas) }
        guard !terms.areas.isEmpty else { throw AccessError.roleWithoutAreas }
        let isSuitable = product.hasProjects ? terms.projects != .none || !terms.needsProjects(in: product) : terms.projects == .none
        guard isSuitable else { throw AccessError.projectsOfRole(product.hasProjects) }
        if product.hasProjects, terms.projects != .all, let people = product.area(governing: .people), terms.areas[people.id] != nil {
            throw AccessError.peopleOfSomeProjects(people)
        }
        return terms
    }

    /// No two roles of an account look alike: none is named as one of the catalog's either, under any of its names.
    private func checkFree(_ name: String, among roles: [CustomRole], _ product: Product) throws {
        let taken = roles.map(\.terms.name) + product.roles.flatMap { [$0.id.rawValue] + Array($0.names.values) + $0.aliases }
        guard let other = taken.first(where: { $0.comparableName == name.comparableName }) else { return }
        throw AccessError.roleNameTaken(other)
    }

    /// A role that no longer has assigned projects assigns none: it would give them back when it has them again.
    private func clearProjects(of role: CustomRole) throws {
        try tx.run(
            """
            DELETE FROM access_grant_projects WHERE grant_id IN
                (SELECT id FROM access_grants WHERE account_id = \(role.account) AND product = \(role.product) AND role = \(role.id))
            """)
    }

    private func makers(holding role: CustomRole) throws -> [Member] {
        try makers(
            among: """
                SELECT g.member_id FROM access_grants g
                WHERE g.account_id = \(role.account) AND g.product = \(role.product) AND g.role = \(role.id)
                """)
    }
}

extension CustomRoleTerms {
    /// Whether it opens an area whose data is a project's.
    fileprivate func needsProjects(in product: Product) -> Bool {
        areas.keys.contains { area in
            switch product.area(area)?.governs {
            case .projects, .keys: true
            default: false
            }
        }
    }
}
