import Access
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

/// Somebody new makes their ID and their account (threats 13 and 16).
@Suite("Registration") struct RegistrationTests {
    private static let address = "nea@fresh.example"
    private static let password = "seven quiet harbours at night"

    private func ask(_ address: String, _ site: TestSite, _ browser: Browser? = nil) async -> Browser {
        let browser = browser ?? Browser(site)
        await browser.get("/register")
        await browser.post("/register", [("address", address)])
        return browser
    }

    private func mails(_ site: TestSite) async throws -> [(to: String, subject: String, text: String)] {
        try await site.database.read { try $0.newestMessages(limit: 40, openedBy: site.keyring) }
            .map { ($0.recipient, $0.subject, $0.text) }
    }

    /// The tokens of all links, the newest first.
    private func tokens(_ site: TestSite) async throws -> [String] {
        try await mails(site).compactMap { mail in
            mail.text.firstMatch(of: #/http://localhost:8080/register/finish\?token=(\S+)/#).map { String($0.1) }
        }
    }

    private func finish(
        _ token: String, _ site: TestSite, name: String = "Nea New", account: String = "Fresh", password: String = password
    ) async -> Browser {
        let browser = Browser(site)
        await browser.get("/register/finish?token=" + token)
        await browser.post("/register/finish", [("token", token), ("name", name), ("account", account), ("password", password)])
        return browser
    }

    private func count(_ table: String, _ site: TestSite) async throws -> Int {
        let query: Statement = table == "people" ? "SELECT COUNT(*) AS n FROM people" : "SELECT COUNT(*) AS n FROM accounts"
        return try await site.database.read { try $0.first(query)?["n"] ?? 0 }
    }

    @Test("The address is proved first; then the person, their verified address and their account come in one step", .onEveryDatabase)
    func whole() async throws {
        try await TestSite.with { site in
            let asked = await ask(Self.address, site)
            #expect(asked.status == 200 && asked.has(Self.address))
            #expect(try await count("people", site) == 0)
            #expect(try await count("accounts", site) == 0)
            let token = try #require(try await tokens(site).first)
            let opened = Browser(site)
            await opened.get("/register/finish?token=" + token)
            #expect(opened.status == 200 && opened.has("Company or team"))
            #expect(try await count("people", site) == 0, "opening the link makes nothing")
            let browser = await finish(token, site)
            #expect(browser.location == "http://localhost:8081/sign-in")
            #expect(browser[IDSite.sessionCookie] != nil)
            let (person, address, members) = try await site.database.read { tx in
                let person = try #require(try tx.candidates(for: Self.address).first?.person)
                return (person, try tx.mainAddress(of: person.id), try tx.memberships(of: person.id))
            }
            #expect(person.name == "Nea New" && person.status == .active && address?.verifiedAt != nil)
            #expect(members.map(\.role) == ["administrator"] && members.map(\.product) == ["dashboard"])
            #expect(await finish(token, site).status == 410, "the link works once")
            let back = Browser(site)
            await back.signIn(Self.address, Self.password)
            #expect(back[IDSite.sessionCookie] != nil)
        }
    }

    @Test("Whoever has an ID is told so by mail alone; the page says the same to everybody", .onEveryDatabase)
    func known() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let known = await ask("ada@northwind.example", site)
            let new = await ask("bea@northwind.example", site)
            #expect(known.status == new.status)
            func page(_ browser: Browser, _ name: String) -> String {
                browser.page.replacing(name, with: "NAME").replacing(/"[A-Za-z0-9_-]{40,}"/, with: "TOKEN")
            }
            #expect(page(known, "ada") == page(new, "bea"))
            let told = try await mails(site)
            #expect(told.first { $0.to == "ada@northwind.example" }?.subject == "You have an ID already")
            #expect(told.first { $0.to == "bea@northwind.example" }?.subject == "Create your ID")
            #expect(try await tokens(site).count == 1)
        }
    }

    @Test("Two links of one address make one person, and an address that somebody got meanwhile makes none", .onEveryDatabase)
    func twice() async throws {
        try await TestSite.with { site in
            _ = await ask(Self.address, site)
            _ = await ask(Self.address, site)
            let tokens = try await tokens(site)
            #expect(tokens.count == 2)
            await withTaskGroup(of: Void.self) { group in
                for token in tokens {
                    group.addTask { _ = await finish(token, site) }
                }
            }
            #expect(try await count("people", site) == 1)
            #expect(try await count("accounts", site) == 1)
            _ = await ask("bea@fresh.example", site)
            let late = try #require(try await self.tokens(site).first)
            try await site.add("bea@fresh.example")
            #expect(await finish(late, site).status == 410)
            #expect(try await count("accounts", site) == 1)
        }
    }

    @Test("Whoever prepares an address that is not theirs has nothing, and its owner's arrival is unharmed (threat 16)", .onEveryDatabase)
    func prepared() async throws {
        try await TestSite.with { site in
            // The preparer cannot read the mail: all they have is what the page says.
            let preparer = await ask(Self.address, site)
            await preparer.get(CommonPath.home)
            #expect(preparer.location?.hasPrefix("/sign-in") == true)
            await preparer.signIn(Self.address, "a guess at anything else")
            #expect(preparer[IDSite.sessionCookie] == nil)
            site.clock.advance(by: .minutes(2))
            _ = await ask(Self.address, site)
            let browser = await finish(try #require(try await tokens(site).first), site)
            #expect(browser[IDSite.sessionCookie] != nil)
            await preparer.get(CommonPath.home)
            #expect(preparer.location?.hasPrefix("/sign-in") == true)
            let sessions = try await site.database.read { try $0.rows("SELECT id FROM sessions") }
            #expect(sessions.count == 1)
        }
    }

    @Test("What is wrong is said at its field, all of it at once, and the rest stays as it was typed")
    func mistakes() async throws {
        try await TestSite.with { site in
            _ = await ask(Self.address, site)
            let token = try #require(try await tokens(site).first)
            let empty = await finish(token, site, name: "", account: "", password: "")
            #expect(empty.status == 422 && empty.has("Enter a name.") && empty.has("Enter the name of your company or team."))
            let hidden = await finish(token, site, account: "Fre\u{200B}sh")
            #expect(hidden.status == 422 && hidden.has("value=\"Nea New\""))
            let easy = await finish(token, site, account: "Quiet Harbours", password: "quietharbours1")
            #expect(easy.status == 422 && easy.has("value=\"Quiet Harbours\""))
            #expect(await finish(token, site).status == 303)
        }
    }

    @Test("Where nobody may open an account by themselves, there is no such page")
    func closed() async throws {
        try await TestSite.with(registers: false) { site in
            let browser = Browser(site)
            await browser.get("/register")
            #expect(browser.status == 404)
            await browser.get("/sign-in")
            #expect(!browser.has("/register"))
        }
    }
}
