// The second process of the storage tests, and the program of Benchmarks/crash. It writes until it is killed, writes in bulk beside a
// server, or kills copies of itself and counts lost writes. It is not part of the product.

internal import Foundation
internal import SQL
internal import SQLite
internal import TestSupport

@main struct StorageWriter {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.dropFirst().first) {
        case ("acknowledge", let path?): try await CrashCampaign.writeUntilKilled(path: path)
        case ("bulk", let path?): try await bulk(path, count: arguments.count > 2 ? Int(arguments[2]) ?? 0 : 0)
        case ("crash", let runs?):
            let report = try await CrashCampaign.run(writer: CrashCampaign.executable(), runs: Int(runs) ?? 100) { print($0) }
            print(report)
            if !report.isClean { exit(1) }
        case ("measure", _): try await StorageFigures.print()
        default:
            print("usage: StorageWriter acknowledge FILE | bulk FILE COUNT | crash RUNS | measure")
            exit(64)
        }
    }

    /// Runs `count` transactions as a command beside a running server does. Each inserts a row and increments the counter.
    private static func bulk(_ path: String, count: Int) async throws {
        let database = try SQLiteDatabase(path: path, checkpoints: false, bulkWriter: true)
        for number in 0..<count {
            try await database.write { tx in
                let value: Int = try tx.first("SELECT value FROM counters WHERE id = 1")?["value"] ?? 0
                try tx.run("UPDATE counters SET value = \(value + 1) WHERE id = 1")
                try tx.run("INSERT INTO samples (id, data) VALUES (\(1_000_000 + number), \([UInt8](repeating: 7, count: 3000)))")
            }
        }
        await database.close()
        print("done")
    }
}
