import Core
import Credentials
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

@Suite("Several tabs, and the way back")
struct TabTests {
    /// Two tabs of one browser: they share the cookies, and each has its own page and its own sign-in.
    private func tab(of browser: Browser) -> Browser {
        let other = Browser(browser.site)
        for (name, value) in browser.cookies { other[name] = value }
        return other
    }

    private func ask(_ browser: Browser, _ address: String, returnTo: String = "/authorize?client_id=x") async {
        await browser.get(SignInPath.address(returningTo: returnTo))
        await browser.post(SignInPath.address, [("address", address), ("return_to", returnTo)])
        await browser.follow()
    }

    @Test("A password signs in the person whom its own page names, whatever another tab asked for since")
    func twoTabs() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            try await site.add("ben@northwind.example", name: "Ben")
            let first = Browser(site)
            await ask(first, "ada@northwind.example", returnTo: "/authorize?client_id=first")
            let second = tab(of: first)
            await ask(second, "ben@northwind.example", returnTo: "/authorize?client_id=second")
            first["lanyard_id_signin"] = second["lanyard_id_signin"]
            await first.get(SignInPath.password)
            #expect(first.has("ada@<wbr>northwind.example"))
            await first.post(SignInPath.password, [("password", TestSite.password)])
            #expect(first.location == "/authorize?client_id=first")
            let cookie = first[IDSite.sessionCookie] ?? ""
            let signedIn = try await site.database.read { try $0.session(token: cookie, at: site.clock.now())?.personID }
            #expect(signedIn == ada)
        }
    }

    @Test("A form that was open while another tab signed in is still good for its own sign-in")
    func signedInMeanwhile() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let first = Browser(site)
            await ask(first, "ada@northwind.example")
            let second = tab(of: first)
            await second.signIn("ada@northwind.example", returnTo: "/somewhere")
            #expect(second.location == "/somewhere")
            first[IDSite.sessionCookie] = second[IDSite.sessionCookie]
            await first.post(SignInPath.password, [("password", TestSite.password)])
            #expect(first.location == "/authorize?client_id=x")
        }
    }

    @Test("A tab that was left for long goes on with the session of another tab; without one it asks again and leads to the same place")
    func leftForLong() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let first = Browser(site)
            await ask(first, "ada@northwind.example")
            site.clock.advance(by: .minutes(20))
            await first.post(SignInPath.password, [("password", TestSite.password)])
            #expect(first.location == SignInPath.address("ada@northwind.example", returningTo: "/authorize?client_id=x").text)
            await first.follow()
            #expect(first.has("longer than 15 minutes") && first.has("value=\"ada@northwind.example\""))
            let second = tab(of: first)
            await second.signIn("ada@northwind.example")
            first[IDSite.sessionCookie] = second[IDSite.sessionCookie]
            await first.get(SignInPath.password)
            #expect(first.location == "/authorize?client_id=x")
        }
    }

    @Test("The address of a sign-in's page is of no use in another browser (threat 20)")
    func foreignAddress() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await ask(browser, "ada@northwind.example")
            let other = Browser(site)
            await ask(other, "eve@northwind.example")
            other.flow = browser.flow
            await other.get(SignInPath.password)
            #expect(other.location == "/sign-in" && !other.has("ada@"))
            await other.post(SignInPath.password, [("password", TestSite.password)])
            #expect(other[IDSite.sessionCookie] == nil)
        }
    }

    @Test("After a forgotten password and its mail the person comes to where they were going")
    func forgotten() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await ask(browser, "ada@northwind.example")
            await browser.get(RecoveryPath.forgotPassword)
            #expect(browser.has("value=\"ada@northwind.example\""))
            await browser.post(RecoveryPath.forgotPassword, [("address", "ada@northwind.example")])
            let mail = try #require(try await site.database.read { try $0.newestMessages(limit: 1, openedBy: site.keyring) }.first)
            let token = try #require(mail.text.firstMatch(of: #/token=([A-Za-z0-9_-]+)/#)).1
            await browser.get(RecoveryPath.setPassword(Secret(String(token))))
            await browser.post(RecoveryPath.setPassword, [("token", String(token)), ("password", "a wholly new phrase of words")])
            #expect(browser.location == SignInPath.address("ada@northwind.example", returningTo: "/authorize?client_id=x").text)
        }
    }

    @Test("Whoever sets somebody else's password by its link is told who is signed in, before and after")
    func setForAnother() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            try await site.add("ben@northwind.example", name: "Ben")
            let browser = Browser(site)
            await browser.signIn("ben@northwind.example")
            let other = Browser(site)
            await other.get(RecoveryPath.forgotPassword)
            await other.post(RecoveryPath.forgotPassword, [("address", "ada@northwind.example")])
            let mail = try #require(try await site.database.read { try $0.newestMessages(limit: 1, openedBy: site.keyring) }.first)
            let token = String(try #require(mail.text.firstMatch(of: #/token=([A-Za-z0-9_-]+)/#)).1)
            await browser.get(RecoveryPath.setPassword(Secret(token)))
            #expect(browser.has("You are signed in here as Ben. This link is for Ada Example."))
            await browser.post(RecoveryPath.setPassword, [("token", token), ("password", "a wholly new phrase of words")])
            await browser.follow()
            #expect(browser.status == 200 && browser.has("You are signed in here as Ben") && browser.has("go on as Ben"))
            #expect(browser.has("value=\"ada@northwind.example\""))
        }
    }

    @Test("After a wrong password the field has the focus, and the error is said once")
    func focus() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example", "a guess")
            #expect(browser.status == 422 && !browser.has("class=\"summary\""))
            #expect(browser.page.ranges(of: "does not belong to this address").count == 1)
            #expect(browser.page.contains(#/<input[^>]*name="password"[^>]*autofocus/#))
        }
    }

    @Test("Every code of the last five minutes counts once, and a second sign-in sends a new one only when the old has less than a minute")
    func codes() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", telephone: true)
            func codes() async throws -> [String] {
                try await site.database.read { try $0.newestMessages(limit: 9, openedBy: site.keyring) }.compactMap { message in
                    message.text.firstMatch(of: #/^(\d{6}) is/#).map { String($0.1) }
                }
            }
            let first = Browser(site)
            await first.signIn("ada@northwind.example")
            await first.follow()
            let second = Browser(site)
            await second.signIn("ada@northwind.example")
            await second.follow()
            #expect(try await codes().count == 1 && second.has("We sent a text message"))
            site.clock.advance(by: .seconds(230))
            await second.post(SignInPath.codeResend, [])
            let sent = try await codes()
            #expect(sent.count == 2)
            // The older code still counts, and then no more.
            await first.post(SignInPath.secondFactor, [("code", "\(sent[1].prefix(3)) \(sent[1].suffix(3))")])
            #expect(first[IDSite.sessionCookie] != nil)
            await second.follow()
            await second.post(SignInPath.secondFactor, [("code", sent[1])])
            #expect(second.status == 422)
            await second.post(SignInPath.secondFactor, [("code", sent[0])])
            #expect(second[IDSite.sessionCookie] != nil)
        }
    }

    @Test("Too many wrong codes say how long to wait, and do not send anybody to a new password that helps nothing")
    func wrongCodes() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", app: true)
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.follow()
            for _ in 0..<6 { await browser.post(SignInPath.secondFactor, [("code", "000000")]) }
            #expect(browser.status == 429 && browser.has("A new password does not change this"))
            #expect(!browser.has("href=\"/forgot-password"))
        }
    }
}
