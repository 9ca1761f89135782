import Core
import Delivery
import Logging
import Outbox
import SQL
import Schema
import Synchronization
import TestSupport
import Testing

/// Answers with the next status of its list, and records the requests.
private final class ScriptedHTTP: HTTPClient {
    let statuses: Mutex<[Int]>
    let sent = Mutex<[OutgoingRequest]>([])
    init(_ statuses: [Int]) { self.statuses = Mutex(statuses) }
    func send(_ request: OutgoingRequest) async throws -> OutgoingResponse {
        sent.withLock { $0.append(request) }
        return OutgoingResponse(status: statuses.withLock { $0.isEmpty ? 200 : $0.removeFirst() })
    }
    var count: Int { sent.withLock { $0.count } }
}

@Suite(.onEveryDatabase) struct OutboxTests {
    private static func post(_ database: any Database, _ clock: TestClock, _ url: String = "https://rp.example/logout") async throws {
        let now = clock.now()
        try await database.write { try $0.send(OutgoingMessage(.web(url), .init(subject: "", text: "logout_token=x")), at: now) }
    }

    private static func states(_ database: any Database) async throws -> [String] {
        try await database.read { try $0.rows("SELECT state FROM outbox ORDER BY id").map { try $0["state"] } }
    }

    @Test("A message is sent once, and nothing of its words stays")
    func once() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            let http = ScriptedHTTP([])
            let worker = OutboxWorker(
                database: database, clock: clock, keyring: try .ofTests, gateways: .init(mail: nil, sms: nil, http: http))
            try await Self.post(database, clock)
            #expect(try await worker.deliverDue() == 1)
            #expect(try await worker.deliverDue() == 0)
            #expect(http.sent.withLock { $0.map { String(decoding: $0.body ?? [], as: UTF8.self) } } == ["logout_token=x"])
            #expect(try await Self.states(database) == ["sent"])
            let left: [String] = try await database.read { try $0.rows("SELECT text_body FROM outbox").map { try $0["text_body"] } }
            #expect(left == [""])
        }
    }

    @Test("A link or a code that waits cannot be read in the database, is sent as it was written, and is gone afterwards")
    func sealed() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            let now = clock.now()
            let http = ScriptedHTTP([])
            let letter = OutgoingMessage.Content(subject: "", text: "the token of a link", html: "<p>the token of a link</p>")
            let message = OutgoingMessage(.web("https://rp.example/hook"), letter)
            func kept() async throws -> [SQLValue] {
                try await database.read { try $0.rows("SELECT * FROM outbox").flatMap { $0.values } }
            }
            try await database.write { try $0.send(message, sealedBy: .ofTests, at: now) }
            #expect(try await !"\(kept())".contains("token"))
            let worker = OutboxWorker(
                database: database, clock: clock, keyring: try .ofTests, gateways: .init(mail: nil, sms: nil, http: http))
            #expect(try await worker.deliverDue() == 1)
            #expect(http.sent.withLock { $0.map { String(decoding: $0.body ?? [], as: UTF8.self) } } == ["the token of a link"])
            #expect(try await kept().contains { if case .bytes = $0 { true } else { false } } == false)
        }
    }

    @Test("A message that was sealed by a key that is gone is given up with its reason, and holds up no other")
    func keyGone() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            let now = clock.now()
            let other = try #require(Keyring(keys: [2: Array(repeating: 8, count: 32)]))
            let message = OutgoingMessage(.web("https://rp.example/hook"), .init(subject: "", text: "words"))
            try await database.write { try $0.send(message, sealedBy: other, at: now) }
            try await Self.post(database, clock)
            let worker = OutboxWorker(
                database: database, clock: clock, keyring: try .ofTests, gateways: .init(mail: nil, sms: nil, http: ScriptedHTTP([])))
            #expect(try await worker.deliverDue() == 2)
            #expect(try await Self.states(database).sorted() == ["failed", "sent"])
        }
    }

    @Test("What was not sent within a week is emptied: its links and codes are over")
    func emptied() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            try await Self.post(database, clock)
            clock.advance(by: .days(6))
            try await Self.post(database, clock)
            let steps: [(days: Int64, states: [String])] = [(0, ["waiting", "waiting"]), (2, ["failed", "waiting"])]
            for (days, states) in steps {
                clock.advance(by: .days(days))
                let now = clock.now()
                try await database.write { try $0.sweepOutbox(at: now) }
                #expect(try await Self.states(database) == states)
            }
            let left: [String] = try await database.read {
                try $0.rows("SELECT text_body FROM outbox ORDER BY id").map { try $0["text_body"] }
            }
            #expect(left == ["", "logout_token=x"])
        }
    }

    @Test("A message to a person says whose service it comes from and where to ask, and one to a program does not")
    func signed() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            let now = clock.now()
            let letter = OutgoingMessage.Content(subject: "Hello", text: "Hello Ada", html: "<html><body><p>Hello Ada</p></body></html>")
            let ada = try #require(EmailAddress("ada@northwind.example"))
            let phone = try #require(PhoneNumber("+46701740605"))
            try await database.write { tx in
                try tx.send(OutgoingMessage(.mail(ada), letter), at: now)
                try tx.send(OutgoingMessage(.sms(phone), .init(subject: "", text: "Your code is 123456")), at: now)
            }
            try await Self.post(database, clock)
            let organisation = Organisation(name: "Fish & Chips", support: "help@fish.example", address: "https://id.fish.example")
            let sent = try await database.read { try $0.newestMessages(limit: 9, openedBy: .ofTests) }.map { $0.signed(by: organisation) }
            let mail = try #require(sent.first { $0.kind == .mail })
            #expect(mail.text == "Hello Ada\n-- \nFish & Chips\nhttps://id.fish.example\nHelp: help@fish.example\n")
            let page = try #require(mail.html)
            #expect(page.contains(">Fish &amp; Chips</p>") && page.contains(">Help: help@fish.example</p></body>"))
            #expect(sent.contains { $0.kind == .sms && $0.text == "Fish & Chips: Your code is 123456" })
            let http = ScriptedHTTP([])
            var worker = OutboxWorker(
                database: database, clock: clock, keyring: try .ofTests, gateways: .init(mail: nil, sms: nil, http: http))
            worker.organisation = organisation
            _ = try await worker.deliverDue()
            #expect(http.sent.withLock { $0.map { String(decoding: $0.body ?? [], as: UTF8.self) } } == ["logout_token=x"])
        }
    }

    @Test("Several nodes send each message once")
    func nodes() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            let http = ScriptedHTTP([])
            for _ in 0..<40 { try await Self.post(database, clock) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let worker = OutboxWorker(
                            database: database, clock: clock, keyring: try .ofTests, gateways: .init(mail: nil, sms: nil, http: http))
                        while try await worker.deliverDue() > 0 {}
                    }
                }
                try await group.waitForAll()
            }
            #expect(http.count == 40)
        }
    }

    @Test("A failure is tried again after growing pauses, a refusal never")
    func retries() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            let http = ScriptedHTTP([503, 500, 200, 404])
            // What is given up, as here, is a warning.
            var log = Logger(label: "delivery")
            log.logLevel = .error
            let worker = OutboxWorker(
                database: database, clock: clock, keyring: try .ofTests, gateways: .init(mail: nil, sms: nil, http: http), log: log)
            try await Self.post(database, clock)
            #expect(try await worker.deliverDue() == 1)
            #expect(try await worker.deliverDue() == 0)
            clock.advance(by: .seconds(5))
            #expect(try await worker.deliverDue() == 1)
            clock.advance(by: .seconds(5))
            #expect(try await worker.deliverDue() == 0)
            clock.advance(by: .seconds(5))
            #expect(try await worker.deliverDue() == 1)
            #expect(try await Self.states(database) == ["sent"])
            try await Self.post(database, clock)
            #expect(try await worker.deliverDue() == 1)
            #expect(try await Self.states(database).sorted() == ["failed", "sent"])
        }
    }

    @Test("A message whose node died is taken by another after its lease")
    func lease() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            let http = ScriptedHTTP([])
            try await Self.post(database, clock)
            let dead = clock.now() + .minutes(2)
            try await database.write { try $0.run("UPDATE outbox SET next_try_at = \(dead), tries = 1") }
            let worker = OutboxWorker(
                database: database, clock: clock, keyring: try .ofTests, gateways: .init(mail: nil, sms: nil, http: http))
            #expect(try await worker.deliverDue() == 0)
            clock.advance(by: .minutes(2))
            #expect(try await worker.deliverDue() == 1)
        }
    }

    @Test("Without a mail server or a gateway, mail and SMS are kept to be read")
    func kept() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let clock = TestClock()
            let http = ScriptedHTTP([])
            let now = clock.now()
            let address = try #require(EmailAddress("ada@northwind.example"))
            let number = try #require(PhoneNumber("+4915112345678"))
            try await database.write { tx in
                try tx.send(OutgoingMessage(.mail(address), .init(subject: "Hi", text: "Hello")), at: now)
                try tx.send(OutgoingMessage(.sms(number), .init(subject: "", text: "123456")), at: now)
            }
            let worker = OutboxWorker(
                database: database, clock: clock, keyring: try .ofTests, gateways: .init(mail: nil, sms: nil, http: http))
            #expect(try await worker.deliverDue() == 2)
            #expect(try await Self.states(database) == ["kept", "kept"])
            #expect(
                try await database.read { try $0.newestMessages(limit: 9, openedBy: .ofTests).map(\.text).sorted() } == ["123456", "Hello"])
            #expect(http.count == 0)
        }
    }
}
