internal import Core
internal import Foundation
package import SQL

/// Takes messages in from a file of JSON objects, one a line (`lanyard messages import FILE`).
///
/// It streams: memory holds one batch. It is idempotent by message id: what is there and the same stays, what changed is replaced. It
/// commits every 20 ms at most and then pauses, so that a server beside it goes on writing.
package struct MessageImport: Sendable {
    /// The projects of the account that messages call so, as the ID names them; nil where the ID knows no such account. The dashboard has
    /// a database of its own, so whoever imports answers this.
    package typealias Accounts = @Sendable (String) async throws -> [(id: String, name: String)]?

    package struct Progress: Sendable, Equatable {
        package let rows: Int
        /// Of the file, from 0 to 1; 1 comes once, at the end.
        package let fraction: Double

        package init(rows: Int, fraction: Double) { (self.rows, self.fraction) = (rows, fraction) }
    }

    /// The file cannot be read; the text says why.
    package struct Unreadable: Error, Sendable, CustomStringConvertible {
        package let description: String

        init(_ path: String) {
            description = "The file \(path) cannot be read. Check that it is a file, its name, and that you may read it."
        }
    }

    private let database: any Database
    private let accounts: Accounts
    private let progress: @Sendable (Progress) -> Void

    package init(into database: any Database, accounts: @escaping Accounts, progress: @escaping @Sendable (Progress) -> Void = { _ in }) {
        (self.database, self.accounts, self.progress) = (database, accounts, progress)
    }

    /// Throws `Unreadable`, `SQLError`, `CancellationError`; what was committed before stands, and running it again goes on.
    package func run(file path: String) async throws -> Report {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw Unreadable(path) }
        defer { try? handle.close() }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64) ?? 0
        var intake = MessageIntake(into: database, accounts: accounts)
        var lines = LineSplitter()
        var (bytes, number): (Int64, Int) = (0, 0)
        while let chunk = try Self.read(handle, path) {
            bytes += Int64(chunk.count)
            for line in lines.feed(chunk) {
                number += 1
                try await intake.take(line, number: number)
            }
            if bytes < size { progress(Progress(rows: intake.report.rows, fraction: Double(bytes) / Double(size))) }
        }
        if let line = lines.finish() { try await intake.take(line, number: number + 1) }
        let report = try await intake.finish()
        progress(Progress(rows: report.rows, fraction: 1))
        return report
    }

    private static func read(_ handle: FileHandle, _ path: String) throws -> Data? {
        do {
            let chunk = try handle.read(upToCount: 1 << 16)
            return chunk?.isEmpty == false ? chunk : nil
        } catch { throw Unreadable(path) }
    }
}
