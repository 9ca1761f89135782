import Core
import Credentials
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// A person's addresses: added, changed, removed and taken back (threat 16).
@Suite("A person's addresses") struct OwnAddressTests {
    private static let old = "ada@northwind.example"
    private static let new = "ada@home.example"

    private func ada(_ site: TestSite) async throws -> (PersonID, Browser) {
        let ada = try await site.add(Self.old)
        site.clock.advance(by: .days(8))
        let browser = Browser(site)
        await browser.signIn(Self.old)
        return (ada, browser)
    }

    private func ask(_ address: String, _ browser: Browser, replacing id: AddressID? = nil) async {
        let page = id.map { "/profile/addresses/\($0.text)/change" } ?? "/profile/addresses/new"
        await browser.get(page)
        await browser.post(page, [("address", address)])
    }

    private func mails(_ site: TestSite) async throws -> [(to: String, subject: String, text: String)] {
        try await site.database.read { try $0.newestMessages(limit: 40, openedBy: site.keyring) }
            .map { ($0.recipient, $0.subject, $0.text) }
    }

    private func link(_ site: TestSite, _ path: String, to address: String) async throws -> String {
        let found = try await mails(site).filter { $0.to == address }.compactMap { mail in
            mail.text.firstMatch(of: #/http://localhost:8080(/\S+)/#).map { String($0.1) }
        }
        return try #require(found.first { $0.hasPrefix(path) })
    }

    private func confirm(_ link: String, _ browser: Browser) async throws {
        await browser.get(link)
        let token = try #require(link.split(separator: "=").last.map(String.init))
        await browser.post("/profile/addresses/confirm", [("token", token)])
    }

    private func addresses(_ person: PersonID, _ site: TestSite) async throws -> [PersonAddress] {
        try await site.database.read { try $0.addresses(of: person) }
    }

    private func written(_ person: PersonID, _ site: TestSite) async throws -> [String] {
        try await addresses(person, site).map(\.address.written)
    }

    @Test("A new address counts once its link was opened, signed in; all addresses are told, and it signs in", .onEveryDatabase)
    func added() async throws {
        try await TestSite.with { site in
            let (ada, browser) = try await ada(site)
            await ask(Self.new, browser)
            #expect(browser.location == "/profile/addresses")
            #expect(try await written(ada, site) == [Self.old], "nothing is theirs before")
            let confirmation = try await link(site, "/profile/addresses/confirm", to: Self.new)
            await browser.get(confirmation)
            #expect(browser.has("Is this address yours?"))
            #expect(try await written(ada, site) == [Self.old], "opening it does nothing")
            try await confirm(confirmation, browser)
            #expect(try await written(ada, site) == [Self.old, Self.new])
            let told = try await mails(site).filter { $0.subject == "An address was added to your ID" }
            #expect(Set(told.map(\.to)) == [Self.old, Self.new])
            try await confirm(confirmation, browser)
            #expect(browser.status == 410, "the link works once")
            let other = Browser(site)
            await other.signIn(Self.new)
            #expect(other[IDSite.sessionCookie] != nil)
        }
    }

    @Test(
        "The owner of an address adds it to nobody else's ID by opening the link, and a link left open dies with a new password",
        .onEveryDatabase)
    func prepared() async throws {
        try await TestSite.with { site in
            let (ada, browser) = try await ada(site)
            let victim = try await site.add("vic@elsewhere.example", name: "Vic")
            await ask("vic@elsewhere.example", browser)
            let confirmation = try await link(site, "/profile/addresses/confirm", to: "vic@elsewhere.example")
            let vic = Browser(site)
            await vic.signIn("vic@elsewhere.example")
            try await confirm(confirmation, vic)
            #expect(vic.status == 410)
            #expect(try await written(ada, site) == [Self.old])
            #expect(try await written(victim, site) == ["vic@elsewhere.example"])
            // Whoever was in her ID for a moment leaves a change open, and she sets a new password.
            await ask(Self.new, browser)
            let left = try await link(site, "/profile/addresses/confirm", to: Self.new)
            await browser.get("/security/password")
            await browser.post("/security/password", [("current", TestSite.password), ("password", "her own new words of today")])
            try await confirm(left, browser)
            #expect(browser.status == 410)
            #expect(try await written(ada, site) == [Self.old])
        }
    }

    @Test("An address that somebody else proved meanwhile is not added", .onEveryDatabase)
    func taken() async throws {
        try await TestSite.with { site in
            let (ada, browser) = try await ada(site)
            await ask(Self.new, browser)
            let confirmation = try await link(site, "/profile/addresses/confirm", to: Self.new)
            let other = try await site.add("other@northwind.example", name: "Other")
            let now = site.clock.now()
            let address = try #require(EmailAddress(Self.new))
            try await site.database.write { tx in
                try tx.insert(PersonAddress(id: AddressID(at: now), personID: other, address: address, verifiedAt: now, createdAt: now))
            }
            try await confirm(confirmation, browser)
            await browser.follow()
            #expect(browser.has("Somebody else signs in with that address."))
            #expect(try await written(ada, site) == [Self.old])
        }
    }

    @Test("A changed address takes the place of the old one, whose reader can take that back for a week", .onEveryDatabase)
    func changed() async throws {
        try await TestSite.with { site in
            let (ada, browser) = try await ada(site)
            let id = try #require(try await addresses(ada, site).first).id
            await ask(Self.new, browser, replacing: id)
            try await confirm(try await link(site, "/profile/addresses/confirm", to: Self.new), browser)
            #expect(try await written(ada, site) == [Self.new])
            #expect(try await site.database.read { try $0.mainAddress(of: ada)?.address.written } == Self.new)
            let told = try await mails(site).filter { $0.subject == "An address of your ID was changed" }
            #expect(Set(told.map(\.to)) == [Self.old, Self.new])
            #expect(told.filter { $0.text.contains("/not-me") }.map(\.to) == [Self.old], "the new one undoes nothing")
            let undo = try await link(site, "/not-me", to: Self.old)
            let back = Browser(site)
            await back.get(undo)
            let token = try #require(undo.split(separator: "=").last.map(String.init))
            await back.post("/not-me", [("token", token)])
            #expect(back.location?.hasPrefix("/set-password?token=") == true)
            await back.follow()
            #expect(back.has(Self.old), "the old address sets the new password")
            #expect(try await written(ada, site) == [Self.old])
            await browser.get(CommonPath.home)
            #expect(browser.location?.hasPrefix("/sign-in") == true)
        }
    }

    @Test("Changed to itself an address is verified; a link whose old address is gone does nothing", .onEveryDatabase)
    func itself() async throws {
        try await TestSite.with { site in
            let (ada, browser) = try await ada(site)
            let id = try #require(try await addresses(ada, site).first).id
            await ask("ADA@northwind.example", browser, replacing: id)
            try await confirm(try await link(site, "/profile/addresses/confirm", to: "ADA@northwind.example"), browser)
            let own = try await addresses(ada, site)
            #expect(own.map(\.id) == [id] && own.first?.verifiedAt != nil)
            await ask(Self.new, browser, replacing: id)
            let first = try await link(site, "/profile/addresses/confirm", to: Self.new)
            await ask("third@home.example", browser, replacing: id)
            let second = try await link(site, "/profile/addresses/confirm", to: "third@home.example")
            await browser.get(first)
            #expect(browser.has("Yes, change it") && browser.has(Self.old), "it says what goes")
            try await confirm(first, browser)
            try await confirm(second, browser)
            #expect(browser.status == 410)
            #expect(try await written(ada, site) == [Self.new])
            await browser.get("/activity")
            #expect(browser.has("Address removed") && browser.has("Address added"))
        }
    }

    @Test("Where somebody else has the only address of before by now, nothing is taken back: nobody is left without one")
    func elsewhere() async throws {
        try await TestSite.with { site in
            let (ada, browser) = try await ada(site)
            let id = try #require(try await addresses(ada, site).first).id
            await ask(Self.new, browser, replacing: id)
            try await confirm(try await link(site, "/profile/addresses/confirm", to: Self.new), browser)
            let undo = try await link(site, "/not-me", to: Self.old)
            let other = try await site.add("other@northwind.example", name: "Other")
            let now = site.clock.now()
            let taken = try #require(EmailAddress(Self.old))
            try await site.database.write { tx in
                try tx.insert(PersonAddress(id: AddressID(at: now), personID: other, address: taken, verifiedAt: now, createdAt: now))
            }
            let back = Browser(site)
            await back.get(undo)
            let token = try #require(undo.split(separator: "=").last.map(String.init))
            await back.post("/not-me", [("token", token)])
            #expect(back.status == 410)
            #expect(try await written(other, site).contains(Self.old))
            #expect(try await written(ada, site) == [Self.new])
        }
    }

    @Test("One verified address stays; the main one is chosen among the verified ones, and gets the mail")
    func mainAndLast() async throws {
        try await TestSite.with { site in
            let (ada, browser) = try await ada(site)
            let first = try #require(try await addresses(ada, site).first).id
            await browser.get("/profile/addresses")
            await browser.post("/profile/addresses/\(first.text)/remove", [])
            await browser.follow()
            #expect(browser.has("One verified address stays"))
            await browser.post("/profile/addresses/\(first.text)/main", [])
            #expect(browser.status == 404, "one that is not verified is not the main one")
            await ask(Self.new, browser)
            try await confirm(try await link(site, "/profile/addresses/confirm", to: Self.new), browser)
            let second = try #require(try await addresses(ada, site).last).id
            #expect(try await site.database.read { try $0.mainAddress(of: ada)?.id } == second, "the verified one is the main one")
            await browser.get("/profile/addresses")
            await browser.post("/profile/addresses/\(first.text)/verify", [])
            try await confirm(try await link(site, "/profile/addresses/confirm", to: Self.old), browser)
            await browser.get("/profile/addresses")
            await browser.post("/profile/addresses/\(second.text)/main", [])
            #expect(try await site.database.read { try $0.mainAddress(of: ada)?.id } == second)
            await browser.get("/profile/addresses")
            await browser.post("/profile/addresses/\(first.text)/remove", [])
            #expect(try await written(ada, site) == [Self.new])
            let told = try await mails(site).filter { $0.subject == "An address was removed from your ID" }
            #expect(Set(told.map(\.to)) == [Self.old, Self.new])
        }
    }

    @Test("Nobody touches another's addresses")
    func foreign() async throws {
        try await TestSite.with { site in
            let (_, browser) = try await ada(site)
            let other = try await site.add("other@northwind.example", name: "Other")
            let id = try #require(try await addresses(other, site).first).id
            await browser.get("/profile/addresses")
            for action in ["main", "remove", "verify"] {
                await browser.post("/profile/addresses/\(id.text)/\(action)", [])
                #expect(browser.status == 404, "\(action)")
            }
            await browser.get("/profile/addresses/\(id.text)/change")
            #expect(browser.status == 404)
            #expect(try await written(other, site) == ["other@northwind.example"])
        }
    }
}
