import Audit
import Core
import IDSite
import Identity
import Language
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// In which language and time zone pages and mails are written: the person's, else the one that the asking product wants, else the browser's.
@Suite("Pages are written for their reader") struct ReadingTests {
    private let party = AskingParty(
        name: "Customer Dashboard", product: "dashboard", redirectOrigin: "http://localhost:8081", locales: "fr sv en")

    private func isSwedish(_ browser: Browser) -> Bool { browser.has("<html lang=\"sv\"") }

    @Test("The browser's language decides where nobody is known, and English stands in for what we do not speak")
    func browsers() async throws {
        try await TestSite.with { site in
            let browser = Browser(site)
            browser.languages = "sv-SE,sv;q=0.9,en;q=0.8"
            await browser.get(SignInPath.address)
            #expect(isSwedish(browser) && browser.has("E-postadress") && browser.has("Logga in"))
            browser.languages = "ja,fr;q=0.5"
            await browser.get(SignInPath.address)
            #expect(browser.has("<html lang=\"en\"") && browser.has("E-mail address"))
        }
    }

    @Test("What the asking product wants goes before the browser's language, on every page of the sign-in and in its errors")
    func uiLocales() async throws {
        try await TestSite.with(asking: party) { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            browser.languages = "en"
            let request = "/authorize?client_id=x&ui_locales=fr+sv+en"
            await browser.get(SignInPath.address(returningTo: request))
            #expect(isSwedish(browser) && browser.has("Logga in till Customer Dashboard"))
            await browser.post(SignInPath.address, [("address", "ada@northwind.example"), ("return_to", request)])
            #expect(browser.location?.contains("ui_locales=") == true)
            await browser.follow()
            #expect(isSwedish(browser) && browser.has("Skriv ditt lösenord"))
            let action = try #require(browser.page.firstMatch(of: /action="([^"]*password[^"]*)"/)).1.replacing("&amp;", with: "&")
            #expect(action.contains("ui_locales="))
            for _ in 0..<6 { await browser.post(String(action), [("password", "a guess")]) }
            #expect(browser.status == 429 && isSwedish(browser) && browser.has("För många försök"))
        }
    }

    @Test("The person's own language and time zone go before all others, once they are signed in, and no earlier")
    func people() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let now = site.clock.now()
            try await site.database.write {
                try $0.setReading(ada, locale: "sv", zoneinfo: "Asia/Tokyo", by: .person(ada), at: now)
            }
            let browser = Browser(site)
            browser.languages = "en"
            await browser.get(SignInPath.address)
            await browser.post(SignInPath.address, [("address", "ada@northwind.example")])
            await browser.follow()
            #expect(browser.has("Enter your password"))
            await browser.post(SignInPath.password, [("password", TestSite.password)])
            await browser.follow()
            #expect(isSwedish(browser) && browser.has("Så loggar du in"))
            let here = Phrase.time(now).text(for: Reader(.swedish, zone: try #require(Zone("Asia/Tokyo"))))
            #expect(browser.has(here))
            await browser.get("/nothing-here")
            #expect(browser.status == 404)
        }
    }

    @Test("A person chooses their language, time zone and name, and is told in the new language")
    func profile() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get("/profile")
            #expect(browser.has("value=\"UTC\" selected") && browser.has("value=\"en\" selected"))
            await browser.post("/profile", [("name", "Ada L"), ("language", "sv"), ("zone", "Europe/Stockholm")])
            await browser.follow()
            #expect(isSwedish(browser) && browser.has("Din profil är sparad.") && browser.has("Hej Ada L"))
            let person = try await site.database.read { try $0.person(ada) }
            #expect(person?.locale == "sv" && person?.zoneinfo == "Europe/Stockholm" && person?.name == "Ada L")
        }
    }

    @Test(
        "A profile that cannot be is refused with what is wrong, and nothing of it is stored",
        arguments: [("", "sv", "UTC"), ("Ada", "fr", "UTC"), ("Ada", "sv", "Europe/Atlantis"), ("Ada", "sv", "")])
    func wrongProfiles(name: String, language: String, zone: String) async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get("/profile")
            await browser.post("/profile", [("name", name), ("language", language), ("zone", zone)])
            #expect(browser.status == 422)
            let person = try await site.database.read { try $0.person(ada) }
            #expect(person?.locale == nil && person?.zoneinfo == nil && person?.name == "Ada Example")
        }
    }

    @Test("Mails are written in the language of whom they go to")
    func mails() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let now = site.clock.now()
            try await site.database.write { try $0.setReading(ada, locale: "sv", zoneinfo: "UTC", by: .person(ada), at: now) }
            let browser = Browser(site)
            await browser.get(RecoveryPath.forgotPassword)
            await browser.post(RecoveryPath.forgotPassword, [("address", "ada@northwind.example")])
            let message = try #require(try await site.database.read { try $0.newestMessages(limit: 1, openedBy: site.keyring) }.first)
            #expect(message.subject == "Välj ditt lösenord")
            #expect(message.text.contains("Hej Ada Example,") && message.html?.contains("<html lang=\"sv\">") == true)
        }
    }
}
