internal import Foundation
internal import Postgres
internal import SQL
internal import SQLite

/// The throwaway PostgreSQL server of the tests.
struct TestServer: Sendable {
    private let admin: PostgresDatabase
    private let address: URLComponents

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private static let found = Result { try TestServer() }

    static func fromEnvironment() throws -> TestServer { try found.get() }

    private init() throws {
        guard let text = ProcessInfo.processInfo.environment["LANYARD_TEST_POSTGRES"], !text.isEmpty else {
            throw Missing(
                description: "No PostgreSQL to test on: set LANYARD_TEST_POSTGRES to the URL of a superuser on a throwaway server, "
                    + "or run the tests through bin/test (or bin/lib/postgres swift test), which starts one.")
        }
        guard let address = URLComponents(string: text) else { throw Missing(description: "LANYARD_TEST_POSTGRES is not a URL: \(text)") }
        self.address = address
        admin = try PostgresDatabase(url: text, schema: "public", connections: 2)
    }

    func url(database: String) throws -> String {
        var components = address
        components.path = "/" + database
        guard let url = components.string else { throw Missing(description: "LANYARD_TEST_POSTGRES cannot name another database") }
        return url
    }

    func create(_ name: String, template: String? = nil) async throws {
        let source = template.map { " TEMPLATE \"\($0)\"" } ?? ""
        try await admin.runOutsideTransaction("CREATE DATABASE \"\(name)\"\(source)")
    }

    func drop(_ name: String) async throws { try await admin.runOutsideTransaction("DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)") }
}

/// Databases that are migrated once per process for each list of migrations, and then copied for every test.
actor Templates {
    static let shared = Templates()

    private var files: [String: Task<Data, any Error>] = [:]
    private var databases: [String: Task<String, any Error>] = [:]
    private var count = 0

    /// Returns the bytes of a migrated file.
    func sqlite(_ migrations: [Migration]) async throws -> Data {
        let key = Self.key(migrations)
        let task =
            files[key]
            ?? Task {
                let folder = try TestDatabase.temporaryFolder()
                defer { try? FileManager.default.removeItem(at: folder) }
                let path = folder.appending(path: "template.db").path
                let database = try SQLiteDatabase(path: path)
                _ = try await Migrator(migrations).upgrade(database)
                await database.close()
                return try Data(contentsOf: URL(filePath: path))
            }
        files[key] = task
        return try await task.value
    }

    /// Returns the name of a new database.
    func newPostgresDatabase(_ server: TestServer, _ migrations: [Migration]) async throws -> String {
        let key = Self.key(migrations)
        let task =
            databases[key]
            ?? Task { [name = newName("template")] in
                try await server.create(name)
                let database = try PostgresDatabase(url: try server.url(database: name), schema: TestDatabase.schema, connections: 1)
                _ = try await Migrator(migrations).upgrade(database)
                await database.close()
                return name
            }
        databases[key] = task
        let template = try await task.value
        let name = newName("test")
        try await server.create(name, template: template)
        return name
    }

    private func newName(_ kind: String) -> String {
        count += 1
        return "lanyard_\(kind)_\(ProcessInfo.processInfo.processIdentifier)_\(count)"
    }

    private static func key(_ migrations: [Migration]) -> String {
        migrations.map { "\($0.number) \($0.name)\n" + $0.statements.map(\.text).joined(separator: "\n") }.joined(separator: "\n")
    }
}
