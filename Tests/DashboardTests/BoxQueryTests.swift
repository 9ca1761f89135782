import Core
import Foundation
import Language
import SQL
import TestSupport
import Testing

@testable import Dashboard

@Suite("The one box of messages")
struct BoxQueryTests {
    private static let known: BoxQuery.Vocabulary = {
        var known = BoxQuery.Vocabulary()
        known.countries = CountryName.codes(for: Reader(.swedish))
        known.statuses = ["failed": "Failed", "misslyckades": "Failed", "not delivered": MessageQuery.notDelivered]
        known.senders = ["northwind": "Northwind", "northwind2": "Northwind 2"]
        known.isID = { $0 == "01070000000000000000" || $0 == "msg-2024" || $0 == "m-7" }
        return known
    }()

    private func read(_ text: String) -> [String] { BoxQuery(text, Self.known).parts.map { "\($0.kind.rawValue)=\($0.value)" } }

    @Test(
        "Each part is taken for what it is",
        arguments: [
            ("+46 70-111 11 11", ["number=+46 70-111 11 11"]), ("070-111 11 11", ["number=070-111 11 11"]), ("1111", ["number=1111"]),
            ("111", ["number=111"]), ("11", ["words=11"]), ("+4670*", ["number=+4670*"]), ("*11", ["number=*11"]),
            ("405", ["error=405"]), ("405 408", ["error=405", "error=408"]), ("405 1111", ["number=405 1111"]), ("499", ["number=499"]),
            ("Sweden", ["country=SE"]), ("Sverige", ["country=SE"]), ("SE", ["country=SE"]), ("in", ["words=in"]), ("no", ["words=no"]),
            ("United States", ["country=US"]), ("united states code", ["country=US", "words=code"]),
            ("förenta staterna", ["words=förenta", "words=staterna"]),
            ("Northwind", ["from=Northwind"]), ("northwind 2", ["from=Northwind 2"]), ("failed", ["status=Failed"]),
            ("not delivered", ["status=not-delivered"]), ("01070000000000000000", ["id=01070000000000000000"]),
            ("msg-2024", ["id=msg-2024"]),
            ("\"405\"", ["words=405"]), ("\"not in use\"", ["words=not in use"]), ("number:405", ["number=405"]),
            ("error:999", ["error=999"]),
            ("country:Narnia", ["words=Narnia"]), ("from:\"Northwind 2\"", ["from=Northwind 2"]), ("words:Sweden", ["words=Sweden"]),
            ("hello 1111 Sweden 405", ["words=hello", "number=1111", "country=SE", "error=405"]), ("\"unclosed", ["words=unclosed"]),
            ("tel:+46701111111", ["number=+46701111111"]), ("[+46 70 111]", ["number=+46 70 111"]), ("<1111>", ["number=1111"]),
            ("+46–70–111 11", ["number=+46–70–111 11"]), ("1111, 2222", ["number=1111", "number=2222"]),
            ("Sweden, 405;", ["country=SE", "error=405"]), ("USA", ["country=US"]), ("UK", ["country=GB"]), ("uk", ["words=uk"]),
            ("Great Britain", ["country=GB"]), ("m-7", ["id=m-7"]), (",", ["words=,"]),
            ("", []), ("   ", []), ("\"\"", []), ("a:b", ["words=a:b"]), ("number:", ["words=number:"]),
        ])
    func parts(_ text: String, _ expected: [String]) { #expect(read(text) == expected) }

    @Test("A country is understood in every language that is spoken here, whoever reads")
    func countries() {
        for language in Language.allCases {
            let codes = CountryName.codes(for: Reader(language))
            #expect(codes["sverige"] == "SE" && codes["sweden"] == "SE" && codes["usa"] == "US", "\(language)")
        }
    }

    @Test("Any text is read, and reading what it makes of it changes nothing")
    func stable() {
        var generator = SeededNumbers(seed: 7)
        let pieces = ["405", "+46", "\"", "number:", "Sweden", " ", "northwind", "2", "*", "é", "\u{200B}", "from:", "x"]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let box = BoxQuery(text, Self.known)
            for index in box.parts.indices {
                let without = BoxQuery(box.text(without: index), Self.known)
                #expect(without.parts.count <= box.parts.count, "\(text)")
                let asWords = BoxQuery(box.text(reading: index, as: .words), Self.known)
                #expect(asWords.parts.contains { $0.kind == .words }, "\(text) → \(box.text(reading: index, as: .words))")
            }
        }
    }

    @Test("A part without its neighbours keeps them, and one read as words is quoted")
    func links() {
        let box = BoxQuery("405 Sweden \"blue boat\"", Self.known)
        #expect(box.text(without: 0) == "Sweden \"blue boat\"")
        #expect(
            box.text(reading: 0, as: .words) == "words:405 Sweden \"blue boat\""
                || box.text(reading: 0, as: .words) == "\"405\" Sweden \"blue boat\"")
        #expect(box.text(reading: 0, as: .number) == "number:405 Sweden \"blue boat\"")
    }

    @Test(
        "Without one part the others stay what they are",
        arguments: [
            "number:405 Sweden", "from:\"No Such\" 405", "number:\"405 406\" SE", "id:a1 Sweden", "405 hello 1111", "1111 error:405",
            "1111 hello 2222",
            "01070000000000000000 1111 405",
        ])
    func others(_ text: String) {
        let box = BoxQuery(text, Self.known)
        for index in box.parts.indices {
            func kinds(_ parts: [BoxQuery.Part]) -> [String] { parts.map { "\($0.kind) \($0.value)" } }
            var others = box.parts
            others.remove(at: index)
            #expect(kinds(BoxQuery(box.text(without: index), Self.known).parts) == kinds(others), "\(text) without \(index)")
        }
    }

    @Test("Of two of a kind the second is looked for as words")
    func twice() {
        var filter = MessageFilter()
        filter.apply(BoxQuery("Sweden Norway hello", Self.known))
        #expect(filter.country == "SE" && filter.words == "Norway hello")
    }
}

@Suite("Breakdowns and times of delivery", .onEveryDatabase)
struct BreakdownTests {
    private static let filters: [MessageFilter] = [
        MessageFilter(), Traffic.filter { $0.country = "SE" }, Traffic.filter { $0.error = "405" },
        Traffic.filter { $0.sender = "Northwind" }, Traffic.filter { $0.statuses = [.delivered] }, error(in: "SE"), error(in: "DE"),
        sender(in: "SE"), sender(in: "DE"),
    ]

    private static func error(in country: String) -> MessageFilter {
        Traffic.filter {
            $0.error = "405"
            $0.country = country
        }
    }

    private static func sender(in country: String) -> MessageFilter {
        Traffic.filter {
            $0.sender = "Northwind"
            $0.country = country
        }
    }

    @Test("What the cells say is what counting each message says, for every filter")
    func exact() async throws {
        try await Traffic.with { database in
            let file = Vectors.project.appending(path: "Examples/messages.ndjson")
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").prefix(600).map(String.init)
            try await Traffic.load(lines, into: database)
            let projects = try await Traffic.numbers(database, account: "acc_10000")
            for filter in Self.filters {
                let (cells, messages) = try await database.read { tx in
                    (
                        try Breakdown.find(filter, projects: projects, in: tx),
                        try MessagePage.find(filter, projects: projects, limit: 1000, in: tx).messages.filter { $0.direction == .outbound }
                    )
                }
                let volume = try await database.read { tx in try Volume.find(filter, projects: projects, dayLimit: 4000, in: tx) }
                #expect(volume.days.map(\.sentTotal).reduce(0, +) == messages.count, "the chart of \(filter)")
                for kind in Breakdown.Kind.allCases {
                    let told = Dictionary(uniqueKeysWithValues: cells.rows(by: kind).map { ($0.value, $0.sent) })
                    #expect(told == Self.counted(messages, by: kind), "\(kind) of \(filter)")
                }
            }
        }
    }

    private static func counted(_ messages: [Message], by kind: Breakdown.Kind) -> [String: Int] {
        var counted: [String: Int] = [:]
        for message in messages {
            let value =
                switch kind {
                case .error: message.errorCode
                case .country: message.country
                case .sender: message.sender
                case .project: String(message.project)
                }
            if kind != .error || !value.isEmpty { counted[value, default: 0] += 1 }
        }
        return counted
    }

    @Test("A percentile is known to 6 %, whatever the delays")
    func percentiles() {
        var buckets: [Int: Int] = [:]
        for milliseconds in 1...10_000 { buckets[DelayBucket.of(Int64(milliseconds) * 10), default: 0] += 1 }
        for (share, exact) in [(50, 50_000.0), (95, 95_000.0), (99, 99_000.0)] {
            let told = Double(DelayBucket.percentile(share, of: buckets) ?? 0)
            #expect(abs(told / exact - 1) < 0.06, "\(share): \(told)")
        }
        #expect(DelayBucket.percentile(50, of: [:]) == nil)
        for milliseconds in [0, 99, 100, 101, 1 << 40] as [Int64] {
            #expect(DelayBucket.of(milliseconds) >= 0)
        }
    }
}
