import Core
import Credentials
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

@Suite("Addresses that a browser knows") struct KnownPeopleTests {
    /// A browser in which she signed in and out again.
    private func usedBrowser(_ site: TestSite) async -> Browser {
        let browser = Browser(site)
        await browser.signIn("ada@northwind.example")
        await browser.get("/sign-out")
        await browser.post("/sign-out", [])
        return browser
    }

    @Test("They are offered in that browser alone, lead to the password, and are forgotten by \"Not you?\"", .onEveryDatabase)
    func offered() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let browser = await usedBrowser(site)
            await browser.get("/sign-in?return_to=/profile")
            #expect(browser.has("Signed in here before") && browser.has("value=\"ada@northwind.example\""))
            try await site.add("bo@northwind.example", name: "Bo")
            let other = Browser(site)
            await other.signIn("bo@northwind.example")
            await other.get("/sign-out")
            await other.post("/sign-out", [])
            await other.get("/sign-in")
            #expect(other.has("value=\"bo@northwind.example\"") && !other.has("ada@northwind.example"))
            await browser.post(SignInPath.address, [("address", "ada@northwind.example"), ("return_to", "/profile")])
            await browser.follow()
            #expect(browser.has("Enter your password") && browser[IDSite.sessionCookie] == nil, "it opens nothing")
            await browser.get("/sign-in?return_to=/profile")
            await browser.post("/sign-in/forget", [("person", ada.text), ("return_to", "/profile")])
            #expect(browser.location == "/sign-in?return_to=%2Fprofile")
            await browser.follow()
            #expect(!browser.has("Signed in here before"))
        }
    }

    @Test("Nobody is offered who cannot sign in, and another browser makes this one forget nobody")
    func others() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let browser = await usedBrowser(site)
            let other = Browser(site)
            await other.get("/sign-in")
            await other.post("/sign-in/forget", [("person", ada.text)])
            await browser.get("/sign-in")
            #expect(browser.has("Signed in here before"))
            _ = try await site.database.write { try $0.run("UPDATE people SET status = 'suspended' WHERE id = \(ada)") }
            await browser.get("/sign-in")
            #expect(!browser.has("Signed in here before"))
        }
    }

    @Test("Whoever is locked out is told once a day, and gets in at once where they signed in before", .onEveryDatabase)
    func lock() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = await usedBrowser(site)
            func guess(_ times: Int) async {
                let stranger = Browser(site)
                await stranger.signIn("ada@northwind.example", "a guess")
                for _ in 1..<times { await stranger.post(SignInPath.password, [("password", "a guess")]) }
            }
            func told() async throws -> Int {
                try await site.database.read { try $0.newestMessages(limit: 40, openedBy: site.keyring) }
                    .count { $0.subject == "Somebody tries passwords at your sign-in" }
            }
            await guess(5)
            #expect(try await told() == 0)
            await guess(4)
            #expect(try await told() == 1)
            await browser.signIn("ada@northwind.example")
            #expect(browser[IDSite.sessionCookie] != nil)
            await guess(7)
            site.clock.advance(by: .hours(23))
            await guess(7)
            #expect(try await told() == 1)
            site.clock.advance(by: .hours(1))
            await guess(7)
            #expect(try await told() == 2)
        }
    }
}
