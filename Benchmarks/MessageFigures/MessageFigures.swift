// The measuring part of `bin/bench messages`: an import of many messages, searches and charts over them, and both at once, by the code that the
// server runs. It is not part of the product.

internal import Foundation
internal import Postgres
internal import SQL
internal import SQLite

@main struct MessageFigures {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.count {
        case 3 where arguments[0] == "import": try await ImportFigures.print(file: arguments[1], database: arguments[2])
        case 2 where arguments[0] == "search": try await SearchFigures.print(database: arguments[1])
        case 3 where arguments[0] == "beside": try await BesideFigures.print(file: arguments[1], database: arguments[2])
        default:
            print("usage: MessageFigures import FILE DATABASE | search DATABASE | beside FILE DATABASE")
            print("DATABASE is a file of SQLite, or begins with postgres://")
            exit(64)
        }
    }
}

/// Where the messages lie.
enum Place {
    static func open(_ name: String, inBulk: Bool = false) throws -> any Database {
        guard name.hasPrefix("postgres://") else { return try SQLiteDatabase(path: name, bulkWriter: inBulk) }
        return try PostgresDatabase(url: name, schema: "messages")
    }

    /// In bytes.
    static func size(_ name: String, _ database: any Database) async throws -> Int {
        guard name.hasPrefix("postgres://") else {
            let pages = try await database.read { tx in
                let row = try tx.first("SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size")
                return try row?["size"] as Int?
            }
            return pages ?? 0
        }
        return try await database.read { tx in
            let row = try tx.first(
                "SELECT CAST(SUM(pg_total_relation_size(oid)) AS BIGINT) AS size FROM pg_class WHERE relnamespace = 'messages'::regnamespace AND relkind = 'r'"
            )
            return try row?["size"] ?? 0
        }
    }
}

/// How long something took: by the clock, and of the processor.
struct Cost: Sendable {
    var wall: Double
    var processor: Double
}

enum Clocks {
    /// Seconds of the processor that the thread has used, or the whole process.
    static func processor(ofProcess: Bool = false) -> Double {
        var time = timespec()
        clock_gettime(ofProcess ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func wall() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What a body that stays on its thread costs.
    static func cost(_ body: () throws -> Void) rethrows -> Cost {
        let began = (wall(), processor())
        try body()
        return Cost(wall: wall() - began.0, processor: processor() - began.1)
    }
}

/// The costs of many runs of one thing.
struct Series {
    var name: String
    var costs: [Cost] = []

    /// Milliseconds that this share of the runs does not exceed.
    func milliseconds(_ share: Double, _ value: (Cost) -> Double) -> Double {
        let sorted = costs.map(value).sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1000
    }

    func print() {
        let wall = [0.5, 0.95, 1].map { String(format: "%8.1f", milliseconds($0, \.wall)) }.joined()
        let processor = [0.5, 0.95, 1].map { String(format: "%8.1f", milliseconds($0, \.processor)) }.joined()
        Swift.print(name.padding(toLength: 34, withPad: " ", startingAt: 0) + wall + "   |" + processor)
    }

    static func printHeader(_ title: String) {
        Swift.print(
            "\n" + title.padding(toLength: 34, withPad: " ", startingAt: 0) + "  median    95th   worst   | of the processor, in ms")
    }
}
