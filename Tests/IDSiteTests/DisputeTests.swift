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

/// "This was not me" in the mails that tell of a change of somebody's sign-in (threats 16 and 21).
@Suite("Disputes of changes") struct DisputeTests {
    private static let intruders = "the intruder knows these words"

    /// Ada has an app and a telephone, and an address for more than a week; another one, if any, for a day.
    private func ada(_ site: TestSite, second: String? = nil) async throws -> PersonID {
        let ada = try await site.add("ada@northwind.example", app: true, telephone: true)
        site.clock.advance(by: .days(8))
        if let second {
            let address = try #require(EmailAddress(second))
            let now = site.clock.now()
            try await site.database.write { tx in
                try tx.insert(PersonAddress(id: AddressID(at: now), personID: ada, address: address, createdAt: now))
            }
            site.clock.advance(by: .days(1))
        }
        return ada
    }

    /// Somebody who knows her password and holds her telephone is in.
    private func intruder(_ site: TestSite) async throws -> Browser {
        let browser = Browser(site)
        await browser.signIn("ada@northwind.example")
        await browser.follow()
        await browser.post(SignInPath.secondFactor, [("code", try site.code)])
        return browser
    }

    private func remove(_ factor: String, of person: PersonID, _ browser: Browser, _ site: TestSite) async throws {
        let factors = try await site.database.read { try $0.secondFactors(of: person) }
        let id = try #require(factors.first { $0.shortKind == factor }).id
        site.clock.advance(by: .minutes(1))
        let session = try #require(try await site.steps(browser))
        let app = try #require(factors.first { $0.shortKind == "app" }).id
        let proof = Recovery.RemovalProof(password: Secret(TestSite.password), code: try site.code, factor: app)
        let origin = ClientOrigin(address: "203.0.113.9", agent: "")
        #expect(try await site.site.recovery.removeSecondFactor(id, proof: proof, in: session, from: origin) == .removed)
    }

    private func changePassword(_ browser: Browser) async {
        await browser.get("/security/password")
        await browser.post("/security/password", [("current", TestSite.password), ("password", Self.intruders)])
    }

    /// The links in mails with that subject, by address.
    private func links(_ site: TestSite, _ subject: String) async throws -> [String: String] {
        let mails = try await site.database.read { try $0.newestMessages(limit: 40, openedBy: site.keyring) }
        let found = mails.filter { $0.subject == subject }.compactMap { mail in
            mail.text.firstMatch(of: #/http://localhost:8080(/not-me\S+)/#).map { (mail.recipient, String($0.1)) }
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    private func kinds(_ person: PersonID, _ site: TestSite) async throws -> Set<String> {
        Set(try await site.database.read { try $0.secondFactors(of: person) }.map(\.shortKind))
    }

    private func press(_ link: String, _ site: TestSite) async throws -> Browser {
        let browser = Browser(site)
        await browser.get(link)
        let token = try #require(link.split(separator: "=").last.map(String.init))
        await browser.post("/not-me", [("token", token)])
        return browser
    }

    @Test("It takes back that change and every later one, ends what is open, and leads to a new password", .onEveryDatabase)
    func whole() async throws {
        try await TestSite.with { site in
            let ada = try await ada(site)
            let browser = try await intruder(site)
            try await remove("telephone", of: ada, browser, site)
            await changePassword(browser)
            #expect(try await kinds(ada, site) == ["app"])
            let link = try #require(try await links(site, "Codes by text message were removed")["ada@northwind.example"])
            let later = try #require(try await links(site, "Your password was set")["ada@northwind.example"])
            let hers = Browser(site)
            await hers.get(link)
            #expect(hers.has("Was this you?") && hers.has("Codes by text message were removed"))
            #expect(try await kinds(ada, site) == ["app"], "opening the link does nothing")
            let back = try await press(link, site)
            #expect(back.location?.hasPrefix("/set-password?token=") == true)
            #expect(try await kinds(ada, site) == ["app", "telephone"])
            await browser.get(CommonPath.home)
            #expect(browser.location?.hasPrefix("/sign-in") == true, "the intruder's session has ended")
            for password in [Self.intruders, TestSite.password] {
                let again = Browser(site)
                await again.signIn("ada@northwind.example", password)
                #expect(again.has("did not work") || again.status == 422, "neither password opens anything")
            }
            await back.follow()
            let token = try #require(back.page.firstMatch(of: #/name="token" value="([^"]+)"/#)).1
            await back.post("/set-password", [("token", String(token)), ("password", "her own new words of today")])
            #expect(back.status == 303, "\(back.page)")
            await back.signIn("ada@northwind.example", "her own new words of today")
            await back.follow()
            #expect(back.has("Open your authenticator app"), "her second factors are asked for")
            await hers.get(later)
            #expect(hers.status == 410, "what came after was taken back with it")
            await hers.get(link)
            #expect(hers.status == 410)
        }
    }

    @Test("An address of less than a week is told, and undoes nothing", .onEveryDatabase)
    func newAddress() async throws {
        try await TestSite.with { site in
            _ = try await ada(site, second: "intruder@elsewhere.example")
            await changePassword(try await intruder(site))
            #expect(try await links(site, "Your password was set").keys.sorted() == ["ada@northwind.example"])
            let told = try await site.database.read { try $0.newestMessages(limit: 40, openedBy: site.keyring) }
                .filter { $0.subject == "Your password was set" }.map(\.recipient)
            #expect(Set(told) == ["ada@northwind.example", "intruder@elsewhere.example"])
        }
    }

    @Test("After a week nothing can be taken back, and a token of nothing does nothing")
    func late() async throws {
        try await TestSite.with { site in
            let ada = try await ada(site)
            let browser = try await intruder(site)
            try await remove("telephone", of: ada, browser, site)
            let link = try #require(try await links(site, "Codes by text message were removed")["ada@northwind.example"])
            site.clock.advance(by: .days(7))
            #expect(try await press(link, site).status == 410)
            #expect(try await press("/not-me?token=none", site).status == 410)
            #expect(try await kinds(ada, site) == ["app"])
            let now = site.clock.now()
            try await site.database.write { try $0.sweepIdentity(at: now) }
            let kept = try await site.database.read { try $0.rows("SELECT id FROM kept_second_factors") }
            #expect(kept.isEmpty, "what was kept for it is gone")
        }
    }

    @Test("A factor and codes that the intruder added are gone")
    func added() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            site.clock.advance(by: .days(8))
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get("/security/authenticator-app")
            let sealed = try #require(browser.page.firstMatch(of: #/name="setup" value="([^"]+)"/#)).1
            let key = try #require(browser.page.firstMatch(of: /<code data-copy>([A-Z2-7 ]+)</)).1
            let generator = try #require(Base32.decode(String(key)))
            let code = try #require(TOTP(secret: generator)).code(at: site.clock.now())
            await browser.post("/security/authenticator-app", [("setup", String(sealed)), ("code", code)])
            #expect(try await kinds(ada, site) == ["app"])
            let link = try #require(try await links(site, "An authenticator app was added")["ada@northwind.example"])
            _ = try await press(link, site)
            #expect(try await kinds(ada, site).isEmpty)
            #expect(try await site.database.read { try $0.recoveryCodes(of: ada) } == nil)
        }
    }
}

extension TestSite {
    /// The session of the browser.
    fileprivate func steps(_ browser: Browser) async throws -> Session? {
        let token = try #require(browser[IDSite.sessionCookie])
        let now = clock.now()
        return try await database.read { try $0.session(token: token, at: now) }
    }
}

extension SecondFactor {
    fileprivate var shortKind: String {
        switch method {
        case .authenticatorApp: "app"
        case .textMessage: "telephone"
        }
    }
}
