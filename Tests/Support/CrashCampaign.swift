package import Foundation
internal import SQL
internal import SQLite
internal import Synchronization

/// Kills a process that writes without pause, again and again. After each kill, every acknowledged write must be there and complete.
///
/// SIGKILL shows that a write is acknowledged only after the operating system has it in a form that can be recovered. It does not show
/// that the write is on disk by then: `synchronous=FULL` ensures that.
package enum CrashCampaign {
    package struct Report: Sendable, CustomStringConvertible {
        package var runs = 0
        package var acknowledged = 0
        package var missing: [Int] = []
        package var halves: [Int] = []
        package var damage: [String] = []

        package var isClean: Bool { missing.isEmpty && halves.isEmpty && damage.isEmpty }
        package var description: String {
            "killed \(runs) times: \(acknowledged) writes acknowledged, \(missing.count) missing, \(halves.count) halves, "
                + (damage.isEmpty ? "the file is sound" : "damage: \(damage)")
        }
    }

    struct NoExecutable: Error, CustomStringConvertible {
        let description: String
    }

    /// The executable `StorageWriter` beside the running program. Throws if it was not built.
    package static func executable() throws -> URL {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let file = own.deletingLastPathComponent().appending(path: "StorageWriter")
        guard FileManager.default.isExecutableFile(atPath: file.path) else {
            throw NoExecutable(description: "\(file.path) is missing: build the target StorageWriter")
        }
        return file
    }

    /// The work of the child process: sixteen tasks write transactions of two rows with the same number, and print the number once the
    /// write is acknowledged.
    package static func writeUntilKilled(path: String) async throws {
        let database = try SQLiteDatabase(path: path)
        let first: Int = try await database.write { tx in
            try tx.run("CREATE TABLE IF NOT EXISTS kept (number BIGINT NOT NULL, part BIGINT NOT NULL, data BYTEA NOT NULL)")
            try tx.run("CREATE UNIQUE INDEX IF NOT EXISTS kept_number ON kept (number, part)")
            return try tx.first("SELECT COALESCE(MAX(number), 0) AS n FROM kept")?["n"] ?? 0
        }
        let numbers = Numbers(after: first)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    while true {
                        let number = numbers.next()
                        try await database.write { tx in
                            for part in 1...2 {
                                let data = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1500)
                                _ = try tx.run("INSERT INTO kept (number, part, data) VALUES (\(number), \(part), \(data))")
                            }
                        }
                        // `print` would buffer the lines, but every acknowledged number must be known before the kill.
                        FileHandle.standardOutput.write(Data("\(number)\n".utf8))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private final class Numbers: Sendable {
        private let last: Atomic<Int>
        init(after first: Int) { last = Atomic(first) }
        func next() -> Int { last.add(1, ordering: .relaxed).newValue }
    }

    /// Kills the writer `runs` times on one file, each time after a random number of acknowledged writes, and checks after each.
    package static func run(writer: URL, runs: Int, progress: @Sendable (String) -> Void = { _ in }) async throws -> Report {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "crash.db").path
        var report = Report()
        for run in 1...runs {
            let acknowledged = try killedRun(writer, path, after: Int.random(in: 1...1500))
            report.runs = run
            report.acknowledged += acknowledged.count
            try await check(path, acknowledged, &report)
            progress("run \(run): \(acknowledged.count) acknowledged")
        }
        return report
    }

    private static func killedRun(_ writer: URL, _ path: String, after count: Int) throws -> [Int] {
        let program = try ChildProgram(writer.path, ["acknowledge", path], errorsToOutput: true)
        var numbers: [Int] = []
        var rest: [UInt8] = []
        var isKilled = false
        while case let data = program.output.availableData, !data.isEmpty {
            rest += data
            while let end = rest.firstIndex(of: 10) {
                if let number = Int(String(decoding: rest[..<end], as: UTF8.self)) { numbers.append(number) }
                rest.removeSubrange(...end)
            }
            if numbers.count >= count, !isKilled {
                isKilled = true
                kill(program.id, SIGKILL)
            }
        }
        let status = program.wait()
        guard isKilled else { throw NoExecutable(description: "the writer ended by itself with status \(status)") }
        return numbers
    }

    private static func check(_ path: String, _ acknowledged: [Int], _ report: inout Report) async throws {
        let database = try SQLiteDatabase(path: path)
        let (parts, damage) = try await database.readLong { tx in
            var parts: [Int: Int] = [:]
            try tx.each("SELECT number, COUNT(*) AS parts FROM kept GROUP BY number") { row in
                parts[try row["number"]] = try row["parts"] as Int
            }
            let found = try tx.rows("SELECT integrity_check AS problem FROM pragma_integrity_check").map { try $0["problem"] as String }
            return (parts, found.filter { $0 != "ok" })
        }
        await database.close()
        report.missing += acknowledged.filter { parts[$0] == nil }
        report.halves += parts.filter { $0.value != 2 }.map(\.key)
        report.damage += damage
    }
}
