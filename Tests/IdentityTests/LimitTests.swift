import Audit
import Core
import Credentials
import Identity
import SQL
import Schema
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct LimitTests {
    @Test("200 parallel tries against a limit of 5 compute 5 hashes at most (threat 9)")
    func parallel() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let token = try await ids.begin("ada@northwind.example")
            let before = ids.hashing.computations
            let words = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<200 {
                    group.addTask { try await ids.steps.password(Secret("guess \(number)"), token: token, from: Identities.browser).word }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ids.hashing.computations - before <= 5)
            #expect(words.filter { $0 == "wrong" }.count <= 5)
            #expect(words.filter { $0 == "wait" }.count >= 195)
        }
    }

    @Test("After five wrong tries the right password has to wait too; waiting times grow")
    func growing() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            var waits: [Duration] = []
            for _ in 0..<3 {
                for _ in 0..<5 { #expect(try await ids.signIn("ada@northwind.example", "a guess").word == "wrong") }
                guard case .wait(let wait) = try await ids.signIn("ada@northwind.example") else { return #expect(Bool(false), "no wait") }
                waits.append(wait)
                ids.clock.advance(by: wait)
            }
            #expect(waits == [.minutes(5), .minutes(10), .minutes(20)])
            #expect(try await ids.signIn("ada@northwind.example").word == "signed in")
        }
    }

    @Test("A limit stands over a restart and on another node")
    func restart() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            for _ in 0..<5 { _ = try await ids.signIn("ada@northwind.example", "a guess") }
            let other = try Identities(ids.database)
            #expect(try await other.signIn("ada@northwind.example").word == "wait")
        }
    }

    @Test("A transaction that is rolled back afterwards does not take a try back (threat 9)")
    func rollback() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            try await ids.add("ben@northwind.example")
            let session = try await ids.session("ben@northwind.example")
            // The end of ben's session cannot be recorded again.
            let recorded = session.session.id
            try await ids.database.write { try $0.run("INSERT INTO ended_sessions (session_id, ended_at) VALUES (\(recorded), 0)") }
            // The step after the right password fails and is rolled back. Only the count of tries remains.
            let browser = SignInSteps.Browser(Identities.home, sessionToken: session.token)
            for _ in 0..<5 {
                let token = try await ids.begin("ada@northwind.example")
                await #expect(throws: SQLError.self) {
                    try await ids.steps.password(Secret(Identities.password), token: token, from: browser)
                }
            }
            #expect(try await ids.signIn("ada@northwind.example").word == "wait")
        }
    }

    @Test("Who was turned away unheard, the hashing queue being full, has used no try up")
    func unheard() async throws {
        let full = try HashingPool(threads: 1, queueLimit: 0, parameters: .forTests)
        try await TestDatabase.with(IDSchema.migrations) { database in
            let good = try Identities(database)
            try await good.add("ada@northwind.example")
            let ids = try Identities(database, hashing: full)
            for _ in 0..<8 {
                await #expect(throws: HashingPool.Overloaded.self) { try await ids.signIn("ada@northwind.example") }
            }
            #expect(try await good.signIn("ada@northwind.example").word == "signed in")
        }
    }

    @Test("An address nobody has is limited just the same (threat 13)")
    func unknown() async throws {
        try await Identities.with { ids in
            var words: [String] = []
            for _ in 0..<6 { words.append(try await ids.signIn("nobody@northwind.example", "a guess").word) }
            #expect(words == ["wrong", "wrong", "wrong", "wrong", "wrong", "wait"])
        }
    }

    @Test("One network guessing over many addresses is stopped; others are not")
    func network() async throws {
        try await Identities.with { ids in
            var strict = ids.steps
            strict.defence.limits.network = TryLimit(tries: 10, window: .minutes(5), longestWindow: .hours(1))
            func attempt(_ number: Int, _ client: String) async throws -> String {
                let token = try await ids.begin("person\(number)@northwind.example")
                let browser = SignInSteps.Browser(ClientOrigin(address: client, agent: ""))
                return try await strict.password(Secret("a guess"), token: token, from: browser).word
            }
            var words: [String] = []
            for number in 0..<10 { words.append(try await attempt(number, "2001:db8:1:2::\(number + 1)")) }
            #expect(Set(words) == ["wrong"])
            let same = try await attempt(11, "2001:db8:1:2:ffff::9")
            let other = try await attempt(12, "2001:db8:1:3::1")
            #expect(same == "wait")
            #expect(other == "wrong")
        }
    }

    @Test(
        "One network has a bounded number of sign-ins under way; those of others and those of people who are in stay")
    func underWay() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let ada = try await ids.begin("ada@northwind.example")
            let flood = ClientOrigin(address: "2001:db8:1:2::1", agent: "")
            let first = try await ids.begin("ada@northwind.example", from: flood)
            var last = first
            for number in 0..<SignIn.mostOfNetwork + 50 {
                ids.clock.advance(by: .milliseconds(1))
                let origin = ClientOrigin(address: "2001:db8:1:2::\(number + 1)", agent: "")
                last = try await ids.begin("person\(number)@northwind.example", from: origin)
            }
            let rows = try await ids.database.read { try $0.rows("SELECT token_hash FROM sign_ins").count }
            #expect(rows == SignIn.mostOfNetwork + 1)
            let browser = Identities.browser
            #expect(try await ids.steps.password(Secret(Identities.password), token: first, from: browser).word == "expired")
            #expect(try await ids.steps.password(Secret("a guess"), token: last, from: browser).word == "wrong")
            #expect(try await ids.steps.password(Secret(Identities.password), token: ada, from: browser).word == "signed in")
            let later = ids.clock.now() + SignIn.lifetime + SignIn.remembered + .seconds(1)
            try await ids.database.write { try $0.sweepIdentity(at: later) }
            #expect(try await ids.database.read { try $0.rows("SELECT token_hash FROM sign_ins").isEmpty })
        }
    }

    @Test("Right passwords use no tries up")
    func rightOnes() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            for _ in 0..<12 { #expect(try await ids.signIn("ada@northwind.example").word == "signed in") }
        }
    }

    @Test("Whoever signed in with this browser before gets in, however many wrong passwords strangers have tried (threat 9)")
    func knownBrowser() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            try await ids.add("ben@northwind.example")
            let known = try await ids.session("ada@northwind.example").knownToken
            let stranger = SignInSteps.Browser(ClientOrigin(address: "198.51.100.9", agent: "curl"))
            for _ in 0..<5 { #expect(try await ids.signIn("ada@northwind.example", "a guess", from: stranger).word == "wrong") }
            #expect(try await ids.signIn("ada@northwind.example", from: stranger).word == "wait")
            let hers = SignInSteps.Browser(Identities.home, knownToken: known)
            #expect(try await ids.signIn("ada@northwind.example", from: hers).word == "signed in")
            #expect(try await ids.signIn("ada@northwind.example", from: stranger).word == "wait", "her sign-in does not help strangers")
            for _ in 0..<5 { _ = try await ids.signIn("ben@northwind.example", "a guess", from: stranger) }
            #expect(try await ids.signIn("ben@northwind.example", from: hers).word == "wait", "it is known for its own person alone")
        }
    }

    @Test("A known browser has ten tries of its own, and is a stranger after them")
    func tenTries() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let known = try await ids.session("ada@northwind.example").knownToken
            let hers = SignInSteps.Browser(Identities.home, knownToken: known)
            for _ in 0..<15 { #expect(try await ids.signIn("ada@northwind.example", "a guess", from: hers).word == "wrong") }
            #expect(try await ids.signIn("ada@northwind.example", from: hers).word == "wait")
        }
    }

    @Test("After a hundred failures in a row strangers get in by a new password alone, at known and unknown addresses alike")
    func onlyReset() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            let known = try await ids.session("ada@northwind.example").knownToken
            for name in ["ada", "nobody"] {
                for number in 0..<100 {
                    ids.clock.advance(by: .hours(5))
                    let origin = ClientOrigin(address: "198.51.100.\(number)", agent: "curl")
                    #expect(try await ids.signIn("\(name)@northwind.example", "a guess", from: .init(origin)).word == "wrong")
                }
                #expect(try await ids.signIn("\(name)@northwind.example").word == "only reset")
            }
            let hers = SignInSteps.Browser(Identities.home, knownToken: known)
            #expect(try await ids.signIn("ada@northwind.example", from: hers).word == "signed in")
            #expect(try await ids.signIn("ada@northwind.example").word == "only reset")
            _ = try await ids.recovery.request(for: #require(EmailAddress("ada@northwind.example")), product: nil, from: Identities.home)
            let new = "many new words in a row"
            #expect(try await ids.setPassword(new, ids.mailedToken()) == "set")
            for _ in 0..<5 { #expect(try await ids.signIn("ada@northwind.example", "a guess", from: hers).word == "wrong") }
            #expect(
                try await ids.signIn("ada@northwind.example", new, from: hers).word == "wait", "a new password makes all browsers strangers"
            )
            ids.clock.advance(by: .hours(1))
            #expect(try await ids.signIn("ada@northwind.example", new).word == "signed in")
            #expect(try await ids.database.read { try $0.person(person)?.status } == .active)
        }
    }

    @Test("Whoever has just set a new password gets in with this browser, while strangers go on guessing, and old browsers are strangers")
    func afterReset() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let old = try await ids.session("ada@northwind.example").knownToken
            _ = try await ids.recovery.request(for: #require(EmailAddress("ada@northwind.example")), product: nil, from: Identities.home)
            let new = "many new words in a row"
            let set = try await ids.recovery.setPassword(Secret(new), token: ids.mailedToken(), in: Identities.browser)
            guard case .set(let token) = set else {
                Issue.record("\(set)")
                return
            }
            let stranger = SignInSteps.Browser(ClientOrigin(address: "198.51.100.9", agent: "curl"))
            for _ in 0..<5 { _ = try await ids.signIn("ada@northwind.example", "a guess", from: stranger) }
            #expect(try await ids.signIn("ada@northwind.example", new, from: .init(Identities.home, knownToken: old)).word == "wait")
            #expect(try await ids.signIn("ada@northwind.example", new, from: .init(Identities.home, knownToken: token)).word == "signed in")
        }
    }

    @Test("A flood of begun sign-ins never takes one that proved its password")
    func eviction() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            _ = try await ids.addApp(person)
            let token = try await ids.begin("ada@northwind.example")
            #expect(
                try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser).word == "second factor")
            for number in 0..<1010 { _ = try await ids.begin("nobody\(number)@northwind.example") }
            #expect(try await ids.steps.question(token: token) != nil)
        }
    }
}
