package import Foundation
internal import Postgres
package import SQL
internal import SQLite

/// A fresh database for one test, made from a template that is migrated once per process.
///
///     @Suite("Sessions", .onEveryDatabase) struct SessionTests {
///         @Test("…") func rule() async throws {
///             try await TestDatabase.with(IDSchema.migrations) { database in … }
///         }
///     }
///
/// PostgreSQL is the throwaway server named by LANYARD_TEST_POSTGRES; without it the test fails, and says what to do.
package final class TestDatabase: Sendable {
    package let kind: DatabaseKind
    package let database: any Database
    /// SQLite's file, or the libpq URL of the test's own database, whose schema is "test": for a second process or connection.
    package let address: String
    private let folder: URL?

    private init(kind: DatabaseKind, database: any Database, address: String, folder: URL?) {
        self.kind = kind
        self.database = database
        self.address = address
        self.folder = folder
    }

    /// The schema of every PostgreSQL test database.
    package static let schema = "test"

    /// On the running test's database.
    package static func open(_ migrations: [Migration]) async throws -> TestDatabase { try await open(.current, migrations) }

    package static func open(_ kind: DatabaseKind, _ migrations: [Migration]) async throws -> TestDatabase {
        switch kind {
        case .sqlite:
            let folder = try temporaryFolder()
            let path = folder.appending(path: "test.db").path
            try await Templates.shared.sqlite(migrations).write(to: URL(filePath: path))
            return TestDatabase(kind: kind, database: try SQLiteDatabase(path: path), address: path, folder: folder)
        case .postgres:
            let server = try TestServer.fromEnvironment()
            await Places.postgres.take()
            let name = try await Templates.shared.newPostgresDatabase(server, migrations)
            let url = try server.url(database: name)
            let database = try PostgresDatabase(url: url, schema: schema, connections: 6)
            return TestDatabase(kind: kind, database: database, address: url, folder: nil)
        }
    }

    /// A PostgreSQL database that is a copy of another test's. Nobody may be connected to the original during the copy.
    package static func openCopy(of address: String) async throws -> TestDatabase {
        let server = try TestServer.fromEnvironment()
        await Places.postgres.take()
        let name = "copy_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        try await server.create(name, template: URL(string: address)?.lastPathComponent)
        let url = try server.url(database: name)
        return TestDatabase(
            kind: .postgres, database: try PostgresDatabase(url: url, schema: schema, connections: 1), address: url, folder: nil)
    }

    /// Another instance on the same data, as a second process would have it. The caller must close it.
    package func another() throws -> any Database {
        switch kind {
        case .sqlite: try SQLiteDatabase(path: address)
        case .postgres: try PostgresDatabase(url: address, schema: Self.schema, connections: 4)
        }
    }

    /// Ends the connections and removes the data.
    package func close() async {
        await database.close()
        if let folder { try? FileManager.default.removeItem(at: folder) }
        if kind == .postgres, let server = try? TestServer.fromEnvironment(), let name = URL(string: address)?.lastPathComponent {
            try? await server.drop(name)
            await Places.postgres.giveBack()
        }
    }

    /// Runs the body on a fresh database of the running test's kind, and removes it.
    package static func with<Value>(
        _ migrations: [Migration], isolation: isolated (any Actor)? = #isolation, _ body: (any Database) async throws -> Value
    ) async throws -> Value {
        try await with(.current, migrations, body)
    }

    /// Runs the body on a fresh database of one kind, and removes it.
    package static func with<Value>(
        _ kind: DatabaseKind, _ migrations: [Migration], isolation: isolated (any Actor)? = #isolation,
        _ body: (any Database) async throws -> Value
    ) async throws -> Value {
        let test = try await open(kind, migrations)
        do {
            let value = try await body(test.database)
            await test.close()
            return value
        } catch {
            await test.close()
            throw error
        }
    }

    /// A new folder for a test. The caller must remove it.
    package static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lanyard-test-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }
}
