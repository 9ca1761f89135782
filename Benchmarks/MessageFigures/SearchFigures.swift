internal import Dashboard
internal import Foundation
internal import ProductKit
internal import SQL

/// The stated mix: what people look for, with numbers of messages drawn from the database, each question at its first page of fifty.
struct SearchMix {
    private(set) var questions: [(kind: String, filter: MessageFilter)] = []
    private static let rounds = 20

    init(numbers: [String], lastDay: Int) {
        var random = SystemRandomNumberGenerator()
        let words = ["code", "order", "shipped", "stop", "reminder", "payment", "welcome", "ticket", "verify", "tonight"]
        let countries = ["SE", "US", "DE", "IN", "BR", "GB", "NG", "JP"]
        let codes = ["402", "405", "408", "401", "403", "406", "400"]
        let rare: [MessageStatus] = [.aborted, .deleted, .unknown, .queued, .dispatched, .rejected, .expired, .failed]
        for round in 0..<Self.rounds {
            let number = numbers.randomElement(using: &random) ?? "+46701234567"
            let word = words[round % words.count]
            let other = words[(round + 3) % words.count]
            let country = countries[round % countries.count]
            let code = codes[round % codes.count]
            let status = rare[round % rare.count]
            let sender = round % 2 == 0 ? "Northwind" : "NW-Alerts"
            ask("ending of 4 digits") { $0.number = String(number.suffix(4)) }
            ask("ending of 6 digits") { $0.number = String(number.suffix(6)) }
            ask("number as at home") { $0.number = "0" + number.suffix(9) }
            ask("whole number") { $0.number = number }
            ask("number that nobody has") { $0.number = "+99912345678" }
            ask("beginning of a number") { $0.number = String(number.prefix([3, 5, 7, 9][round % 4])) + "*" }
            ask("word") { $0.words = word }
            ask("word that nobody wrote") { $0.words = "zebra" }
            ask("two words") { $0.words = word + " " + other }
            ask("beginning of a word") { $0.words = String(word.prefix(1 + round % 3)) + "*" }
            ask("sender and word") {
                $0.sender = sender
                $0.words = word
            }
            ask("word and ending") {
                $0.words = word
                $0.number = String(number.suffix(4))
            }
            ask("country") { $0.country = country }
            ask("country, sender and word") {
                $0.country = country
                $0.sender = sender
                $0.words = word
            }
            ask("status") { $0.statuses = [status] }
            ask("error") { $0.error = code }
            ask("status and country") {
                $0.statuses = [status]
                $0.country = country
            }
            ask("status and word") {
                $0.statuses = [status]
                $0.words = word
            }
            ask("error and word") {
                $0.error = code
                $0.words = word
            }
            ask("error and ending") {
                $0.error = code
                $0.number = String(number.suffix(4))
            }
            ask("not delivered, sender and two words") {
                $0.statuses = MessageStatus.failures
                $0.sender = sender
                $0.words = word + " " + other
            }
            ask("error, country, sender and word") {
                $0.error = code
                $0.country = country
                $0.sender = sender
                $0.words = word
            }
            ask("word on days a month ago") {
                $0.words = word
                $0.firstDay = lastDay - 40
                $0.lastDay = lastDay - 30
            }
        }
    }

    private mutating func ask(_ kind: String, _ change: (inout MessageFilter) -> Void) {
        var filter = MessageFilter()
        change(&filter)
        questions.append((kind, filter))
    }
}

enum SearchFigures {
    static func projects(_ database: any Database) async throws -> [Int64] {
        try await database.read { tx in try tx.rows("SELECT number FROM traffic_projects").map { try $0["number"] } }
    }

    static func mix(_ database: any Database) async throws -> SearchMix {
        try await database.readLong { tx in
            let ends = try tx.first("SELECT MIN(key) AS first, MAX(key) AS last FROM messages")
            let first: Int64 = try ends?["first"] ?? 0
            let last: Int64 = try ends?["last"] ?? 1
            let numbers: [String] = try (0..<40).compactMap { _ in
                let key = Int64.random(in: first..<last)
                return try tx.first("SELECT recipient FROM messages WHERE key >= \(key) ORDER BY key LIMIT 1")?["recipient"]
            }
            return SearchMix(numbers: numbers, lastDay: Int((last >> 20) / 86_400_000))
        }
    }

    static func print(database path: String) async throws {
        let database = try Place.open(path)
        let projects = try await projects(database)
        let mix = try await mix(database)
        var all = Series(name: "the whole mix")
        var kinds: [Series] = []
        for (kind, filter) in mix.questions {
            let cost = try await database.readLong { tx in
                try Clocks.cost { _ = try MessagePage.find(filter, projects: projects, in: tx) }
            }
            all.costs.append(cost)
            if let place = kinds.firstIndex(where: { $0.name == kind }) {
                kinds[place].costs.append(cost)
            } else {
                kinds.append(Series(name: kind, costs: [cost]))
            }
        }
        Series.printHeader("first page of fifty")
        for kind in kinds { kind.print() }
        all.print()
        try await charts(mix, projects, database)
        await database.close()
    }

    /// What the page draws: of day cells where they know all that is asked, else of the newest hits.
    private static func charts(_ mix: SearchMix, _ projects: [Int64], _ database: any Database) async throws {
        var series: [Series] = [Series(name: "from day cells"), Series(name: "from the newest hits")]
        var kinds: [Series] = []
        for (kind, filter) in mix.questions {
            let cost = try await database.readLong { tx in
                try Clocks.cost { _ = try TrafficFigures(filter, projects: projects, in: tx) }
            }
            series[filter.isOfCells ? 0 : 1].costs.append(cost)
            if let place = kinds.firstIndex(where: { $0.name == kind }) {
                kinds[place].costs.append(cost)
            } else {
                kinds.append(Series(name: kind, costs: [cost]))
            }
        }
        Series.printHeader("charts and breakdowns")
        for kind in kinds { kind.print() }
        for one in series { one.print() }
    }
}
