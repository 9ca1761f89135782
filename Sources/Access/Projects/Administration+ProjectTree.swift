internal import Audit
package import Core
internal import SQL

/// What a change of the tree gives to a member and takes from them: projects that they see from then on, and such as they see no more.
package struct SightChange: Sendable, Equatable {
    package let person: PersonID
    package let member: MemberID
    package let gained: Set<ProjectID>
    package let lost: Set<ProjectID>
}

extension Administration {
    /// Opens a project below another one: who has that one with what lies below sees the new one at once. Needs an administrator. Throws
    /// `.projectTooDeep`, `.unknownParent`.
    package func openProject(
        named name: String, below parent: ProjectID, in account: AccountID, as productID: ProductID
    ) throws -> (project: Project, changes: [SightChange]) {
        let product = try self.product(productID)
        try authorizeAdministrator(.projects, in: account, product)
        let name = try acceptable(name)
        let tree = try tx.projectTree(of: account)
        try check(parent, in: account)
        guard tree.above(parent).count + 1 < ProjectTree.levels else { throw AccessError.projectTooDeep }
        if let other = try tx.project(named: name, of: account) { throw AccessError.projectNameTaken(other.name) }
        let project = Project(
            id: ProjectID(at: now), account: account, name: name, sourceName: name, createdAt: now, parent: parent)
        let changes = try sightChanges(of: [parent] + tree.above(parent), product) {
            try tx.insert(project)
            try tx.reach(project.id, in: account)
        }
        try record(.projectOpened, on: project.id.text, account: account, ["name": name, "parent": parent.text])
        return (project, changes)
    }

    /// Puts a project, with all that lies below it, below another one, or at the top. Nobody keeps it but those to whom it was given, by
    /// itself or with what lies below its new place. Needs an administrator. Throws `.projectBelowItself`, `.projectTooDeep`, `.unknownParent`.
    package func moveProject(
        _ id: ProjectID, below parent: ProjectID?, in account: AccountID, as productID: ProductID
    ) throws -> (project: Project, changes: [SightChange]) {
        let product = try self.product(productID)
        try authorizeAdministrator(.projects, in: account, product)
        var project = try found(id, in: account)
        guard project.parent != parent else { return (project, []) }
        let tree = try tx.projectTree(of: account)
        if let parent {
            try check(parent, in: account)
            guard parent != id, !tree.above(parent).contains(id) else { throw AccessError.projectBelowItself }
            guard tree.canMove(id, below: parent) else { throw AccessError.projectTooDeep }
        }
        let moved = [id] + tree.below(id)
        let makers = try self.makers(among: tx.holdersOfAny(of: moved))
        let touched = moved + tree.above(id) + (parent.map { [$0] + tree.above($0) } ?? [])
        let before = project.parent
        project.parent = parent
        let changes = try sightChanges(of: touched, product) {
            try tx.run("UPDATE projects SET parent_id = \(parent) WHERE id = \(id)")
            try tx.reach(id, in: account)
        }
        try settle(ofThose: makers, product)
        try record(
            .projectMoved, on: id.text, account: account,
            ["gained": String(changes.count { !$0.gained.isEmpty }), "lost": String(changes.count { !$0.lost.isEmpty })],
            changes: ["parent": AuditEvent.Change(before?.text ?? "", parent?.text ?? "")])
        return (project, changes)
    }

    /// Where an archived project comes back: below the one that it lay below, which needs an administrator, or at the top if that is gone or
    /// lies too deep by now.
    func place(of archived: ArchivedProject, in account: AccountID, _ product: Product) throws -> ProjectID? {
        guard let parent = archived.parent, let found = try tx.project(parent), found.account == account else { return nil }
        guard try tx.projectTree(of: account).canMove(archived.id, below: parent) else { return nil }
        try authorizeAdministrator(.projects, in: account, product)
        return parent
    }

    private func check(_ parent: ProjectID, in account: AccountID) throws {
        guard try tx.project(parent)?.account == account else { throw AccessError.unknownParent(parent.text) }
    }

    /// Carries out a change, and tells for whom it changes what they see. Only those are looked at who hold one of `projects`.
    private func sightChanges(of projects: [ProjectID], _ product: Product, by change: () throws -> Void) throws -> [SightChange] {
        let holders = tx.holdersOfAny(of: projects)
        let before = try tx.members("m.product = \(product.id) AND m.id IN (\(holders))")
        try change()
        return zip(before, try tx.members(before.map(\.id))).compactMap { old, new in
            let had = old.assignedProjects(of: product, at: now)
            let has = new.assignedProjects(of: product, at: now)
            guard had != has else { return nil }
            return SightChange(person: old.person, member: old.id, gained: has.subtracting(had), lost: had.subtracting(has))
        }
    }
}

extension Member {
    /// The projects that are seen because they are assigned; empty for whoever sees all.
    fileprivate func assignedProjects(of product: Product, at now: Timestamp) -> Set<ProjectID> {
        switch projects(of: product, at: now) {
        case .all: []
        case .these(let ids): ids
        }
    }
}
