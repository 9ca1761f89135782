internal import Dashboard
internal import Foundation
internal import SQL

/// A thousand messages a second come in, in ten parts, while fifty searches a second are answered.
enum BesideFigures {
    private static let seconds = 20
    private static let part = 100

    static func print(file: String, database path: String) async throws {
        let database = try Place.open(path)
        let projects = try await SearchFigures.projects(database)
        let questions = try await SearchFigures.mix(database).questions.map(\.filter).shuffled()
        let lines = try part(of: file)
        async let taken = feed(lines, into: database)
        var searches = Series(name: "searches beside them")
        let began = Clocks.wall()
        for number in 0..<seconds * 50 {
            let due = began + Double(number) / 50
            let early = due - Clocks.wall()
            if early > 0 { try await Task.sleep(for: .seconds(early)) }
            let filter = questions[number % questions.count]
            searches.costs.append(
                try await database.readLong { tx in try Clocks.cost { _ = try MessagePage.find(filter, projects: projects, in: tx) } })
        }
        let answered = Double(searches.costs.count) / (Clocks.wall() - began)
        let (rate, waits) = try await taken
        Series.printHeader(String(format: "%.0f messages and %.0f searches a second", rate, answered))
        searches.print()
        waits.print()
        await database.close()
    }

    /// New ids, so that the lines of the file come in as new messages.
    private static func part(of file: String) throws -> [String] {
        guard let handle = FileHandle(forReadingAtPath: file), let data = try handle.read(upToCount: 16 << 20) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").dropLast().prefix(seconds * 1000).map {
            String($0).replacing("{\"id\":\"", with: "{\"id\":\"beside-\(UInt32.random(in: 0...UInt32.max))-", maxReplacements: 1)
        }
    }

    private static func feed(_ lines: [String], into database: any Database) async throws -> (Double, Series) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "beside-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var waits = Series(name: "parts of 100 messages")
        let began = Clocks.wall()
        for start in stride(from: 0, to: lines.count, by: part) {
            let early = began + Double(start) / 1000 - Clocks.wall()
            if early > 0 { try await Task.sleep(for: .seconds(early)) }
            let path = folder.appending(path: "part.ndjson")
            try Data((lines[start..<min(start + part, lines.count)].joined(separator: "\n") + "\n").utf8).write(to: path)
            let before = Clocks.wall()
            _ = try await MessageImport(into: database, accounts: ImportFigures.accounts).run(file: path.path)
            waits.costs.append(Cost(wall: Clocks.wall() - before, processor: 0))
        }
        return (Double(lines.count) / (Clocks.wall() - began), waits)
    }
}
