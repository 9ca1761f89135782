import Audit
import Core
import Credentials
import HTTPTypes
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// What a person reads of their own ID.
@Suite("Activity") struct ActivityTests {
    private func signedIn(_ site: TestSite) async -> Browser {
        let browser = Browser(site)
        await browser.signIn("ada@northwind.example")
        return browser
    }

    private func addTelephone(_ person: PersonID, _ site: TestSite, _ browser: Browser) async throws {
        await browser.get("/security/telephone")
        await browser.post("/security/telephone", [("number", "+4915112345678")])
        let texts = try await site.database.read { try $0.newestMessages(limit: 10, openedBy: site.keyring) }
        let code = try #require(texts.compactMap { $0.text.firstMatch(of: /\b\d{6}\b/).map { String($0.0) } }.first)
        let setup = try #require(browser.page.firstMatch(of: #/name="setup" value="([^"]+)"/#)).1
        await browser.post("/security/telephone/code", [("setup", String(setup)), ("code", code)])
        #expect(try await site.database.read { try !$0.secondFactors(of: person).isEmpty })
    }

    @Test("It tells what happened, in words, by whom and from where, to nobody else, and for a year", .onEveryDatabase)
    func told() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let other = try await site.add("other@northwind.example", name: "Other")
            site.clock.advance(by: .days(8))
            let browser = await signedIn(site)
            try await addTelephone(ada, site, browser)
            await browser.get("/activity")
            #expect(browser.has("Signed in") && browser.has("192.0.2.7") && browser.has("Second factor added") && browser.has(">You<"))
            await browser.get("/activity?part=signIns")
            #expect(browser.has("Signed in") && !browser.has("<td data-label=\"What\">Second factor added"))
            await browser.get("/activity.csv")
            #expect(browser.page.contains("Second factor added") && browser.headers[.contentType]?.hasPrefix("text/csv") == true)
            let stranger = Browser(site)
            await stranger.signIn("other@northwind.example")
            await stranger.get("/activity")
            #expect(!stranger.has("Second factor added") && stranger.has("Signed in"))
            _ = other
            site.clock.advance(by: .days(365))
            let later = await signedIn(site)
            await later.follow()
            await later.get("/activity")
            #expect(!later.has("Second factor added"))
        }
    }

    @Test("From where somebody else acted on the person is not theirs to read, on no page and in no file", .onEveryDatabase)
    func others() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let boss = try await site.add("boss@northwind.example", name: "The Boss")
            let now = site.clock.now()
            try await Circumstances.$current.withValue(Circumstances(network: "203.0.113.9")) {
                try await site.database.write { tx in
                    try tx.append(AuditEvent(.secondFactorRemoved, by: .person(boss), on: ada.text), at: now)
                }
            }
            let browser = await signedIn(site)
            for path in ["/activity", "/activity.csv", MyDataPath.file.text] {
                await browser.get(path)
                #expect(browser.status == 200 && browser.has("192.0.2.7") && !browser.has("203.0.113.9"), "\(path)")
            }
            await browser.get("/activity")
            #expect(browser.has("The Boss"))
        }
    }

    @Test("A change of the last week can be taken back from there, by a password that is older, and by nobody else", .onEveryDatabase)
    func takenBack() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            try await site.add("other@northwind.example", name: "Other")
            site.clock.advance(by: .days(8))
            let browser = await signedIn(site)
            site.clock.advance(by: .seconds(1))
            try await addTelephone(ada, site, browser)
            await browser.get("/activity")
            let action = try #require(browser.page.firstMatch(of: #/action="(/activity/changes/[^"]+)"/#)).1
            let stranger = Browser(site)
            await stranger.signIn("other@northwind.example")
            await stranger.get("/activity")
            await stranger.post(String(action), [])
            #expect(stranger.status == 404)
            await browser.get("/activity")
            await browser.post(String(action), [])
            #expect(browser.location == "/forgot-password", "nobody shows by it that they read an address")
            #expect(try await site.database.read { try $0.secondFactors(of: ada).isEmpty })
            await browser.get("/activity")
            #expect(browser.location?.hasPrefix("/sign-in") == true)
        }
    }

    @Test("With a password that is newer than the change nothing is offered: the mail to an older address does it")
    func newerPassword() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            site.clock.advance(by: .days(8))
            let browser = await signedIn(site)
            site.clock.advance(by: .seconds(1))
            try await addTelephone(ada, site, browser)
            await browser.get("/activity")
            let action = try #require(browser.page.firstMatch(of: #/action="(/activity/changes/[^"]+)"/#)).1
            site.clock.advance(by: .seconds(1))
            await browser.get("/security/password")
            await browser.post("/security/password", [("current", TestSite.password), ("password", "the intruder knows these")])
            await browser.get("/activity")
            #expect(!browser.has("/activity/changes/"))
            await browser.post(String(action), [])
            #expect(browser.status == 404)
            #expect(try await !site.database.read { try $0.secondFactors(of: ada).isEmpty })
        }
    }
}
