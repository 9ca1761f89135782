import Foundation
import SQL
import TestSupport

@testable import Lanyard

/// The example data, imported once per process for each database and copied for each test.
actor ExampleTemplate {
    static let shared = ExampleTemplate()

    private var made: [String: Task<ServerData, any Error>] = [:]

    /// A separate copy for one test.
    func copy(_ kind: DatabaseKind = .current, example: Bool) async throws -> ServerData {
        let key = "\(kind) \(example)"
        let template = made[key] ?? Task { try await Self.make(kind, example: example) }
        made[key] = template
        let original = try await template.value
        let folder = try TestDatabase.temporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: original.folder.path) {
            try FileManager.default.copyItem(at: original.folder.appending(path: name), to: folder.appending(path: name))
        }
        guard let postgres = original.postgres else { return ServerData(folder: folder, database: "sqlite", postgres: nil) }
        let copy = try await TestDatabase.openCopy(of: postgres.address)
        return ServerData(folder: folder, database: copy.address, postgres: copy)
    }

    private static func make(_ kind: DatabaseKind, example: Bool) async throws -> ServerData {
        let folder = try TestDatabase.temporaryFolder()
        let postgres = kind == .postgres ? try await TestDatabase.open(.postgres, []) : nil
        let data = ServerData(folder: folder, database: postgres?.address ?? "sqlite", postgres: postgres)
        let configuration = try Configuration(file: nil, environment: [:], overrides: RunningServer.cheapest(data))
        let stores = try Stores(configuration: configuration, role: .server)
        for store in stores.all { _ = try await Migrator(store.migrations).upgrade(store.database) }
        await stores.close()
        let installation = try await Installation(configuration: configuration, role: .server, clock: TestClock())
        if example { try await ExampleData(folder: Vectors.project.appending(path: "Examples").path).load(into: installation) { _ in } }
        await installation.stores.close()
        await postgres?.database.close()
        return data
    }
}
