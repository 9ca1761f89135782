internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Needs the right to manage the area that governs projects. If the role by which the creator may sees only assigned projects,
    /// the new project is assigned to the creator, and to nobody else.
    package func openProject(named name: String, in account: AccountID, as product: ProductID) throws -> Project {
        let product = try self.product(product)
        let permission = try permission(.manage, .projects, in: account, product)
        let name = try acceptable(name)
        let area = product.area(governing: .projects)?.id
        // By one grant: whoever manages projects here and sees all of them elsewhere ties no traffic to a name (rule 7).
        let seesAll = permission.map { $0.member.projects(where: .manage, in: area, of: product, at: now) == .all } ?? true
        let project = Project(
            id: ProjectID(at: now), account: account, name: name, sourceName: seesAll ? name : nil, createdAt: now)
        if let other = try tx.project(named: project.name, of: account) { throw AccessError.projectNameTaken(other.name) }
        try tx.insert(project)
        try record(.projectOpened, on: project.id.text, account: account, ["name": project.name])
        if let permission, permission.role.projects == .assigned { try tx.assign(project.id, to: permission.grant.id) }
        return project
    }

    /// Needs the right to manage the area that governs projects, and the project itself.
    package func rename(_ id: ProjectID, to name: String, in account: AccountID, as product: ProductID) throws -> Project {
        var project = try found(id, in: account)
        try authorize(.manage, .projects, in: account, self.product(product), project: project)
        let before = project.name
        project.name = try acceptable(name)
        if let other = try tx.project(named: project.name, of: account), other.id != id { throw AccessError.projectNameTaken(other.name) }
        try tx.run("UPDATE projects SET name = \(project.name), name_key = \(project.name.comparableName) WHERE id = \(id)")
        try record(.projectRenamed, on: id.text, account: account, changes: ["name": AuditEvent.Change(before, project.name)])
        return project
    }

    /// Needs the right to manage the area that governs projects, and the project itself. Nobody is assigned to it while it is put away. The
    /// caller must revoke the project's access keys in the same transaction. Throws `.projectHasSubprojects`.
    package func archiveProject(_ id: ProjectID, in account: AccountID, as product: ProductID) throws {
        let project = try found(id, in: account)
        let product = try self.product(product)
        let seen = try permission(.manage, .projects, in: account, product, project: project)?.member.projects(of: product, at: now) ?? .all
        let below = try tx.projectTree(of: account).directlyBelow(id)
        guard below.isEmpty else { throw AccessError.projectHasSubprojects(below.allSatisfy(seen.contains) ? below.count : nil) }
        try tx.archive(project, by: actor.person, at: now)
        try record(.projectClosed, on: id.text, account: account, ["name": project.name])
    }

    /// Needs the right to manage the area that governs projects, and to see all of them: others would give themselves a project that they had.
    /// It comes back under its name, or under another, to where it lay; its access keys do not. Throws `.projectNameTaken`.
    package func restoreProject(_ id: ProjectID, named name: String? = nil, in account: AccountID, as product: ProductID) throws -> Project
    {
        let product = try self.product(product)
        let permission = try permission(.manage, .projects, in: account, product)
        let area = product.area(governing: .projects)?.id
        let seesAll = permission.map { $0.member.projects(where: .manage, in: area, of: product, at: now) == .all } ?? true
        guard seesAll, let archived = try tx.archivedProject(id), archived.account == account else { throw AccessError.notFound }
        let name = try name.map { try acceptable($0) } ?? archived.name
        if let other = try tx.project(named: name, of: account) { throw AccessError.projectNameTaken(other.name) }
        let project = try tx.restore(archived, named: name, below: place(of: archived, in: account, product))
        try record(.projectRestored, on: id.text, account: account, ["name": project.name])
        return project
    }

    /// Throws `.notFound` for another account's project too.
    func found(_ id: ProjectID, in account: AccountID) throws -> Project {
        guard let project = try tx.project(id), project.account == account else { throw AccessError.notFound }
        return project
    }
}
