import Core
import Dashboard
import Language
import SQL
import TestSupport
import Testing
import Traffic

@Suite("Search of messages", .onEveryDatabase)
struct MessageSearchTests {
    private static let day: Int64 = 86_400_000
    private static let start: Int64 = 1_717_200_000_000

    private static let lines = [
        TrafficLine("m1").with(\.recipient, "+46701111111").with(\.sentAt, start).with(\.body, "Your code is 4711").text,
        TrafficLine("m2").with(\.project, "Alerts").with(\.sender, "+46709999999").with(\.recipient, "+14155550100").with(\.country, "US")
            .with(\.status, "Failed").with(\.errorCode, "402").with(\.sentAt, start + day).with(\.body, "Order shipped today").text,
        TrafficLine("m3").with(\.project, "Campaigns").with(\.recipient, "+491511234567").with(\.country, "DE").with(\.status, "Expired")
            .with(\.errorCode, "406").with(\.sentAt, start + 2 * day).with(\.body, "Größe und Café: sale ends").text,
        TrafficLine("m4").with(\.direction, "inbound").with(\.sender, "+46701111111").with(\.recipient, "+46709999999")
            .with(\.sentAt, start + 3 * day).with(\.body, "stop").text,
        TrafficLine("m5").with(\.recipient, "+818012345678").with(\.country, "JP").with(\.status, "Rejected").with(\.errorCode, "401")
            .with(\.sentAt, start + 4 * day).with(\.body, "予約の確認 your codes").text,
        TrafficLine("other").with(\.account, "acc_2").with(\.recipient, "+46701111111").with(\.sentAt, start)
            .with(\.body, "Your code is 4711").text,
    ]

    private static let cases: [(String, MessageFilter, [String])] = [
        ("everything, newest first", MessageFilter(), ["m5", "m4", "m3", "m2", "m1"]),
        ("status", Traffic.filter { $0.statuses = [.failed] }, ["m2"]),
        ("several statuses", Traffic.filter { $0.statuses = MessageStatus.failures }, ["m5", "m3", "m2"]),
        ("country", Traffic.filter { $0.country = "SE" }, ["m4", "m1"]),
        (
            "country and status",
            Traffic.filter {
                $0.country = "DE"
                $0.statuses = [.expired]
            }, ["m3"]
        ),
        ("a number, sender or recipient", Traffic.filter { $0.number = "+46701111111" }, ["m4", "m1"]),
        ("a number as people write it", Traffic.filter { $0.number = "0046 (70) 111-11 11" }, ["m4", "m1"]),
        ("the beginning of a number", Traffic.filter { $0.number = "+4670*" }, ["m4", "m2", "m1"]),
        ("a part of a number without the star", Traffic.filter { $0.number = "+4670" }, []),
        ("a sender's name", Traffic.filter { $0.number = "northwind" }, ["m5", "m3", "m1"]),
        ("a word, in any case", Traffic.filter { $0.words = "ORDER" }, ["m2"]),
        ("a whole word", Traffic.filter { $0.words = "code" }, ["m1"]),
        ("the beginning of a word", Traffic.filter { $0.words = "code*" }, ["m5", "m1"]),
        ("all words", Traffic.filter { $0.words = "your code" }, ["m1"]),
        ("words without their accents", Traffic.filter { $0.words = "cafe grosse" }, ["m3"]),
        ("words with accents or without", Traffic.filter { $0.words = "cafe" }, ["m3"]),
        ("a script without spaces", Traffic.filter { $0.words = "確認" }, ["m5"]),
        (
            "words, status and country together",
            Traffic.filter {
                $0.words = "order"
                $0.statuses = [.failed]
                $0.country = "US"
            }, ["m2"]
        ),
        (
            "a word with another status",
            Traffic.filter {
                $0.words = "order"
                $0.statuses = [.delivered]
            }, []
        ),
        ("only signs", Traffic.filter { $0.words = "\"' OR *" }, []),
        ("only signs, no letter", Traffic.filter { $0.words = "' ) (" }, []),
        ("a term of the index itself", Traffic.filter { $0.words = "\u{E000}1" }, []),
        ("from a day", Traffic.filter { $0.firstDay = Day.parse("2024-06-03") }, ["m5", "m4", "m3"]),
        ("to a day, included", Traffic.filter { $0.lastDay = Day.parse("2024-06-02") }, ["m2", "m1"]),
        (
            "days and words",
            Traffic.filter {
                $0.firstDay = Day.parse("2024-06-02")
                $0.words = "your*"
            }, ["m5"]
        ),
        (
            "days the wrong way round",
            Traffic.filter {
                $0.firstDay = Day.parse("2024-06-04")
                $0.lastDay = Day.parse("2024-06-01")
            }, []
        ),
    ]

    @Test("Each filter finds what it names and nothing else")
    func filters() async throws {
        try await Traffic.with { database in
            try await Traffic.load(Self.lines, into: database)
            let projects = try await Traffic.numbers(database)
            for (name, filter, expected) in Self.cases {
                let found = try await Traffic.ids(database, filter, projects)
                #expect(found == expected, "\(name)")
                let volume = try await database.readLong { tx in try Volume.find(filter, projects: projects, in: tx) }
                #expect(volume.count == expected.count, "count of \(name)")
            }
        }
    }

    private static let many = 150

    /// Each has a word and a sender that no other has, so that no beginning of them can be looked up as few words.
    private static let manyLines = (0..<many).map { number -> String in
        var line = TrafficLine("w\(number)")
        line.project = "P\(number % 2)"
        line.sender = "+4610\(100_000 + number)"
        line.recipient = "+46733\(200_000 + number)"
        line.sentAt = start + Int64(number) * 1000
        if number % 50 == 7 {
            line.status = "Failed"
            line.errorCode = "402"
        }
        line.body = number == 0 ? "wonder code0" : "code\(number) for you"
        return line.text
    }

    private static func manyIDs(_ fits: (Int) -> Bool = { _ in true }) -> [String] {
        (0..<many).reversed().filter(fits).map { "w\($0)" }
    }

    private static let manyCases: [(filter: MessageFilter, found: [String])] = [
        (Traffic.filter { $0.words = "code*" }, manyIDs()),
        (Traffic.filter { $0.words = "c* fo*" }, manyIDs { $0 > 0 }),
        (Traffic.filter { $0.words = "code1* wond*" }, []),
        (Traffic.filter { $0.words = "code14*" }, manyIDs { String($0).hasPrefix("14") }),
        (Traffic.filter { $0.number = "+4610*" }, manyIDs()),
        (Traffic.filter { $0.number = "010 100*" }, manyIDs { $0 < 1000 }),
        (Traffic.filter { $0.number = "*4" }, manyIDs { $0 % 10 == 4 }),
        (Traffic.filter { $0.number = "*33200149" }, ["w149"]),
        (Traffic.filter { $0.number = "073-320 01 49" }, ["w149"]),
        (Traffic.filter { $0.number = "*34200149" }, []),
    ]

    private static let manyFailed: [MessageFilter] = [
        Traffic.filter { filter in
            filter.words = "code*"
            filter.statuses = [.failed]
        },
        Traffic.filter { filter in
            filter.words = "for"
            filter.error = "402"
            filter.country = "SE"
            filter.number = "+4610*"
        },
        Traffic.filter { filter in
            filter.words = "for"
            filter.error = "402"
            filter.statuses = [.delivered, .failed]
        },
    ]

    @Test("Beginnings and endings of more words and numbers than are looked up at once find each message once, page by page")
    func manyWords() async throws {
        let cases = Self.manyCases + Self.manyFailed.map { ($0, ["w107", "w57", "w7"]) }
        try await Traffic.with { database in
            try await Traffic.load(Self.manyLines, into: database)
            let projects = try await Traffic.numbers(database)
            for (filter, expected) in cases {
                var found: [String] = []
                var position = PagePosition.newest
                while true {
                    let at = position
                    let page = try await database.readLong { tx in
                        try MessagePage.find(filter, projects: projects, at: at, limit: 20, in: tx)
                    }
                    found += page.messages.map(\.id)
                    guard page.hasOlder, let last = page.messages.last else { break }
                    position = .olderThan(last.key)
                }
                #expect(found == expected, "\(filter)")
                let volume = try await database.readLong { tx in try Volume.find(filter, projects: projects, in: tx) }
                #expect(volume.count == found.count, "count of \(filter)")
            }
        }
    }

    @Test("What fits a beginning of too many words is found behind more messages than are compared with it")
    func farApart() async throws {
        let lines = (0..<17_000).map { number -> String in
            var line = TrafficLine("m\(number)")
            line.sentAt = Self.start + Int64(number) * 1000
            line.sender = number < 70 ? "+4610\(100_000 + number)" : "Shop"
            line.body = number < 70 ? "rare\(number)" : "common"
            return line.text
        }
        try await Traffic.with { database in
            try await Traffic.load(lines, into: database)
            let projects = try await Traffic.numbers(database)
            let all = (20..<70).reversed().map { "m\($0)" }
            #expect(try await Traffic.ids(database, Traffic.filter { $0.words = "rar*" }, projects) == all)
            #expect(try await Traffic.ids(database, Traffic.filter { $0.number = "+4610*" }, projects) == all)
            let both = Traffic.filter { filter in
                filter.words = "rar*"
                filter.number = "*100065"
            }
            #expect(try await Traffic.ids(database, both, projects) == ["m65"])
        }
    }

    @Test("Of a common word and a rare status, or a rare word and a common one, the newest are found, whichever leads")
    func rarerSide() async throws {
        let lines = (0..<2600).map { number -> String in
            var line = TrafficLine("m\(number)")
            line.sentAt = Self.start + Int64(number) * 1000
            line.status = number % 100 == 1 ? "Aborted" : number % 2 == 0 ? "Failed" : "Delivered"
            line.body = number % 1000 == 2 ? "common rare" : "common"
            return line.text
        }
        try await Traffic.with { database in
            try await Traffic.load(lines, into: database)
            let projects = try await Traffic.numbers(database)
            let cases: [(MessageStatus, String, [Int])] = [
                (.aborted, "common", Array(stride(from: 1, to: 2600, by: 100))), (.failed, "rare", [2, 1002, 2002]), (.aborted, "rare", []),
                (.failed, "common", Array(stride(from: 2500, to: 2600, by: 2))),
            ]
            for (status, word, numbers) in cases {
                let filter = Traffic.filter {
                    $0.statuses = [status]
                    $0.words = word
                }
                #expect(try await Traffic.ids(database, filter, projects) == numbers.reversed().map { "m\($0)" }, "\(status) \(word)")
            }
        }
    }

    @Test("Only messages of the projects given are ever found: by filter, by word or by id")
    func projectsOnly() async throws {
        try await Traffic.with { database in
            try await Traffic.load(Self.lines, into: database)
            let alerts = try await Traffic.numbers(database, "Alerts")
            #expect(try await Traffic.ids(database, MessageFilter(), alerts) == ["m2"])
            #expect(try await Traffic.ids(database, Traffic.filter { $0.words = "your" }, alerts) == [])
            #expect(try await Traffic.ids(database, Traffic.filter { $0.number = "+46701111111" }, alerts) == [])
            #expect(try await Traffic.ids(database, MessageFilter(), []) == [])
            #expect(try await Traffic.ids(database, Traffic.filter { $0.words = "your" }, []) == [])
            let byID = try await database.read { tx in try ["m1", "m2", "other"].map { try Message.find($0, projects: alerts, in: tx)?.id }
            }
            #expect(byID == [nil, "m2", nil])
        }
    }

    @Test("Turning pages shows each message once, also while new ones come in")
    func keyset() async throws {
        try await Traffic.with { database in
            // Many within one millisecond, so that time alone could not order them.
            try await Traffic.load(
                (0..<130).map { TrafficLine("m\($0)").with(\.project, "P\($0 % 3)").with(\.sentAt, Self.start + Int64($0 / 40)).text },
                into: database)
            let projects = try await Traffic.numbers(database)
            for filter in [MessageFilter(), Traffic.filter { $0.words = "ready" }, Traffic.filter { $0.statuses = [.delivered, .failed] }] {
                var seen: [String] = []
                var position = PagePosition.newest
                var pages = 0
                while true {
                    let at = position
                    let page = try await database.readLong { tx in
                        try MessagePage.find(filter, projects: projects, at: at, limit: 20, in: tx)
                    }
                    seen += page.messages.map(\.id)
                    pages += 1
                    #expect(page.hasNewer == (pages > 1))
                    guard page.hasOlder, let last = page.messages.last else { break }
                    position = .olderThan(last.key)
                    try await Traffic.load(
                        [TrafficLine("new\(pages)-\(filter.words)\(filter.statuses.count)").with(\.sentAt, Self.start + 60_000).text],
                        into: database)
                }
                let old = seen.filter { !$0.hasPrefix("new") }
                #expect(Set(old).count == 130)
                #expect(old.count == 130)
            }
        }
    }

    @Test("Going to newer messages answers the page that was left")
    func thereAndBack() async throws {
        try await Traffic.with { database in
            try await Traffic.load((0..<50).map { TrafficLine("m\($0)").with(\.sentAt, Self.start + Int64($0)).text }, into: database)
            let projects = try await Traffic.numbers(database)
            for filter in [MessageFilter(), Traffic.filter { $0.words = "ready" }] {
                let (first, back) = try await database.readLong { tx in
                    let first = try MessagePage.find(filter, projects: projects, limit: 20, in: tx)
                    let key = first.messages.last?.key ?? TrafficKey(number: 0)
                    let second = try MessagePage.find(filter, projects: projects, at: .olderThan(key), limit: 20, in: tx)
                    let newest = second.messages.first?.key ?? TrafficKey(number: 0)
                    return (first, try MessagePage.find(filter, projects: projects, at: .newerThan(newest), limit: 20, in: tx))
                }
                #expect(back.messages == first.messages)
                #expect(back.hasOlder)
                #expect(!back.hasNewer)
            }
        }
    }

    @Test("The summaries agree with what the messages themselves say, by country too")
    func volume() async throws {
        try await Traffic.with { database in
            try await Traffic.load(Self.lines, into: database)
            let projects = try await Traffic.numbers(database)
            let volume = try await database.read { tx in try Volume.find(MessageFilter(), projects: projects, in: tx) }
            #expect(volume.days.map { Day.iso($0.day) } == ["2024-06-01", "2024-06-02", "2024-06-03", "2024-06-04", "2024-06-05"])
            #expect(volume.total.sent == [.delivered: 1, .failed: 1, .expired: 1, .rejected: 1])
            #expect(volume.total.received == 1)
            #expect(volume.total.rate?.words.english == "25.0\u{A0}%")
            let countries = try await database.read { tx in try TrafficCountries.all(projects: projects, in: tx) }
            #expect(countries == ["DE", "JP", "SE", "US"])
        }
    }

    @Test(
        "A rate is never rounded to a whole hundred or to nothing",
        arguments: [
            (9999, 10000, "99.9\u{A0}%"), (1, 10000, "0.1\u{A0}%"), (10000, 10000, "100.0\u{A0}%"), (0, 5, "0.0\u{A0}%"),
            (981, 1000, "98.1\u{A0}%"),
        ])
    func rate(delivered: Int, finished: Int, text: String) {
        #expect(DeliveryRate(delivered: delivered, of: finished)?.words.english == text)
        #expect(DeliveryRate(delivered: 0, of: 0) == nil)
    }
}
