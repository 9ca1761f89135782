internal import Foundation
internal import SQL
internal import SQLite
internal import TestSupport

/// Prints the cost of a commit and of a read on this machine, in microseconds.
enum StorageFigures {
    static func print() async throws {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "figures.db").path
        let database = try SQLiteDatabase(path: path)
        try await database.write { tx in
            try tx.run("CREATE TABLE samples (id BIGINT PRIMARY KEY, words TEXT NOT NULL)")
            for id in 0..<10_000 { try tx.run("INSERT INTO samples (id, words) VALUES (\(-id - 1), \("row \(id)"))") }
        }
        for writers in [1, 8, 32, 128] {
            let each = max(1, 4096 / writers / (writers == 1 ? 8 : 1))
            let time = try await ContinuousClock().measure {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<writers {
                        group.addTask {
                            for number in 0..<each {
                                let id = writers * 1_000_000 + writer * 10_000 + number
                                _ = try await database.write { tx in
                                    try tx.run("INSERT INTO samples (id, words) VALUES (\(id), \("a short row"))")
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            Swift.print("durable write, \(writers) at once: \(microseconds(time, per: writers * each))")
        }
        let reads = 20_000
        let point = try await ContinuousClock().measure {
            for number in 0..<reads {
                _ = try await database.read { tx in try tx.first("SELECT words FROM samples WHERE id = \(-1 - number % 10_000)") }
            }
        }
        Swift.print("point read in place: \(microseconds(point, per: reads))")
        let version = try await ContinuousClock().measure { for _ in 0..<reads { _ = try await database.dataVersion() } }
        Swift.print("data version: \(microseconds(version, per: reads))")
        try await besideBulk(database, path)
        await database.close()
    }

    /// How long a server's write waits while another process writes in bulk.
    private static func besideBulk(_ database: SQLiteDatabase, _ path: String) async throws {
        try await database.write { tx in
            try tx.run("CREATE TABLE counters (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)")
            try tx.run("CREATE TABLE beside (id BIGINT PRIMARY KEY)")
            try tx.run("DROP TABLE samples")
            try tx.run("CREATE TABLE samples (id BIGINT PRIMARY KEY, data BYTEA NOT NULL)")
        }
        let process = Process()
        process.executableURL = try CrashCampaign.executable()
        process.arguments = ["bulk", path, "3000"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var waits: [Duration] = []
        while process.isRunning {
            let id = waits.count
            let wait = try await ContinuousClock().measure {
                _ = try await database.write { tx in try tx.run("INSERT INTO beside (id) VALUES (\(id))") }
            }
            waits.append(wait)
        }
        waits.sort()
        Swift.print(
            "durable write beside a bulk writer: median \(microseconds(waits[waits.count / 2], per: 1)), "
                + "99th percentile \(microseconds(waits[waits.count * 99 / 100], per: 1)), of \(waits.count)")
    }

    private static func microseconds(_ duration: Duration, per count: Int) -> String {
        let total = Double(duration.components.seconds) * 1e6 + Double(duration.components.attoseconds) / 1e12
        return String(format: "%.1f µs", total / Double(count))
    }
}
