package import Core
package import SQL
internal import Traffic

/// Imports messages from a file with one JSON object per line (`lanyard messages import FILE`).
///
/// It reads the file as a stream and keeps one batch in memory. It is idempotent by message id: equal messages stay, changed ones are
/// replaced. A commit takes about 50 ms, so that a running server can write in between; a bulk writer of SQLite also pauses.
package struct MessageImport: Sendable {
    /// The names of the account's projects at the ID; nil if the ID does not know the account, which is given by its name in the messages. The
    /// dashboard has its own database, so the caller provides this function.
    package typealias Accounts = @Sendable (String) async throws -> [TrafficName]?

    /// A name of a project, and the project's id at the ID.
    package struct TrafficName: Sendable {
        let name: String
        let project: String
        /// Whether the ID vouches that messages mean this project by the name. A name that anybody may have chosen ties nothing.
        let ties: Bool

        package init(_ name: String, project: String, ties: Bool = true) {
            self.name = name
            self.project = project
            self.ties = ties
        }
    }

    package struct Progress: Sendable, Equatable {
        package let rows: Int
        /// The part of the file that was read, from 0 to 1; 1 is reported once, at the end.
        package let fraction: Double

        package init(rows: Int, fraction: Double) {
            self.rows = rows
            self.fraction = fraction
        }
    }

    private let database: any Database
    private let accounts: Accounts
    private let clock: any WallClock
    private let progress: @Sendable (Progress) -> Void

    package init(
        into database: any Database, accounts: @escaping Accounts, clock: any WallClock = SystemClock(),
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.database = database
        self.accounts = accounts
        self.clock = clock
        self.progress = progress
    }

    /// Throws `LineFile.Unreadable`, `SQLError`, `CancellationError`. Earlier commits stay, and a second run imports the rest.
    package func run(file path: String) async throws -> Report {
        var file = try LineFile(path)
        var intake = MessageIntake(into: database, accounts: accounts, clock: clock)
        while let lines = try file.next() {
            for line in lines { try await intake.add(line.bytes, number: line.number) }
            if let fraction = file.fraction { progress(Progress(rows: intake.report.rows, fraction: fraction)) }
        }
        let report = try await intake.finish()
        progress(Progress(rows: report.rows, fraction: 1))
        return report
    }
}
