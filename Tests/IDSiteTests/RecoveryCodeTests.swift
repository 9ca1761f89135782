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

/// Codes on paper that take the place of a second factor.
@Suite("Recovery codes") struct RecoveryCodeTests {
    private static let path = Path("/security/recovery-codes")
    private static let entry = Path("/sign-in/second-factor/recovery-code")

    private func codes(_ browser: Browser) -> [String] {
        browser.page.matches(of: #/<li><code>([0-9a-f-]{19})</code></li>/#).map { String($0.1) }
    }

    /// Signs in with app and password, and makes a set.
    private func make(_ site: TestSite, _ address: String = "ada@northwind.example") async throws -> (owner: Browser, codes: [String]) {
        let browser = Browser(site)
        await browser.signIn(address)
        await browser.follow()
        await browser.post(SignInPath.secondFactor, [("code", try site.code)])
        await browser.get(Self.path)
        await browser.post(Self.path, [])
        await browser.follow()
        return (browser, codes(browser))
    }

    private func enter(_ code: String, _ site: TestSite, _ address: String = "ada@northwind.example") async -> Browser {
        let browser = Browser(site)
        await browser.signIn(address, returnTo: "/profile")
        await browser.follow()
        await browser.get(Self.entry)
        await browser.post(Self.entry, [("code", code)])
        return browser
    }

    private func mail(_ site: TestSite) async throws -> [(subject: String, text: String)] {
        try await site.database.read { try $0.newestMessages(limit: 20, openedBy: site.keyring) }.map { ($0.subject, $0.text) }
    }

    @Test("Ten codes are born with the first second factor, shown to its session for 5 minutes, and stored as digests", .onEveryDatabase)
    func born() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get(Self.path)
            #expect(browser.has("Recovery codes come with a second factor"))
            try await addApp(browser)
            #expect(browser.location == Self.path.text)
            let other = Browser(site)
            for (name, value) in browser.cookies where name != IDSite.sessionCookie { other[name] = value }
            await browser.follow()
            let made = codes(browser)
            #expect(Set(made).count == 10 && browser.has("Save these recovery codes too"))
            await browser.get(Self.path)
            #expect(codes(browser) == made, "reloading shows them again")
            await browser.get(Path("/security/recovery-codes/file"))
            #expect(made.allSatisfy(browser.page.contains) && browser.page.contains("ada@northwind.example"))
            let stored = try await site.database.read { tx in
                try tx.rows("SELECT code_hash, person_id FROM recovery_codes").map { row -> [UInt8] in try row["code_hash"] }
            }
            #expect(stored.count == 10 && stored.allSatisfy { hash in made.allSatisfy { !hash.elementsEqual($0.utf8) } })
            #expect(try await site.database.read { try $0.recoveryCodes(of: ada)?.left } == 10)
            await browser.get(Self.path)
            await browser.post(Path("/security/recovery-codes/saved"), [])
            await browser.get(Self.path)
            #expect(codes(browser).isEmpty && browser.has("10 codes left of 10"))
            // What the browser kept sealed opens in its own session alone.
            await other.signIn("ada@northwind.example")
            await other.get(Self.path)
            #expect(codes(other).isEmpty)
            // A second factor more brings no other set.
            site.clock.advance(by: .seconds(30))
            try await addApp(browser)
            #expect(browser.location == "/")
        }
    }

    private func addApp(_ browser: Browser) async throws {
        await browser.get(SecurityPath.authenticatorApp)
        let secret = try #require(browser.page.firstMatch(of: #/secret=([A-Z2-7]+)/#)).1
        let setup = try #require(browser.page.firstMatch(of: #/name="setup" value="([^"]+)"/#)).1
        let bytes = try #require(Base32.decode(String(secret)))
        let code = try #require(TOTP(secret: bytes)).code(at: browser.site.clock.now())
        await browser.post(SecurityPath.authenticatorApp, [("setup", String(setup)), ("code", code)])
    }

    @Test("Each code signs in once after the password, however it is typed, and its person is told", .onEveryDatabase)
    func once() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example", app: true)
            let made = try await make(site).codes
            #expect(made.count == 10)
            let first = await enter(made[0], site)
            #expect(first.location == "/profile" && first[IDSite.sessionCookie] != nil)
            let token = first[IDSite.sessionCookie] ?? ""
            let now = site.clock.now()
            let session = try await site.database.read { try $0.session(token: token, at: now) }
            #expect(session?.personID == ada && session?.acr == .twoFactors && session?.amr == ["pwd", "otp", "mfa"])
            let again = await enter(made[0], site)
            #expect(again[IDSite.sessionCookie] == nil && again.has("That code is not one of yours, or was used already."))
            let typed = made[1].uppercased().replacing("-", with: " ").replacing("0", with: "O").replacing("1", with: "l")
            #expect(await enter(" \(typed) ", site)[IDSite.sessionCookie] != nil)
            let told = try await mail(site).filter { $0.subject == "A recovery code was used" }
            #expect(told.count == 2 && told.contains { $0.text.contains("9 codes are left") })
            for code in made[2..<7] { #expect(await enter(code, site)[IDSite.sessionCookie] != nil) }
            let last = try await mail(site).first { $0.text.contains("3 codes are left") }
            #expect(last?.text.contains("Make new ones in your ID") == true)
        }
    }

    @Test("A code of somebody else, of an older set, or of nobody opens nothing; guesses count as guesses at codes do")
    func refused() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", app: true)
            try await site.add("ben@northwind.example", app: true)
            let old = try await make(site).codes
            site.clock.advance(by: .minutes(6))
            let bens = try await make(site, "ben@northwind.example").codes
            site.clock.advance(by: .minutes(6))
            let new = try await make(site).codes
            #expect(new.count == 10 && Set(new).isDisjoint(with: old))
            for wrong in [old[0], bens[0], "", "0000-0000-0000-0000", String(new[0].dropLast())] {
                #expect(await enter(wrong, site)[IDSite.sessionCookie] == nil)
            }
            let late = await enter(new[0], site)
            #expect(late.status == 303 || late.status == 200)
            for _ in 1...6 { _ = await enter("0000-0000-0000-0000", site) }
            let locked = await enter(new[1], site)
            #expect(locked.status == 429 && locked[IDSite.sessionCookie] == nil)
        }
    }

    @Test("The codes die with the last second factor, and a code alone proves nothing", .onEveryDatabase)
    func dead() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example", app: true, telephone: true)
            let made = try await make(site).codes
            let alone = Browser(site)
            await alone.get(Self.entry)
            #expect(alone.status == 303 && alone.location?.hasPrefix("/sign-in") == true)
            await alone.signIn("ada@northwind.example")
            let now = site.clock.now()
            let keyring = site.keyring
            for (number, left) in [(0, 10), (1, nil)] as [(Int, Int?)] {
                try await site.database.write { tx in
                    let factor = try #require(try tx.secondFactors(of: ada).first)
                    try tx.removeSecondFactor(factor.id, of: ada, by: .person(ada), at: now)
                }
                #expect(try await site.database.read { try $0.recoveryCodes(of: ada)?.left } == left, "\(number)")
            }
            let generator = try #require(TOTP(secret: Array("12345678901234567890".utf8)))
            let factor = try SecondFactor.authenticatorApp(generator, of: ada, setBy: .import, sealedBy: keyring, at: now)
            try await site.database.write { try $0.insert(factor, by: .system, at: now) }
            #expect(await enter(made[0], site)[IDSite.sessionCookie] == nil)
        }
    }

    @Test("Whoever cannot use their factor is led to every other way they have")
    func otherWays() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", app: true, telephone: true)
            _ = try await make(site)
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example", returnTo: "/profile")
            await browser.follow()
            #expect(browser.has("I cannot use this"))
            await browser.get(Path("/sign-in/second-factor/other"))
            #expect(browser.has("Use your authenticator app") && browser.has("Send a code to the number ending in 78"))
            #expect(browser.has("Use a recovery code"))
            let stranger = Browser(site)
            await stranger.get(Path("/sign-in/second-factor/other"))
            #expect(stranger.status == 303)
        }
    }

    @Test("What the browser kept of new codes opens nothing after 5 minutes, and nothing without a fresh proof")
    func kept() async throws {
        try await TestSite.with(.sqlite) { site in
            try await site.add("ada@northwind.example", app: true)
            let owner = try await make(site).owner
            await owner.get("/security/recovery-codes/file")
            #expect(owner.page.contains("Recovery codes for"))
            let sealed = try #require(owner["lanyard_recovery_codes"])
            site.clock.advance(by: .minutes(5))
            await owner.get("/security/recovery-codes/file")
            #expect(owner.location?.hasPrefix("/security/proof") == true)
            await owner.follow()
            let back = ("return_to", "/security/recovery-codes")
            await owner.post("/security/proof/password", [back, ("password", TestSite.password)])
            await owner.follow()
            let with = try #require(owner.page.firstMatch(of: #/name="with" value="([^"]+)"/#)).1
            await owner.post("/security/proof/code", [back, ("with", String(with)), ("code", try site.code)])
            owner["lanyard_recovery_codes"] = sealed
            await owner.get("/security/recovery-codes/file")
            #expect(owner.location == "/security/recovery-codes")
        }
    }

    @Test("Two logins that are joined have one set: the person's own, else the other one's", .onEveryDatabase)
    func joined() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example", app: true)
            let ben = try await site.add("ben@northwind.example", app: true)
            let eve = try await site.add("eve@northwind.example")
            let now = site.clock.now()
            let keyring = site.keyring
            let (both, one) = try await site.database.write { tx in
                for person in [ada, ben] { _ = try tx.makeRecoveryCodes(of: person, by: .person(person), keyring, at: now) }
                try tx.merge(ben, into: ada, by: .person(ada), at: now)
                let both = try tx.recoveryCodes(of: ada)?.left
                try tx.merge(ada, into: eve, by: .person(eve), at: now)
                return (both, try tx.recoveryCodes(of: eve)?.left)
            }
            #expect(both == 10 && one == 10)
        }
    }
}
