internal import Access
internal import Core
internal import Identity
internal import SQL
internal import Transition

/// How commands find things: by our own id or by the id of an import, a person also by e-mail address, an account by its name if no other has
/// it.
extension Installation {
    /// Throws `CommandError` if nobody or more than one person has this name, or if the person was deleted.
    func person(named text: String) async throws -> Person {
        let person = try Self.one(of: await people(named: text), text, \.id)
        guard person.status != .erased else { throw CommandError("\(person.id) was deleted: nothing is left of them but this id.") }
        return person
    }

    /// The only member of the account with this name. People outside the account are ignored. Throws `CommandError`.
    func member(named text: String, in account: Account, _ product: Product) async throws -> (person: Person, member: Member) {
        let people = try await people(named: text)
        let members = try await database.read { tx in
            try people.compactMap { person in
                try tx.member(person.id, in: account.id, product: product.id).map { (person: person, member: $0) }
            }
        }
        if members.isEmpty, !people.isEmpty {
            throw CommandError("'\(text)' is nobody in \(account.name). 'lanyard member list' shows who is.")
        }
        return try Self.one(of: members, text, \.person.id)
    }

    func people(named text: String) async throws -> [Person] {
        try await database.read { tx in
            if let id = PersonID(text) { return try tx.person(id).map { [$0] } ?? [] }
            let typed = try tx.candidates(typed: text).map(\.person)
            // A user name may be somebody else's id in an import: then neither is meant by it alone.
            let imported = EmailAddress(existing: text) == nil ? try tx.people(importedAs: text) : []
            return typed + imported.filter { person in !typed.contains { $0.id == person.id } }
        }
    }

    private static func one<Found>(of found: [Found], _ text: String, _ id: (Found) -> PersonID) throws -> Found {
        switch found.count {
        case 1: return found[0]
        case 0:
            throw CommandError(
                "There is no person called '\(text)'. Name one by id, by e-mail address or user name, or by the id they had in an import.")
        default:
            let ids = found.map(id).map(\.text).joined(separator: ", ")
            throw CommandError("'\(text)' is \(found.count) people: \(ids). Name one by id.")
        }
    }

    func account(named text: String) async throws -> Account {
        let found = try await database.read { tx in try tx.account(named: text).map { [$0] } ?? tx.accounts(called: text) }
        switch found.count {
        case 1: return found[0]
        case 0:
            throw CommandError(
                "There is no account called '\(text)'. Name one by its name, its id or the id it had in an import; "
                    + "'lanyard account list' shows them.")
        default:
            throw CommandError("'\(text)' is \(found.count) accounts: \(found.map(\.id.text).joined(separator: ", ")). Name one by id.")
        }
    }

    /// The product with this name.
    func product(named text: String) throws -> Product {
        guard let product = catalog[ProductID(rawValue: text)] else {
            throw CommandError("There is no product '\(text)'. There are \(catalog.products.map(\.id.rawValue).joined(separator: ", ")).")
        }
        return product
    }

    /// The product with this name, or the account's only product if `text` is nil.
    func product(named text: String?, of account: Account) async throws -> Product {
        let ids = try await database.read { try $0.products(of: account.id) }
        if let text {
            guard let product = catalog[ProductID(rawValue: text)], ids.contains(product.id) else {
                throw CommandError("The account has no product '\(text)'. It has: \(ids.map(\.rawValue).joined(separator: ", ")).")
            }
            return product
        }
        guard ids.count == 1, let product = catalog[ids[0]] else {
            throw CommandError("Say which product with --product: \(ids.map(\.rawValue).joined(separator: ", ")).")
        }
        return product
    }

    /// A role of the product, or one that the account made, by id or by name.
    func role(named text: String, in product: Product, of account: Account) async throws -> Role {
        if let role = product.role(named: text) { return role }
        let own = try await database.read { try $0.customRoles(of: account.id, product: product.id).map(\.role) }
        guard let role = own.first(where: { $0.id.rawValue == text || $0.name.lowercased() == text.lowercased() }) else {
            let known = (product.roles + own).map(\.id.rawValue).joined(separator: ", ")
            throw CommandError("\(account.name) has no role '\(text)' in the \(product.name). Its roles: \(known).")
        }
        return role
    }

    func role(named text: String?, in product: Product, of account: Account) async throws -> Role? {
        guard let text else { return nil }
        return try await role(named: text, in: product, of: account) as Role
    }

    /// The projects that the options name; none for none.
    func assignment(_ options: ProjectOptions, of account: Account) async throws -> ProjectAssignment {
        let below = try await projects(named: options.below, of: account)
        return ProjectAssignment(try await projects(named: options.project, of: account).union(below), withBelow: below)
    }

    /// The projects with these names or ids.
    private func projects(named names: [String], of account: Account) async throws -> Set<ProjectID> {
        var found: Set<ProjectID> = []
        for name in names {
            guard let project = try await project(named: name, of: account) else {
                throw CommandError("The account has no project '\(name)'. 'lanyard account show' lists its projects.")
            }
            found.insert(project.id)
        }
        return found
    }

    func project(named name: String, of account: Account) async throws -> Project? {
        try await database.read { tx in
            if let id = ProjectID(name), let project = try tx.project(id), project.account == account.id { return project }
            return try tx.project(named: name, of: account.id)
        }
    }

    /// Makes a change under the operator's rules. A refusal by Access becomes one sentence.
    func administer<Value: Sendable>(
        _ body: @escaping @Sendable (Administration, Transaction) throws -> Value
    ) async throws -> Value {
        let catalog = catalog
        let now = clock.now()
        do {
            return try await database.write { tx in try body(Administration(tx, catalog: catalog, by: .operatorCommand, at: now), tx) }
        } catch let error as AccessError { throw CommandError(error.problem) }
    }
}
