import Core
import Dashboard
import Foundation
import ProductKit
import SQL
import TestSupport

/// What the tests of this folder share: a database with the dashboard's schema, and files to import.
enum Traffic {
    static func with(_ kind: DatabaseKind = .current, _ body: (any Database) async throws -> Void) async throws {
        try await TestDatabase.with(kind, CustomerDashboard.schema, body)
    }

    /// The answer of an ID that knows every account, each with these projects.
    static func accounts(with projects: String...) -> MessageImport.Accounts {
        { _ in projects.map { MessageImport.TrafficName($0, project: "prj_" + $0.lowercased()) } }
    }

    @discardableResult
    static func load(
        _ lines: [String], into database: any Database, knowing accounts: @escaping MessageImport.Accounts = accounts()
    ) async throws -> MessageImport.Report {
        try await load(Data(lines.map { $0 + "\n" }.joined().utf8), into: database, knowing: accounts)
    }

    static func load(
        _ data: Data, into database: any Database, knowing accounts: @escaping MessageImport.Accounts = accounts(),
        progress: @escaping @Sendable (MessageImport.Progress) -> Void = { _ in }
    ) async throws -> MessageImport.Report {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "messages.ndjson")
        try data.write(to: file)
        return try await MessageImport(into: database, accounts: accounts, progress: progress).run(file: file.path)
    }

    static func numbers(_ database: any Database, account: String = "acc_1", _ names: String...) async throws -> [Int64] {
        try await database.read { tx in
            try TrafficProject.all(accounts: [account], in: tx).filter { names.isEmpty || names.contains($0.name) }.map(\.number)
        }
    }

    static func ids(_ database: any Database, _ filter: MessageFilter, _ projects: [Int64]) async throws -> [String] {
        try await database.readLong { tx in try MessagePage.find(filter, projects: projects, in: tx).messages.map(\.id) }
    }

    static func filter(_ change: (inout MessageFilter) -> Void) -> MessageFilter {
        var filter = MessageFilter()
        change(&filter)
        return filter
    }
}
