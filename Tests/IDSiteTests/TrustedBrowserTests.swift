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

/// Browsers in which a person is not asked for their second factor.
@Suite("Trusted browsers") struct TrustedBrowserTests {
    private static let trustCookie = "lanyard_id_trusted"

    private func signIn(_ browser: Browser, _ site: TestSite, _ address: String = "ada@northwind.example", trust: Bool = false) async throws
    {
        await browser.signIn(address, returnTo: "/profile")
        guard browser.location?.hasPrefix("/sign-in/second-factor") == true else { return }
        await browser.follow()
        #expect(browser.has("Trust this browser for 30 days"))
        await browser.post(SignInPath.secondFactor, [("code", try site.code)] + (trust ? [("trust", "yes")] : []))
    }

    /// Whether the password alone signs in now, in this browser.
    private func isTrusted(_ browser: Browser, _ site: TestSite, _ address: String = "ada@northwind.example") async throws -> Bool {
        browser[IDSite.sessionCookie] = nil
        await browser.signIn(address, returnTo: "/profile")
        guard browser[IDSite.sessionCookie] != nil else { return false }
        let token = browser[IDSite.sessionCookie] ?? ""
        let now = site.clock.now()
        let session = try #require(try await site.database.read { try $0.session(token: token, at: now) })
        #expect(session.acr == .oneFactor && session.amr == ["pwd"], "a trusted browser is no second factor")
        return true
    }

    private func trusting(_ site: TestSite) async throws -> (ada: PersonID, browser: Browser) {
        let ada = try await site.add("ada@northwind.example", app: true)
        let browser = Browser(site)
        try await signIn(browser, site, trust: true)
        #expect(browser.location == "/profile" && browser[Self.trustCookie] != nil)
        return (ada, browser)
    }

    @Test("For 30 days the password is enough there, for that person alone, and nowhere else", .onEveryDatabase)
    func thirtyDays() async throws {
        try await TestSite.with { site in
            let browser = try await trusting(site).browser
            #expect(try await isTrusted(browser, site))
            let told = try await site.database.read { try $0.newestMessages(limit: 20, openedBy: site.keyring) }
            #expect(told.contains { $0.subject == "A browser is trusted for 30 days" })
            #expect(try await !isTrusted(Browser(site), site))
            try await site.add("ben@northwind.example", name: "Ben", app: true)
            #expect(try await !isTrusted(browser, site, "ben@northwind.example"))
            site.clock.advance(by: .days(30) - .minutes(1))
            #expect(try await isTrusted(browser, site))
            site.clock.advance(by: .minutes(1))
            #expect(try await !isTrusted(browser, site))
        }
    }

    @Test("Nobody is trusted who did not ask for it, and a made-up cookie is worth nothing")
    func unasked() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", app: true)
            let browser = Browser(site)
            try await signIn(browser, site)
            #expect(browser.location == "/profile" && browser[Self.trustCookie] == nil)
            browser[Self.trustCookie] = SystemRandom().token().exposed
            #expect(try await !isTrusted(browser, site))
        }
    }

    enum End: String, CaseIterable, Sendable { case revoked, newPassword, suspension, lastFactorReplaced, othersAttempt }

    @Test(
        "It ends when it is revoked, with a new password, and with the last second factor; nobody else can end it", arguments: End.allCases)
    func ended(by end: End) async throws {
        try await TestSite.with(.sqlite) { site in
            let (ada, browser) = try await trusting(site)
            let now = site.clock.now()
            let id = try #require(try await site.database.read { try $0.trustedBrowsers(of: ada, at: now).first }).id
            switch end {
            case .revoked:
                await browser.get("/security/trusted-browsers")
                #expect(browser.has("Firefox on Linux") && browser.has("192.0.2.7"))
                await browser.post("/security/trusted-browsers/\(id)/removal", [])
            case .newPassword:
                await browser.get(SecurityPath.password)
                await browser.post(
                    SecurityPath.password, [("current", TestSite.password), ("password", "another battery staple horse")])
                #expect(browser.location == "/")
                browser[IDSite.sessionCookie] = nil
                await browser.signIn("ada@northwind.example", "another battery staple horse")
                #expect(browser.location?.hasPrefix("/sign-in/second-factor") == true, "\(browser.location ?? "none") \(browser.status)")
            case .suspension:
                try await site.database.write { tx in
                    try tx.setStatus(ada, to: .suspended, under: NoAccounts(), by: .system, at: now)
                    try tx.setStatus(ada, to: .active, under: NoAccounts(), by: .system, at: now)
                }
            case .lastFactorReplaced:
                let generator = try #require(TOTP(secret: Array("12345678901234567890".utf8)))
                let factor = try SecondFactor.authenticatorApp(generator, of: ada, setBy: .person, sealedBy: site.keyring, at: now)
                try await site.database.write { tx in
                    for old in try tx.secondFactors(of: ada) { try tx.removeSecondFactor(old.id, of: ada, by: .person(ada), at: now) }
                    try tx.insert(factor, by: .person(ada), at: now)
                }
            case .othersAttempt:
                try await site.add("ben@northwind.example", name: "Ben")
                let ben = Browser(site)
                await ben.signIn("ben@northwind.example")
                await ben.get("/security/trusted-browsers")
                #expect(!ben.has(id.text))
                await ben.post("/security/trusted-browsers/\(id)/removal", [])
                #expect(ben.status == 404)
            }
            if end == .newPassword { return }
            let stillTrusted = try await isTrusted(browser, site)
            #expect(stillTrusted == (end == .othersAttempt))
        }
    }

    @Test("Where a client asks for two factors, a trusted browser is asked all the same")
    func steppedUp() async throws {
        var party = AskingParty(name: "Customer Dashboard", product: "dashboard", redirectOrigin: "http://localhost:8081")
        party.needsTwoFactors = true
        try await TestSite.with(asking: party) { site in
            let browser = try await trusting(site).browser
            #expect(try await isTrusted(browser, site))
            browser[IDSite.sessionCookie] = nil
            await browser.signIn("ada@northwind.example", returnTo: "/authorize?client_id=x")
            #expect(browser.location?.hasPrefix("/sign-in/second-factor") == true)
            await browser.follow()
            #expect(!browser.has("Trust this browser"))
        }
    }

    @Test("A sign-in in a trusted browser is no fresh proof")
    func fresh() async throws {
        try await TestSite.with { site in
            let browser = try await trusting(site).browser
            site.clock.advance(by: .minutes(6))
            #expect(try await isTrusted(browser, site))
            await browser.get(SecurityPath.password)
            #expect(browser.location?.hasPrefix("/security/proof") == true)
        }
    }
}
