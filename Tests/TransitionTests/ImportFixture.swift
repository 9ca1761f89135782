import Access
import Core
import Credentials
import Foundation
import Identity
import SQL
import Schema
import TestSupport
import Testing
import Transition

/// A database with both products' catalogs, and hashing at its lowest cost.
struct ImportFixture {
    let database: any Database
    let catalog: ProductCatalog
    let keyring: Keyring
    let hashing: HashingPool
    let clock = TestClock()

    var importer: Importer {
        var importer = Importer(
            database: database, catalog: catalog, keyring: keyring, hashing: hashing, clock: clock, scratch: Self.scratch)
        importer.pause = .zero
        return importer
    }

    init(_ database: any Database) throws {
        self.database = database
        catalog = try ProductCatalog(
            files: ["dashboard", "mail"].map { name in
                let file = Vectors.project.appending(path: "Products/\(name).yaml")
                return .init(name: name, text: try String(contentsOf: file, encoding: .utf8))
            })
        keyring = try #require(Keyring(keys: [1: Array(repeating: 7, count: 32)]))
        hashing = try HashingPool(queueLimit: 1000, parameters: .forTests)
    }

    private static let scratch = ScratchSpace(schema: IDSchema.migrations) { migrations in
        let made = try await TestDatabase.open(.sqlite, migrations)
        return ScratchDatabase(made.database) { await made.close() }
    }

    static func with<Value>(_ kind: DatabaseKind = .current, _ body: (ImportFixture) async throws -> Value) async throws -> Value {
        try await TestDatabase.with(kind, IDSchema.migrations) { try await body(try ImportFixture($0)) }
    }

    static func example(_ name: String) -> String { Vectors.project.appending(path: "Examples/\(name)").path }

    func importDashboard(dryRun: Bool = false) async throws -> ImportReport {
        let files = ExportFiles(
            .dashboardCSV, people: Self.example("dashboard-users.csv"), projects: Self.example("dashboard-projects.csv"))
        return try await importer.run(files, isDryRun: dryRun)
    }

    func importMail(dryRun: Bool = false) async throws -> ImportReport {
        try await importer.run(ExportFiles(.mailJSONL, people: Self.example("mail-users.jsonl")), isDryRun: dryRun)
    }

    /// Imports a file with this text.
    func importText(
        _ format: ExportFiles.Format, _ text: String, projects: String? = nil, dryRun: Bool = false, by importer: Importer? = nil
    ) async throws -> ImportReport {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "export")
        let projectsFile = folder.appending(path: "projects")
        try Data(text.utf8).write(to: file)
        if let projects { try Data(projects.utf8).write(to: projectsFile) }
        let files = ExportFiles(format, people: file.path, projects: projects == nil ? nil : projectsFile.path)
        return try await (importer ?? self.importer).run(files, isDryRun: dryRun)
    }

    func importBytes(_ format: ExportFiles.Format, _ bytes: [UInt8]) async throws -> ImportReport {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "export")
        try Data(bytes).write(to: file)
        return try await importer.run(ExportFiles(format, people: file.path))
    }

    func count(_ table: StaticString) async throws -> Int {
        try await database.read { tx in try tx.first("SELECT COUNT(*) AS number FROM \(sql: table)")?["number"] ?? 0 }
    }

    /// The person who has this id in the export now.
    func person(_ sourceID: String, _ product: ProductID = "dashboard") async throws -> Person? {
        try await database.read { tx in try tx.person(sourceID: sourceID, product: product).flatMap { try tx.person($0) } }
    }

    func member(_ sourceID: String, _ product: ProductID = "dashboard") async throws -> Member? {
        guard let person = try await person(sourceID, product) else { return nil }
        return try await database.read { try $0.memberships(of: person.id).first { $0.product == product } }
    }

    /// Whether the password matches the person's stored hash.
    func fits(_ password: String, _ person: PersonID) async throws -> Bool {
        guard let stored = try await database.read({ try $0.password(of: person) }) else { return false }
        return try await hashing.verify(password: Secret(password), against: PasswordHash(stored: stored.hash.exposed))
    }
}
