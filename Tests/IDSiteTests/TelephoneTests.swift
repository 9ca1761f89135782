import Core
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// A telephone that its owner adds for codes by text message.
@Suite("Adding a telephone") struct TelephoneTests {
    private func code(_ site: TestSite) async throws -> String {
        let sent = try await site.database.read { try $0.newestMessages(limit: 20, openedBy: site.keyring) }
        return String(try #require(sent.first { $0.recipient.hasPrefix("+") }?.text.prefix(6)))
    }

    private func setup(_ browser: Browser) throws -> String {
        String(try #require(browser.page.firstMatch(of: #/name="setup" value="([^"]+)"/#)).1)
    }

    @Test("It is stored once a code that was sent to it is typed, with recovery codes and a mail", .onEveryDatabase)
    func added() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get(SecurityPath.telephone)
            for (number, words) in [("", "Write a +"), ("0151 12345678", "with its country"), ("+999 1234567", "No country")] {
                await browser.post(SecurityPath.telephone, [("number", number)])
                #expect(browser.status == 422 && browser.has(words), "\(number)")
            }
            await browser.post(SecurityPath.telephone, [("number", "+49 151 / 123 456 65")])
            #expect(browser.has("your number ending in 65"))
            let sealed = try setup(browser)
            let first = try await code(site)
            await browser.post(SecurityPath.telephone, [("setup", sealed)])
            #expect(browser.status == 422 && browser.has("less than 30 seconds ago"))
            let wrong = first == "000000" ? "000001" : "000000"
            await browser.post(SecurityPath.telephoneCode, [("setup", sealed), ("code", wrong)])
            #expect(browser.status == 422 && browser.has("That code is not right"))
            #expect(try await site.database.read { try $0.secondFactors(of: ada) }.isEmpty)
            // A setup belongs to its session.
            let other = Browser(site)
            await other.signIn("ada@northwind.example")
            await other.get(SecurityPath.telephone)
            await other.post(SecurityPath.telephoneCode, [("setup", sealed), ("code", first)])
            #expect(other.location == "/security/telephone")
            await browser.post(SecurityPath.telephoneCode, [("setup", sealed), ("code", first)])
            #expect(browser.location == "/security/recovery-codes")
            let told = try await site.database.read { try $0.newestMessages(limit: 20, openedBy: site.keyring) }
            #expect(told.contains { $0.subject == "Codes by text message were added" && $0.text.contains("ending in 65") })
            await browser.get(SecurityPath.telephone)
            await browser.post(SecurityPath.telephoneCode, [("setup", sealed), ("code", first)])
            #expect(browser.location == "/security/telephone", "it is there already")
            await browser.get(SecurityPath.telephone)
            await browser.post(SecurityPath.telephone, [("number", "+4915112345665")])
            #expect(browser.status == 422 && browser.has("on this number already"))

            site.clock.advance(by: .minutes(1))
            let next = Browser(site)
            await next.signIn("ada@northwind.example", returnTo: "/profile")
            await next.follow()
            #expect(next.has("ending in 65"))
            await next.post(SignInPath.secondFactor, [("code", try await code(site))])
            #expect(next.location == "/profile")
        }
    }

    @Test("A code counts for 5 minutes; after 30 seconds another one may be sent, and guesses are counted (threat 9)")
    func times() async throws {
        try await TestSite.with(.sqlite) { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get(SecurityPath.telephone)
            await browser.post(SecurityPath.telephone, [("number", "+4915112345665")])
            let first = try await code(site)
            let old = try setup(browser)
            site.clock.advance(by: .seconds(30))
            await browser.post(SecurityPath.telephone, [("setup", old)])
            #expect(browser.status == 200)
            let new = try setup(browser)
            for number in 0..<5 {
                await browser.post(SecurityPath.telephoneCode, [("setup", new), ("code", "x\(number)")])
                #expect(browser.status == 422)
            }
            await browser.post(SecurityPath.telephoneCode, [("setup", new), ("code", try await code(site))])
            #expect(browser.status == 429)
            site.clock.advance(by: .minutes(4) + .seconds(30))
            await browser.get(SecurityPath.telephone)
            await browser.follow()
            await browser.post("/security/proof/password", [("return_to", "/security/telephone"), ("password", TestSite.password)])
            await browser.follow()
            await browser.post(SecurityPath.telephoneCode, [("setup", old), ("code", first)])
            #expect(browser.location == "/security/telephone")
        }
    }
}
