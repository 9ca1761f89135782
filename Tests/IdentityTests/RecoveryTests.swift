import Audit
import Core
import Credentials
import Identity
import Outbox
import SQL
import Schema
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct RecoveryTests {
    static let new = "an entirely different phrase of words"

    @Test("The mailed link sets a password once; opening it uses nothing up")
    func once() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            let old = try await ids.session("ada@northwind.example")
            let token = try await ids.link("ada@northwind.example")
            for _ in 0..<3 { #expect(try await ids.recovery.holder(token: token)?.person.id == person) }
            #expect(try await ids.setPassword(Self.new, token) == "set")
            #expect(try await ids.setPassword(Self.new + " again", token) == "no link")
            #expect(try await ids.live(old) == false)
            #expect(try await ids.ended() == [old.session.id])
            #expect(try await ids.signIn("ada@northwind.example", Self.new).word == "signed in")
            #expect(try await ids.signIn("ada@northwind.example").word == "wrong")
            #expect(try await ids.messages().contains { $0.subject == "Your password was set" })
        }
    }

    @Test("A link used in parallel sets one password (threat 6)")
    func parallel() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let token = try await ids.link("ada@northwind.example")
            let set = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<6 {
                    group.addTask { try await ids.setPassword("\(Self.new) \(number)", token) == "set" }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(set == 1)
        }
    }

    @Test("A link works for 30 minutes, and altered not at all (threat 1)")
    func expiry() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let token = try await ids.link("ada@northwind.example")
            #expect(try await ids.recovery.holder(token: Secret(token.exposed + "A")) == nil)
            #expect(try await ids.recovery.holder(token: Secret(token.exposed.uppercased())) == nil)
            ids.clock.advance(by: .minutes(30))
            #expect(try await ids.setPassword(Self.new, token) == "no link")
        }
    }

    @Test("Setting a password ends every other link that was mailed before")
    func otherLinks() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let first = try await ids.link("ada@northwind.example")
            ids.clock.advance(by: .seconds(1))
            let second = try await ids.link("ada@northwind.example")
            #expect(try await ids.setPassword(Self.new, second) == "set")
            #expect(try await ids.setPassword(Self.new, first) == "no link")
        }
    }

    @Test("Somebody imported as invited sets their first password so, and is active and verified then")
    func invited() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example", password: nil, status: .invited, product: "dashboard")
            let token = try await ids.link("ada@northwind.example")
            #expect(try await ids.setPassword(Self.new, token) == "set")
            #expect(try await ids.signIn("ada@northwind.example", Self.new).word == "signed in")
            #expect(try await ids.database.read { try $0.mainAddress(of: person)?.verifiedAt } != nil)
        }
    }

    @Test("A welcome's link sets the first password for seven days, and no longer")
    func welcome() async throws {
        try await Identities.with { ids in
            for (address, days) in [("ada@northwind.example", Int64(6)), ("bo@northwind.example", 7)] {
                ids.clock.advance(by: .seconds(1))
                let token = try await ids.welcome(address)
                let mail = try #require(try await ids.messages().first)
                #expect(mail.subject == "Welcome: set your password")
                #expect(mail.text.contains("https://id.example has added you"))
                #expect(mail.text.contains("7 days"))
                ids.clock.advance(by: .days(days))
                #expect(try await ids.setPassword(Self.new, token) == (days < 7 ? "set" : "no link"))
            }
            #expect(try await ids.signIn("ada@northwind.example", Self.new).word == "signed in")
        }
    }

    @Test(
        "A welcome's link ends with a password that was set another way, and makes no other link live longer")
    func welcomeOnlyFirst() async throws {
        try await Identities.with { ids in
            let welcome = try await ids.welcome("ada@northwind.example")
            ids.clock.advance(by: .seconds(1))
            let stale = try await ids.link("ada@northwind.example")
            ids.clock.advance(by: .minutes(30))
            #expect(try await ids.setPassword(Self.new, stale) == "no link")
            let link = try await ids.link("ada@northwind.example")
            #expect(try await ids.setPassword(Self.new, link) == "set")
            #expect(try await ids.setPassword(Self.new + " again", welcome) == "no link")
        }
    }

    @Test("A weak password is refused with its reason, and the link stays")
    func weak() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let token = try await ids.link("ada@northwind.example")
            #expect(try await ids.setPassword("short", token) == "refused")
            #expect(try await ids.setPassword(Self.new, token) == "set")
        }
    }

    @Test("A suspended person gets a mail that says so, and no link")
    func suspended() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example", status: .suspended)
            let address = try #require(EmailAddress("ada@northwind.example"))
            _ = try await ids.recovery.request(for: address, product: nil, from: Identities.home)
            let mail = try #require(try await ids.messages().first)
            #expect(mail.text.contains("suspended"))
            #expect(!mail.text.contains("token="))
        }
    }

    @Test("Each of two logins of one address gets its own link, named for its product")
    func siblings() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example", product: "dashboard")
            try await ids.add("ada@northwind.example", product: "mail")
            let address = try #require(EmailAddress("ada@northwind.example"))
            _ = try await ids.recovery.request(for: address, product: "dashboard", from: Identities.home)
            #expect(try await ids.messages().map(\.subject) == ["Set your password for Customer Dashboard"])
            _ = try await ids.recovery.request(for: address, product: nil, from: Identities.home)
            #expect(try await ids.messages().count == 3)
        }
    }

    @Test("Whoever floods an address with links is passed over after five")
    func flood() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let address = try #require(EmailAddress("ada@northwind.example"))
            for _ in 0..<9 { #expect(try await ids.recovery.request(for: address, product: nil, from: Identities.home) == .answered) }
            #expect(try await ids.messages().count == 5)
        }
    }

    @Test("Changing a password asks for the current one, and keeps this session alone")
    func change() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let other = try await ids.session("ada@northwind.example")
            let own = try await ids.session("ada@northwind.example")
            let wrong = try await ids.changePassword("a guess", Self.new, in: own.session)
            #expect(wrong == "wrong")
            let right = try await ids.changePassword(Identities.password, Self.new, in: own.session)
            #expect(right == "changed")
            #expect(try await ids.live(own))
            #expect(try await ids.live(other) == false)
        }
    }

    @Test("New passwords that are refused use up no tries, because the current one was right each time")
    func refusals() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let own = try await ids.session("ada@northwind.example")
            for _ in 0..<8 { #expect(try await ids.changePassword(Identities.password, "short", in: own.session) == "refused") }
            #expect(try await ids.changePassword(Identities.password, Self.new, in: own.session) == "changed")
        }
    }

    @Test("A sign-in that waits for its second factor ends when the password is set anew (threat 5)")
    func waitingSignIn() async throws {
        try await Identities.with { ids in
            let app = try await ids.addApp(try await ids.add("ada@northwind.example"))
            let waiting = try await ids.begin("ada@northwind.example")
            let first = try await ids.steps.password(Secret(Identities.password), token: waiting, from: Identities.browser)
            #expect(first.word == "second factor")
            #expect(try await ids.setPassword(Self.new, ids.link("ada@northwind.example")) == "set")
            let code = app.code(at: ids.clock.now())
            #expect(try await ids.steps.code(code, token: waiting, from: Identities.browser).word == "expired")
        }
    }

    @Test("A new password ends what programs were allowed before, but for the session it is changed in (threat 11)")
    func grants() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            func ended() async throws -> [String] {
                try await ids.database.read { tx in
                    try tx.rows("SELECT person_id, kept_session_id FROM ended_grants ORDER BY kept_session_id DESC").map { row in
                        let kept: String = try row["kept_session_id"]
                        return "\(try row["person_id"] as PersonID) \(kept.isEmpty ? "none" : kept)"
                    }
                }
            }
            let own = try await ids.session("ada@northwind.example")
            let changed = try await ids.changePassword(Identities.password, Self.new, in: own.session)
            #expect(changed == "changed")
            #expect(try await ended() == ["\(person) \(own.session.id)"])
            #expect(try await ids.setPassword(Self.new + " again", ids.link("ada@northwind.example")) == "set")
            #expect(try await ended() == ["\(person) \(own.session.id)", "\(person) none"])
        }
    }

    @Test("Whoever is signed out while their new password is hashed changes nothing (threat 11)")
    func signedOutMeanwhile() async throws {
        // The pool has one thread: the second gate holds it after the current password was checked.
        let pool = try HashingPool(threads: 1, queueLimit: 10, parameters: .forTests)
        try await TestDatabase.with(IDSchema.migrations) { database in
            let ids = try Identities(database, hashing: pool)
            try await ids.add("ada@northwind.example")
            let thief = try await ids.session("ada@northwind.example")
            let first = Gate()
            let second = Gate()
            async let held: Void = pool.run { first.wait() }
            while !first.isReached { await Task.yield() }
            async let change = ids.changePassword(Identities.password, Self.new, in: thief.session)
            while pool.waiting < 1 { await Task.yield() }
            async let heldAgain: Void = pool.run { second.wait() }
            while pool.waiting < 2 { await Task.yield() }
            first.open()
            while !second.isReached || pool.waiting < 1 { await Task.yield() }
            let session = thief.session
            let now = ids.clock.now()
            try await database.write { _ = try $0.endSession(session.id, by: .person(session.personID), at: now) }
            second.open()
            _ = try await (held, heldAgain)
            #expect(try await change == "wrong")
            #expect(try await ids.signIn("ada@northwind.example").word == "signed in")
        }
    }
}

extension Identities {
    /// Adds a person as the operator does. Returns the token of the welcome mail.
    fileprivate func welcome(_ address: String) async throws -> Secret<String> {
        let now = clock.now()
        let mail = WelcomeMail(from: "https://id.example", sealedBy: keyring) { "https://id.example/set-password?token=" + $0.exposed }
        let id = try await add(address, password: nil, status: .invited, verified: true)
        try await database.write { tx in
            guard let person = try tx.person(id), let own = try tx.mainAddress(of: id) else { return }
            try mail.send(to: person, at: own, in: tx, at: now)
        }
        return try await mailedToken()
    }

    fileprivate func link(_ address: String) async throws -> Secret<String> {
        _ = try await recovery.request(for: #require(EmailAddress(address)), product: nil, from: Identities.home)
        return try await mailedToken()
    }
}
