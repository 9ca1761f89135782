import Access
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

@Suite struct IDApplicationTests {
    @Test("Signing out ends the session, and going back shows nothing")
    func signOut() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.follow()
            #expect(browser.has("Hello Ada Example") && browser.has("Firefox on Linux"))
            let token = browser[IDSite.sessionCookie]
            await browser.get(CommonPath.signOut)
            await browser.post(CommonPath.signOut, [])
            await browser.follow()
            #expect(browser.has("You are signed out"))
            #expect(browser[IDSite.sessionCookie] == nil)
            browser[IDSite.sessionCookie] = token
            await browser.get(CommonPath.home)
            #expect(browser.location?.hasPrefix("/sign-in") == true)
        }
    }

    @Test("A session of one's own can be ended; somebody else's is as if it did not exist (threat 2)")
    func sessions() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let ben = try await site.add("ben@northwind.example")
            let first = Browser(site)
            let second = Browser(site)
            let other = Browser(site)
            await first.signIn("ada@northwind.example")
            await second.signIn("ada@northwind.example")
            await other.signIn("ben@northwind.example")
            let now = site.clock.now()
            let foreign = try #require(try await site.database.read { try $0.sessions(of: ben, at: now).first })
            await first.follow()
            await first.post(SessionPath.end(foreign.id), [])
            #expect(first.status == 404)
            await other.get(CommonPath.home)
            #expect(other.status == 200)
            await first.get(CommonPath.home)
            await first.post(SessionPath.endOthers, [])
            await second.get(CommonPath.home)
            #expect(second.location?.hasPrefix("/sign-in") == true)
            await first.get(CommonPath.home)
            #expect(first.status == 200)
        }
    }

    @Test("The place of an address stands below it, in the reader's language, where the operator's file knows it")
    func places() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            browser.languages = "sv"
            await browser.signIn("ada@northwind.example")
            await browser.get(SessionPath.list)
            #expect(browser.page.contains("192.0.2.7<div class=\"quiet\">Göteborg &lt;Sverige&gt;</div>"))
            browser.languages = "en"
            await browser.get(SessionPath.list)
            #expect(browser.has("192.0.2.7") && !browser.has("Göteborg"))
        }
    }

    @Test("An authenticator app is added with a right code, and asked for from then on")
    func app() async throws {
        try await TestSite.with(example: true) { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get(SecurityPath.authenticatorApp)
            let setup = try #require(browser.page.firstMatch(of: /name="setup" value="([^"]*)"/)).1
            await browser.post(SecurityPath.authenticatorApp, [("setup", String(setup)), ("code", "000000x")])
            #expect(browser.status == 422)
            #expect(browser.has(String(setup)))
            #expect(browser.has("<svg class=\"qr\"") && browser.headers[.cacheControl] == "no-store")
            let key = try #require(browser.page.firstMatch(of: /<code data-copy>([A-Z2-7 ]+)</)).1
            let secret = try #require(Base32.decode(String(key)))
            let generator = try #require(TOTP(secret: secret))
            // A setup of another session is not accepted.
            let other = Browser(site)
            await other.signIn("ada@northwind.example")
            await other.get(SecurityPath.authenticatorApp)
            await other.post(SecurityPath.authenticatorApp, [("setup", String(setup)), ("code", generator.code(at: site.clock.now()))])
            #expect(other.location == "/security/authenticator-app")
            await browser.post(SecurityPath.authenticatorApp, [("setup", String(setup)), ("code", generator.code(at: site.clock.now()))])
            #expect(browser.location == "/security/recovery-codes")
            // Sent twice, it adds no second app with the same key: each of them would take the same codes.
            await browser.get(SecurityPath.authenticatorApp)
            await browser.post(SecurityPath.authenticatorApp, [("setup", String(setup)), ("code", generator.code(at: site.clock.now()))])
            #expect(browser.location == "/")
            let stored = try await site.database.read { tx in try tx.rows("SELECT id FROM second_factors").count }
            #expect(stored == 1)
            await browser.get(CommonPath.home)
            #expect(browser.has("Codes from an authenticator app"))
            let third = Browser(site)
            await third.signIn("ada@northwind.example")
            await third.follow()
            // The code that added the app cannot be used again.
            await third.post(SignInPath.secondFactor, [("code", generator.code(at: site.clock.now()))])
            #expect(third.status == 422)
            site.clock.advance(by: .seconds(30))
            await third.post(SignInPath.secondFactor, [("code", generator.code(at: site.clock.now()))])
            #expect(third.location == "/")
        }
    }

    @Test("A second factor is removed on its page, which says what follows; somebody else's is as if it did not exist (threat 2)")
    func removal() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", app: true)
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.follow()
            await browser.post(SignInPath.secondFactor, [("code", try site.code)])
            await browser.follow()
            let path = String(try #require(browser.page.firstMatch(of: /href="(\/security\/second-factors\/[^"]*)"/)).1)
            site.clock.advance(by: .seconds(30))
            let code = try site.code
            await browser.get(path)
            #expect(browser.has("we ask for your password alone"))
            await browser.post(path, [("password", ""), ("code", "")])
            #expect(browser.status == 422 && browser.has("Enter your password.") && browser.has("Enter a code."))
            await browser.post(path, [("password", "a guess"), ("code", code)])
            #expect(browser.status == 422 && browser.has("That is not your password."))
            try await site.add("ben@northwind.example")
            let other = Browser(site)
            await other.signIn("ben@northwind.example")
            await other.follow()
            await other.get(path)
            #expect(other.status == 404)
            await browser.post(path, [("password", TestSite.password), ("code", code)])
            #expect(browser.location == "/")
            await browser.follow()
            #expect(browser.has("Password only") && browser.has("are no longer asked for"))
        }
    }

    @Test("Where a telephone is the second factor, its removal sends a code first")
    func removalByText() async throws {
        try await TestSite.with { site in
            let person = try await site.add("ada@northwind.example", telephone: true)
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.follow()
            func sentCode() async throws -> String {
                String(
                    try #require(try await site.database.read { try $0.newestMessages(limit: 1, openedBy: site.keyring) }.first).text
                        .prefix(6))
            }
            await browser.post(SignInPath.secondFactor, [("code", try await sentCode())])
            await browser.follow()
            let path = String(try #require(browser.page.firstMatch(of: /href="(\/security\/second-factors\/[^"]*)"/)).1)
            await browser.get(path)
            #expect(browser.has("we send a code to your") && !browser.has("name=\"password\""))
            let with = String(try #require(browser.page.firstMatch(of: /name="with" value="([^"]*)"/)).1)
            site.clock.advance(by: .seconds(1))
            await browser.post(path + "/code", [("with", with)])
            #expect(browser.status == 200)
            await browser.post(path, [("with", with), ("password", TestSite.password), ("code", try await sentCode())])
            #expect(browser.location == "/")
            #expect(try await site.database.read { try $0.secondFactors(of: person) }.isEmpty)
        }
    }

    @Test("A forgotten password is set by the mailed link, whose token no other page takes")
    func recovery() async throws {
        try await TestSite.with(example: true) { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.get(RecoveryPath.forgotPassword)
            await browser.post(RecoveryPath.forgotPassword, [("address", "ada@northwind.example")])
            #expect(browser.has("Check your mail"))
            let known = browser.page.replacing(/name="_token" value="[^"]*"/, with: "")
            await browser.get(RecoveryPath.forgotPassword)
            await browser.post(RecoveryPath.forgotPassword, [("address", "eda@northwind.example")])
            #expect(browser.page.replacing(/name="_token" value="[^"]*"/, with: "").replacing("eda@", with: "ada@") == known)
            let mail = try #require(try await site.database.read { try $0.newestMessages(limit: 5, openedBy: site.keyring) }.first)
            let token = String(try #require(mail.text.firstMatch(of: /token=([A-Za-z0-9_-]+)/)).1)
            await browser.get(MailboxPath.message(mail.id))
            #expect(browser.has("/set-password?token=\(token)"))
            await browser.get(RecoveryPath.setPassword(Secret(token)))
            #expect(browser.status == 200 && browser.has("Ada Example"))
            await browser.post(RecoveryPath.setPassword, [("token", token), ("password", "short")])
            #expect(browser.status == 422)
            await browser.post(RecoveryPath.setPassword, [("token", token), ("password", "an entirely different phrase")])
            #expect(browser.location?.hasPrefix("/sign-in?") == true)
            await browser.get(RecoveryPath.setPassword(Secret(token)))
            #expect(browser.status == 410)
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.status == 404)
        }
    }

    @Test("The mailbox is there in the example alone")
    func mailbox() async throws {
        try await TestSite.with { site in
            let browser = Browser(site)
            await browser.get(MailboxPath.list)
            #expect(browser.status == 404)
        }
        try await TestSite.with(example: true) { site in
            try await site.add("ada@northwind.example", app: true)
            let browser = Browser(site)
            await browser.get(MailboxPath.list)
            let code = try site.code
            #expect(browser.status == 200 && browser.has(code))
        }
    }
}
