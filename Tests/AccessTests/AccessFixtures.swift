import Access
import Core
import Foundation
import Language
import SQL
import Schema
import TestSupport
import Testing

/// The shipped catalogs, and a small account to test the rules.
enum Fixtures {
    static func catalog() throws -> ProductCatalog {
        let names = ["dashboard.yaml", "mail.yaml"]
        return try ProductCatalog(
            files: names.map {
                ProductCatalog.File(
                    name: "Products/" + $0,
                    text: String(decoding: try Data(contentsOf: Vectors.project.appending(path: "Products/" + $0)), as: UTF8.self))
            })
    }

    static func person(_ number: Int) -> PersonID {
        guard let id = PersonID("per_" + String(repeating: "0", count: 26 - String(number).count) + String(number)) else {
            preconditionFailure("no id of \(number)")
        }
        return id
    }
}

/// An account with one member of each dashboard role and three projects, made by the operator.
struct Northwind: Sendable {
    let database: any Database
    let catalog: ProductCatalog
    let clock = TestClock()
    let account: AccountID
    let projects: [Project]
    let members: [RoleID: Member]

    static func with(_ body: (Northwind) async throws -> Void) async throws {
        try await TestDatabase.with(IDSchema.migrations) { try await body(Northwind(on: $0)) }
    }

    init(on database: any Database) async throws {
        let catalog = try Fixtures.catalog()
        let now = clock.now()
        let made = try await database.write { tx in
            let operatorWork = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
            for number in 1...9 {
                try tx.run(
                    "INSERT INTO people (id, name, status, created_at) VALUES (\(Fixtures.person(number)), 'A member', 'active', \(now))")
            }
            let owner = Fixtures.person(1)
            let account = try operatorWork.openAccount(named: "Northwind", products: ["dashboard"], first: owner)
            // Ids that are made in the same millisecond have no order.
            let projects = try ["Checkout", "Alerts", "Campaigns"].enumerated().map { index, name in
                try Administration(tx, catalog: catalog, by: .importer, at: now + .milliseconds(index))
                    .importedProject(name, in: account.id)
            }
            var members: [RoleID: Member] = [:]
            members["administrator"] = try tx.member(owner, in: account.id, product: "dashboard")
            for (number, role) in ["member", "support-member", "associate"].enumerated() {
                members[RoleID(rawValue: role)] = try operatorWork.addMember(
                    Fixtures.person(number + 2), to: account.id, product: "dashboard", role: RoleID(rawValue: role),
                    projects: [projects[0].id])
            }
            members["it-admin"] = try operatorWork.addMember(Fixtures.person(9), to: account.id, product: "dashboard", role: "it-admin")
            return (account: account.id, projects: projects, members: members)
        }
        self.database = database
        self.catalog = catalog
        account = made.account
        projects = made.projects
        members = made.members
    }

    func member(_ role: RoleID) throws -> Member { try #require(members[role]) }

    /// Has the person be in that status at the ID.
    func set(_ status: String, of person: PersonID) async throws {
        _ = try await database.write { try $0.run("UPDATE people SET status = \(status) WHERE id = \(person)") }
    }

    /// Runs `work` as the holder of the role.
    func acting<Value: Sendable>(as role: RoleID, _ work: @escaping @Sendable (Administration) throws -> Value) async throws -> Value {
        try await acting(.person(member(role).person), work)
    }

    func acting<Value: Sendable>(
        _ actor: Administration.Actor, _ work: @escaping @Sendable (Administration) throws -> Value
    ) async throws -> Value {
        let catalog = catalog
        let now = clock.now()
        return try await database.write { try work(Administration($0, catalog: catalog, by: actor, at: now)) }
    }

    /// The refusal, or nil if the work was done.
    func refusal<Value: Sendable>(
        as role: RoleID, _ work: @escaping @Sendable (Administration) throws -> Value
    ) async throws -> AccessError? {
        try await refusal(.person(member(role).person), work)
    }

    func refusal<Value: Sendable>(
        _ actor: Administration.Actor, _ work: @escaping @Sendable (Administration) throws -> Value
    ) async throws -> AccessError? {
        do {
            _ = try await acting(actor, work)
            return nil
        } catch let error as AccessError { return error }
    }

    func expect<Value: Sendable>(
        code: String, as role: RoleID, _ work: @escaping @Sendable (Administration) throws -> Value,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        try await expect(code: code, .person(member(role).person), work, at: location)
    }

    func expect<Value: Sendable>(
        code: String, _ actor: Administration.Actor, _ work: @escaping @Sendable (Administration) throws -> Value,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let refused = try await refusal(actor, work)
        #expect(refused?.code == code, sourceLocation: location)
    }

    func expect<Value: Sendable>(
        _ expected: AccessError?, as role: RoleID, _ work: @escaping @Sendable (Administration) throws -> Value,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        try await expect(expected, .person(member(role).person), work, at: location)
    }

    func expect<Value: Sendable>(
        _ expected: AccessError?, _ actor: Administration.Actor, _ work: @escaping @Sendable (Administration) throws -> Value,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let refused = try await refusal(actor, work)
        #expect(refused == expected, sourceLocation: location)
    }

    func now(_ id: MemberID) async throws -> Member? {
        let account = account
        return try await database.read { try $0.member(id, of: account) }
    }

    func rows(_ statement: Statement) async throws -> [Row] { try await database.read { try $0.rows(statement) } }
}

extension AccessError {
    /// The problem's code, for short expectations.
    var code: String { problem.code }
}
