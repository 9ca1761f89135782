internal import Audit
package import Core
package import SQL

/// A membership as an old product exported it. The account and the projects are found by their id and names there, or created.
package struct ImportedMembership: Sendable {
    let person: PersonID
    let product: ProductID
    let accountID: String
    let accountName: String
    let role: Role
    /// The names of the projects. They are used only if the role has assigned projects.
    let projects: [String]
    let status: Member.Status

    package init(
        of person: PersonID, product: ProductID, account: (id: String, name: String), role: Role, projects: [String],
        status: Member.Status
    ) {
        self.person = person
        self.product = product
        accountID = account.id
        accountName = account.name
        self.role = role
        self.projects = projects
        self.status = status
    }

    fileprivate func member(
        in account: AccountID, _ projects: ProjectAssignment, _ origin: AccessGrant.Origin, at now: Timestamp
    ) -> Member {
        let grant = AccessGrant(id: AccessGrantID(at: now), giving: role, projects: projects, endsAt: nil, origin: origin)
        var member = Member(
            id: MemberID(at: now), account: account, product: product, person: person, grants: [grant], createdAt: now)
        member.standing = status
        return member
    }
}

/// What an import of an old product's people finds or creates beside them.
extension Administration {
    /// Adds imported people who are members of nothing yet, with the accounts and the projects if they are new. For the import only: it may
    /// also begin an account without an administrator. Throws `SQLError.uniqueViolation` for whoever is a member there. Cost: a read for each
    /// account and project that they name, and a table at a time.
    package func importMembers(_ newcomers: [ImportedMembership]) throws {
        guard actor == .importer else { throw AccessError.notFound }
        var accounts: [String: AccountID] = [:]
        var projects: [ProjectsOfRole: ProjectAssignment] = [:]
        let members = try newcomers.map { newcomer in
            let account =
                try accounts[newcomer.accountID]
                ?? importedAccount(newcomer.accountID, named: newcomer.accountName, product: newcomer.product).id
            accounts[newcomer.accountID] = account
            let named = ProjectsOfRole(account: account, names: newcomer.role.projects == .assigned ? newcomer.projects : [])
            let assigned = try projects[named] ?? importedProjects(named.names, for: newcomer.role, in: account)
            projects[named] = assigned
            return newcomer.member(in: account, assigned, origin, at: now)
        }
        try tx.insert(members)
        try tx.append(members.map { addition(of: $0) }, at: now)
    }

    private struct ProjectsOfRole: Hashable {
        let account: AccountID
        let names: [String]
    }

    /// Finds the account by its id in an import of the product, or creates it with that name. For the operator and the import only.
    package func importedAccount(_ externalID: String, named name: String, product: ProductID) throws -> Account {
        try requireOperator()
        if let known = try tx.account(sourceID: externalID, product: product) { return known }
        let account = try openAccount(named: name, products: [product])
        try tx.run(
            "INSERT INTO account_sources (product, external_id, account_id) VALUES (\(product), \(externalID), \(account.id))")
        return account
    }

    /// The projects to assign to a member with the role: found by name, or created; none if the role has no assigned projects.
    package func importedProjects(_ names: [String], for role: Role, in account: AccountID) throws -> ProjectAssignment {
        guard role.projects == .assigned else { return [] }
        return ProjectAssignment(Set(try names.map { try importedProject($0, in: account).id }))
    }

    /// Finds the account's project by name, or creates it. For the operator and the import only.
    package func importedProject(_ name: String, in account: AccountID) throws -> Project {
        try requireOperator()
        let name = try name.name(field: "project")
        if let known = try tx.project(named: name, of: account) { return known }
        let project = Project(id: ProjectID(at: now), account: account, name: name, sourceName: name, createdAt: now)
        try tx.insert(project)
        try record(.projectOpened, on: project.id.text, account: account, ["name": name])
        return project
    }
}

extension Transaction {
    /// The account with this id in an import of the product.
    package func account(sourceID: String, product: ProductID) throws -> Account? {
        try first(
            """
            SELECT \(Account.columns(of: "a")) FROM account_sources s JOIN accounts a ON a.id = s.account_id
            WHERE s.product = \(product) AND s.external_id = \(sourceID)
            """, as: Account.self)
    }
}
