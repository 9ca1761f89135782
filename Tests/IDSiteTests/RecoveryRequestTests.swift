import Audit
import Core
import Credentials
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// The way back in for somebody who lost every second factor (threat 21).
@Suite("Recovery requests") struct RecoveryRequestTests {
    private static let page = Path("/sign-in/second-factor/recovery")

    /// A browser in which the right password was entered, at the second factor.
    private func atFactor(_ site: TestSite) async -> Browser {
        let browser = Browser(site)
        await browser.signIn("ada@northwind.example", returnTo: "/profile")
        await browser.follow()
        return browser
    }

    private func begin(_ site: TestSite) async -> Browser {
        let browser = await atFactor(site)
        await browser.get(Self.page)
        await browser.post(Self.page, [])
        await browser.follow()
        return browser
    }

    private func request(_ site: TestSite) async throws -> RecoveryRequest? {
        try await site.database.read { try $0.openRecoveryRequests().first }
    }

    private func decide(_ site: TestSite, approved: Bool = true) async throws -> Bool {
        let id = try #require(try await request(site)).id
        let now = site.clock.now()
        return try await site.database.write { try $0.decideRecovery(id, approved: approved, by: .operatorCommand, at: now) }
    }

    private func sendLinks(_ site: TestSite) async throws {
        let now = site.clock.now()
        let recovery = site.site.factorRecovery
        try await site.database.write { try recovery.sendLinks(in: $0, at: now) }
    }

    private func messages(_ site: TestSite) async throws -> [(to: String, subject: String, text: String)] {
        try await site.database.read { try $0.newestMessages(limit: 40, openedBy: site.keyring) }
            .map { ($0.recipient, $0.subject, $0.text) }
    }

    private func link(_ site: TestSite, _ path: String) async throws -> String? {
        try await messages(site).lazy.compactMap { message in
            message.text.firstMatch(of: #/http://localhost:8080(\S+)/#).map { String($0.1) }
        }.first { $0.hasPrefix(path) }
    }

    /// Ada, who has an app and a telephone, a second address, a passkey, recovery codes and a session elsewhere.
    private func ada(_ site: TestSite) async throws -> PersonID {
        let ada = try await site.add("ada@northwind.example", app: true, telephone: true)
        let now = site.clock.now()
        let other = try #require(EmailAddress("ada@home.example"))
        try await site.database.write { tx in
            try tx.insert(PersonAddress(id: AddressID(at: now), personID: ada, address: other, createdAt: now))
        }
        site.clock.advance(by: .days(8))
        return ada
    }

    @Test("A request waits and is approved; its link takes the old factors away, and the password opens the ID again", .onEveryDatabase)
    func whole() async throws {
        try await TestSite.with { site in
            let ada = try await ada(site)
            let elsewhere = await atFactor(site)
            await elsewhere.post(SignInPath.secondFactor, [("code", try site.code)])
            await elsewhere.get("/security/recovery-codes")
            await elsewhere.post("/security/recovery-codes", [])
            site.clock.advance(by: .minutes(1))

            let browser = await begin(site)
            #expect(browser.has("Your request waits"))
            let told = try await messages(site).filter { $0.text.contains("/recovery/stop?token=") }
            #expect(Set(told.map(\.to)) == ["ada@northwind.example", "ada@home.example", "+4915112345678"])
            #expect(told.allSatisfy { $0.to.hasPrefix("+") || $0.text.contains("192.0.2.7") })
            #expect(try await decide(site))
            let again = try await decide(site)
            #expect(!again, "a request is decided once")
            site.clock.advance(by: .hours(47))
            try await sendLinks(site)
            #expect(try await link(site, "/recovery/finish") == nil, "it waits, approved or not")
            site.clock.advance(by: .hours(1))
            try await sendLinks(site)
            try await sendLinks(site)
            let mailed = try await messages(site).filter { $0.text.contains("/recovery/finish?token=") }
            #expect(mailed.count == 1)
            let finish = try #require(try await link(site, "/recovery/finish"))

            let other = Browser(site)
            await other.get(finish)
            #expect(other.has("Remove your old second factors"))
            #expect(try await site.database.read { try $0.hasSecondFactor(ada) }, "opening the link does nothing")
            let token = try #require(finish.split(separator: "=").last.map(String.init))
            await other.post("/recovery/finish", [("token", token)])
            #expect(other.location == "/sign-in")
            let (hasFactor, codes, state) = try await site.database.read { tx in
                (try tx.hasSecondFactor(ada), try tx.recoveryCodes(of: ada), try tx.latestRecoveryRequest(of: ada)?.state)
            }
            #expect(!hasFactor && codes == nil && state == .done)
            let ended = try await site.database.read { try $0.rows("SELECT person_id FROM ended_grants WHERE person_id = \(ada)").count }
            #expect(ended == 1, "what clients were given has ended too")
            await elsewhere.get(CommonPath.home)
            #expect(elsewhere.location?.hasPrefix("/sign-in") == true, "the sessions of before have ended")
            let back = await atFactor(site)
            #expect(back[IDSite.sessionCookie] != nil && back.has("Your profile"))
            let removed = try await messages(site).filter { $0.subject == "Your second factors were removed" }
            #expect(Set(removed.map(\.to)) == ["ada@northwind.example", "ada@home.example"])
            await other.get(finish)
            #expect(other.status == 410)
            await other.get("/sign-in")
            await other.post("/recovery/finish", [("token", token)])
            #expect(other.status == 410, "the link works once")
        }
    }

    @Test("Every mail and text message stops it with one click, and then no other begins for a week", .onEveryDatabase)
    func stopped() async throws {
        try await TestSite.with { site in
            _ = try await ada(site)
            _ = await begin(site)
            #expect(try await decide(site))
            let stop = try #require(try await link(site, "/recovery/stop"))
            let victim = Browser(site)
            await victim.get(stop)
            #expect(victim.has("Stop this request?"))
            #expect(try await request(site) != nil, "opening the link does nothing")
            await victim.post("/recovery/stop", [("token", try #require(stop.split(separator: "=").last.map(String.init)))])
            #expect(victim.has("It is stopped") && victim.has("/forgot-password"))
            #expect(try await request(site) == nil)
            site.clock.advance(by: .days(3))
            try await sendLinks(site)
            #expect(try await link(site, "/recovery/finish") == nil)
            let again = await begin(site)
            #expect(again.has("Not yet"))
            await victim.get(stop)
            #expect(victim.status == 410 && victim.has("There is nothing to stop"))
            site.clock.advance(by: .days(4))
            #expect(await begin(site).has("Your request waits"))
        }
    }

    enum End: String, CaseIterable, Sendable { case fullSignIn, newPassword, refusal, suspension, time }

    @Test(
        "It ends when its person signs in fully, sets a new password, is refused or suspended, or when nobody approves it in time",
        arguments: End.allCases)
    func ended(by end: End) async throws {
        try await TestSite.with(.sqlite) { site in
            let ada = try await ada(site)
            _ = await begin(site)
            if end != .time { #expect(try await decide(site)) }
            site.clock.advance(by: .hours(48))
            if end != .time { try await sendLinks(site) }
            let now = site.clock.now()
            switch end {
            case .fullSignIn:
                let browser = await atFactor(site)
                await browser.post(SignInPath.secondFactor, [("code", try site.code)])
                #expect(browser[IDSite.sessionCookie] != nil)
            case .newPassword:
                _ = try await site.site.recovery.request(
                    for: try #require(EmailAddress("ada@northwind.example")), product: nil,
                    from: ClientOrigin(address: "192.0.2.9", agent: ""))
                let link = try #require(try await link(site, "/set-password"))
                let browser = Browser(site)
                await browser.get(link)
                let token = try #require(link.split(separator: "=").last.map(String.init))
                await browser.post("/set-password", [("token", token), ("password", "another battery staple horse")])
                #expect(browser.status == 303)
            case .refusal: #expect(try await decide(site, approved: false))
            case .suspension:
                try await site.database.write { try $0.setStatus(ada, to: .suspended, under: NoAccounts(), by: .system, at: now) }
            case .time:
                site.clock.advance(by: .days(29))
                #expect(try await request(site)?.isOver(at: site.clock.now()) == true)
            }
            if let finish = try await link(site, "/recovery/finish") {
                let browser = Browser(site)
                await browser.get(finish)
                #expect(browser.status == 410)
                await browser.get("/sign-in")
                await browser.post("/recovery/finish", [("token", String(finish.split(separator: "=").last ?? ""))])
                #expect(browser.location != "/sign-in")
            } else {
                #expect(end == .time)
            }
            #expect(try await site.database.read { try $0.hasSecondFactor(ada) })
        }
    }

    @Test("It begins only after the right password, one at a time; the link goes to no address that is newer than a week")
    func conditions() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example", app: true)
            let stranger = Browser(site)
            await stranger.get(Self.page)
            #expect(stranger.status == 303)
            await stranger.signIn("ada@northwind.example", "a guess")
            await stranger.get(Self.page)
            await stranger.post(Self.page, [])
            #expect(try await request(site) == nil)
            _ = await begin(site)
            let first = try #require(try await request(site))
            #expect(await begin(site).has("Your request waits"))
            let second = try await request(site)
            #expect(second == first)
            #expect(try await decide(site))
            let now = site.clock.now()
            let new = try #require(EmailAddress("thief@evil.example"))
            try await site.database.write { tx in
                try tx.insert(
                    PersonAddress(id: AddressID(at: now), personID: ada, address: new, verifiedAt: now, createdAt: now + .days(3)))
            }
            site.clock.advance(by: .days(6))
            try await sendLinks(site)
            #expect(try await link(site, "/recovery/finish") == nil)
            site.clock.advance(by: .days(1))
            try await sendLinks(site)
            let mail = try await messages(site).first { $0.text.contains("/recovery/finish?token=") }
            #expect(mail?.to == "ada@northwind.example")
        }
    }

    @Test("A link of another kind, an unknown one and one without a token open nothing")
    func otherLinks() async throws {
        try await TestSite.with { site in
            _ = try await ada(site)
            _ = await begin(site)
            let stop = try #require(try await link(site, "/recovery/stop")).split(separator: "=").last.map(String.init) ?? ""
            for (path, token) in [("/recovery/finish", stop), ("/recovery/finish", "x"), ("/recovery/stop", "x"), ("/recovery/stop", "")] {
                let browser = Browser(site)
                await browser.get("\(path)?token=\(token)")
                #expect(browser.status == 410)
                await browser.get("/sign-in")
                await browser.post(path, [("token", token)])
                #expect(browser.status == 410)
            }
            #expect(try await request(site) != nil)
        }
    }
}
