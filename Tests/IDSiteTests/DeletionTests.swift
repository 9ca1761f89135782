import Access
import Audit
import Core
import Directory
import HTTPTypes
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// The end of an ID, and the two weeks in which its person can come back.
@Suite("Deleting an ID") struct DeletionTests {
    private let email = "ada@northwind.example"

    private func leave(_ site: TestSite, app: Bool = false) async throws -> PersonID {
        let ada = try await site.add(email, app: app)
        let browser = Browser(site)
        try await signIn(browser, site, app: app)
        await browser.get(MyDataPath.deletion)
        await browser.post(MyDataPath.deletion, [])
        #expect(browser.location == "/sign-out")
        await browser.follow()
        #expect(browser.has("Your ID is to be deleted on"))
        return ada
    }

    private func signIn(_ browser: Browser, _ site: TestSite, app: Bool = false, returnTo: Path? = nil) async throws {
        if let returnTo { await browser.signIn(email, returnTo: returnTo) } else { await browser.signIn(email) }
        if app {
            await browser.follow()
            await browser.post(SignInPath.secondFactor, [("code", try site.code)])
        }
    }

    private func status(_ person: PersonID, _ site: TestSite) async throws -> Person.Status? {
        try await site.database.read { try $0.person(person)?.status }
    }

    private func erase(_ person: PersonID, _ site: TestSite) async throws {
        let now = site.clock.now()
        let erasure = PersonalErasure(catalog: site.catalog)
        try await site.database.write { try erasure.erase(person, in: $0, at: now) }
    }

    @Test(
        "At once nothing opens; a sign-in leads to the way back, which needs the second factor too, and keeps everything", .onEveryDatabase)
    func comingBack() async throws {
        try await TestSite.with { site in
            let ada = try await leave(site, app: true)
            #expect(try await status(ada, site) == .leaving)
            site.clock.advance(by: .days(13))
            let browser = Browser(site)
            await browser.signIn(email, returnTo: SecurityPath.ways)
            await browser.follow()
            #expect(browser.location == nil && browser.has("code"), "a password alone brings nobody back")
            await browser.get(MyDataPath.leaving)
            #expect(browser.location == "/")
            try await signIn(browser, site, app: true, returnTo: SecurityPath.ways)
            await browser.follow()
            await browser.follow()
            #expect(browser.has("Your ID is to be deleted") && browser.has("Keep my ID"))
            for path in [CommonPath.home, SecurityPath.password, MyDataPath.page, AccountsPath.list] {
                await browser.get(path)
                #expect(browser.location?.hasPrefix("/leaving") == true, "\(path)")
            }
            await browser.get(MyDataPath.leaving)
            await browser.post(MyDataPath.keeping, [("return_to", "/security")])
            #expect(browser.location == "/security")
            await browser.follow()
            #expect(browser.has("Welcome back. Your ID stays."))
            #expect(try await status(ada, site) == .active)
            site.clock.advance(by: .days(2))
            try await erase(ada, site)
            #expect(try await status(ada, site) == .active)
        }
    }

    @Test("Without a fresh proof nothing begins, and the last administrator of an account is told whom to make one first", .onEveryDatabase)
    func refused() async throws {
        try await TestSite.with { site in
            let ada = try await site.add(email)
            let now = site.clock.now()
            let catalog = site.catalog
            try await site.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                _ = try work.openAccount(named: "Northwind", products: ["dashboard"], first: ada)
            }
            let browser = Browser(site)
            await browser.signIn(email)
            await browser.get(MyDataPath.deletion)
            #expect(browser.has("You are the last administrator of Northwind.") && browser.has("account=acc_"))
            await browser.get(SecurityPath.password)
            await browser.post(MyDataPath.deletion, [])
            #expect(browser.status == 422)
            site.clock.advance(by: .minutes(6))
            await browser.get(MyDataPath.deletion)
            await browser.post(MyDataPath.deletion, [])
            #expect(browser.location?.hasPrefix("/security/proof") == true, "\(browser.location ?? "")")
            await browser.get(MyDataPath.file)
            #expect(browser.location?.hasPrefix("/security/proof") == true)
            #expect(try await status(ada, site) == .active)
        }
    }

    @Test("Nobody else brings them back: no new password, no import; the operator can, and a suspension stays one", .onEveryDatabase)
    func others() async throws {
        try await TestSite.with { site in
            let ada = try await leave(site)
            let now = site.clock.now()
            let rule = NoAccounts()
            try await site.database.write { tx in
                try tx.activate(ada, by: .person(ada), at: now)
                try tx.setStatus(ada, to: .active, under: rule, by: .system, at: now)
            }
            #expect(try await status(ada, site) == .leaving)
            try await site.database.write { try $0.setStatus(ada, to: .suspended, under: rule, by: .operatorCommand, at: now) }
            try await site.database.write { _ = try $0.keep(ada, by: .person(ada), at: now) }
            #expect(try await status(ada, site) == .suspended)
            try await site.database.write { try $0.setStatus(ada, to: .active, under: rule, by: .operatorCommand, at: now) }
            #expect(try await status(ada, site) == .active)
            #expect(try await site.database.read { try $0.deletion(of: ada) } == nil)
        }
    }

    @Test("Every address is told, and whoever did not ask takes it back by the mail", .onEveryDatabase)
    func disputed() async throws {
        try await TestSite.with { site in
            try await site.add(email)
            site.clock.advance(by: .days(8))
            let browser = Browser(site)
            await browser.signIn(email)
            await browser.get(MyDataPath.deletion)
            await browser.post(MyDataPath.deletion, [])
            let mails = try await site.database.read { try $0.newestMessages(limit: 5, openedBy: site.keyring) }
            let mail = try #require(mails.first { $0.subject == "Your ID is to be deleted" })
            let link = try #require(mail.text.firstMatch(of: #/http://localhost:8080/not-me\?token=([A-Za-z0-9_-]+)/#)).1
            let other = Browser(site)
            await other.get("/not-me?token=" + link)
            await other.post("/not-me", [("token", String(link))])
            let people = try await site.database.read { try $0.rows("SELECT status FROM people").map { try $0["status"] as String } }
            #expect(people == ["active"])
        }
    }
}
