import Audit
import Core
import Credentials
import Identity
import Outbox
import SQL
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct EnumerationTests {
    @Test(
        "A refusal computes one hash and leaves at the floor, whether the address is known or not (threat 13)")
    func refusals() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            try await ids.add("invited@northwind.example", password: nil, status: .invited)
            try await ids.add("suspended@northwind.example", status: .suspended)
            var seen: [String: (hashes: Int, floor: [Duration], word: String)] = [:]
            for name in ["ada", "nobody", "invited", "suspended"] {
                let hashes = ids.hashing.computations
                let sleeps = ids.sleeper.durations.count
                let word = try await ids.signIn("\(name)@northwind.example", "a guess").word
                seen[name] = (ids.hashing.computations - hashes, Array(ids.sleeper.durations.dropFirst(sleeps)), word)
            }
            for (name, what) in seen {
                #expect(what.hashes == 1, "\(name)")
                #expect(what.floor == [.milliseconds(500)], "\(name)")
                #expect(what.word == "wrong", "\(name)")
            }
        }
    }

    @Test(
        "With a costly imported hash, or two, a refusal leaves no earlier than that hash takes, for known and unknown addresses alike (threat 13)"
    )
    func costlyHashes() async throws {
        try await Identities.with { ids in
            var steps = ids.steps
            steps.defence.floor = RefusalFloor(.milliseconds(1), clock: ids.clock, sleeper: ids.sleeper)
            func floor(_ name: String, _ password: String = "a guess") async throws -> Duration? {
                let token = try await ids.begin("\(name)@northwind.example")
                let sleeps = ids.sleeper.durations.count
                #expect(try await steps.password(Secret(password), token: token, from: Identities.browser).word == "wrong")
                #expect(ids.sleeper.durations.count == sleeps + 1)
                return ids.sleeper.durations.last
            }
            let cheap = try #require(try await floor("nobody"))
            let people = [
                try await ids.add("costly@northwind.example", product: "dashboard"),
                try await ids.add("twice@northwind.example", product: "dashboard"), try await ids.add("cheap@northwind.example"),
            ]
            let second = try await ids.add("twice@northwind.example", product: "mail")
            let costly = Secret("$2b$09$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm")
            let now = ids.clock.now()
            try await ids.database.write { tx in
                for person in [people[0], people[1], second] {
                    try tx.setPassword(of: person, hash: costly, setBy: .import, by: .system, at: now)
                }
            }
            let unknown = try #require(try await floor("unknown"))
            #expect(unknown > cheap)
            for name in ["costly", "twice", "cheap", "invited"] { #expect(try await floor(name) == unknown, "\(name)") }
            let long = String(repeating: "x", count: 640)
            #expect(try await floor("other", long) == floor("costly", long))
            let longer = try #require(try await floor("another", long))
            #expect(longer > unknown || longer == RefusalFloor.ceiling, "long passwords take longer in old formats")
            let longest = String(repeating: "x", count: 1024)
            #expect(try await floor("somebody-else", longest) ?? .zero <= .seconds(2), "no wait is longer than two seconds (threat 18)")
            let sleeps = ids.sleeper.durations.count
            #expect(try await ids.signIn("cheap@northwind.example").word == "signed in")
            #expect(ids.sleeper.durations.count == sleeps, "who signs in waits for nothing")
            let own = Secret(try await ids.hashing.hash(Secret("new")).text)
            try await ids.database.write { tx in
                for person in [people[0], people[1], second] {
                    try tx.setPassword(of: person, hash: own, setBy: .person, by: .system, at: now)
                }
            }
            #expect(try await floor("somebody") == cheap)
        }
    }

    @Test("A hash that was stored before costs were kept counts as costly, and its cost is noted")
    func missingCosts() async throws {
        try await Identities.with { ids in
            for name in ["ada", "ben", "cleo"] { try await ids.add("\(name)@northwind.example") }
            let costs = {
                try await ids.database.read { try $0.rows("SELECT DISTINCT cost FROM passwords").map { row -> Int in try row["cost"] } }
            }
            let before = try await costs()
            try await ids.database.write { try $0.run("UPDATE passwords SET cost = 9000000000000") }
            var noted: [Int] = []
            for _ in 0..<3 { noted.append(try await ids.database.write { try $0.noteMissingCosts(limit: 2) }) }
            #expect(noted == [2, 1, 0])
            #expect(try await costs() == before)
        }
    }

    @Test("Asking for a new password answers the same and as late for an address nobody has")
    func recovery() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            for name in ["ada", "nobody"] {
                let sleeps = ids.sleeper.durations.count
                let address = try #require(EmailAddress("\(name)@northwind.example"))
                #expect(try await ids.recovery.request(for: address, product: nil, from: Identities.home) == .answered)
                #expect(ids.sleeper.durations.dropFirst(sleeps) == [.milliseconds(500)])
            }
            #expect(try await ids.messages().map(\.recipient) == ["ada@northwind.example"])
        }
    }
}
