internal import Dashboard
internal import Foundation
internal import ProductKit
internal import SQL
internal import Synchronization

/// An import by the code of `lanyard messages import`, into a new database.
enum ImportFigures {
    private struct Mark: Sendable {
        var rows: Int
        var wall: Double
        var processor: Double
    }

    /// The ID's answer: it knows every account, and each with these projects.
    static let accounts: MessageImport.Accounts = { _ in
        ["Checkout", "Alerts", "Campaigns"].map { MessageImport.TrafficName($0, project: "prj_" + $0.lowercased()) }
    }

    static func print(file: String, database path: String) async throws {
        let database = try Place.open(path, inBulk: true)
        _ = try await Migrator(CustomerDashboard.schema).upgrade(database)
        let marks = Mutex([mark(0)])
        let messages = MessageImport(into: database, accounts: accounts) { progress in
            marks.withLock { marks in
                if Int(progress.fraction * 10) >= marks.count { marks.append(mark(progress.rows)) }
            }
        }
        let report = try await messages.run(file: file)
        let size = try await Place.size(path, database)
        await database.close()
        let all = marks.withLock { $0 }
        for (before, after) in zip(all, all.dropFirst()) { line("to \(after.rows)", before, after) }
        if let first = all.first, let last = all.last { line("all", first, last) }
        Swift.print(
            String(
                format: "%d bytes a message, %d imported, %d rejected", size / max(1, report.imported), report.imported,
                report.rejected.count))
    }

    private static func mark(_ rows: Int) -> Mark {
        Mark(rows: rows, wall: Clocks.wall(), processor: Clocks.processor(ofProcess: true))
    }

    private static func line(_ name: String, _ before: Mark, _ after: Mark) {
        let rows = Double(after.rows - before.rows)
        guard rows > 0 else { return }
        Swift.print(
            String(
                format: "%@: %.0f messages a second by the clock, %.1f µs of the processor each", name, rows / (after.wall - before.wall),
                (after.processor - before.processor) / rows * 1e6))
    }
}
