import Access
import Audit
import Core
import HTTPTypes
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Web

@Suite struct InvitationPageTests {
    @Test("Somebody new sets a name and a password, and is a member and signed in", .onEveryDatabase)
    func new() async throws {
        try await TestSite.with { site in
            let token = try await site.invite("new@northwind.example", by: site.add("ada@northwind.example")).exposed
            let browser = Browser(site)
            for _ in 0..<3 { await browser.get(InvitationPath.invitation(token)) }
            #expect(browser.has("Join Northwind") && browser.has("new@northwind.example"))
            await browser.post(InvitationPath.person(token), [("name", " "), ("password", "short")])
            #expect(browser.status == 422)
            await browser.post(InvitationPath.person(token), [("name", "Nia New"), ("password", "short")])
            #expect(browser.status == 422 && browser.has("Nia New"))
            await browser.post(InvitationPath.person(token), [("name", "Nia New"), ("password", "seven quiet lanterns drift")])
            #expect(browser.location?.hasPrefix("http://localhost:8081/sign-in?account=acc_") == true)
            await browser.get(CommonPath.home)
            #expect(browser.has("Hello Nia New") && browser.has("Member of Northwind"))
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.status == 410)
        }
    }

    @Test("Somebody who has the ID signs in and accepts")
    func known() async throws {
        try await TestSite.with { site in
            try await site.add("ben@northwind.example", name: "Ben")
            let token = try await site.invite("BEN@northwind.example", by: site.add("ada@northwind.example")).exposed
            let browser = Browser(site)
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.has("Sign in to accept"))
            // The form for a new person must not bypass the password.
            await browser.post(InvitationPath.person(token), [("name", "Eve"), ("password", "seven quiet lanterns drift")])
            #expect(browser[IDSite.sessionCookie] == nil)
            await browser.signIn("ben@northwind.example", returnTo: InvitationPath.invitation(token))
            await browser.follow()
            await browser.post(InvitationPath.invitation(token), [])
            #expect(browser.location?.hasPrefix("http://localhost:8081/sign-in?account=acc_") == true)
            await browser.get(CommonPath.home)
            #expect(browser.has("Member of Northwind"))
        }
    }

    @Test(
        "Whoever is in the account already reads so, with their role and the way there",
        arguments: [Access.Member.Status.active, .suspended])
    func alreadyIn(status: Access.Member.Status) async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let ben = try await site.add("ben@northwind.example", name: "Ben")
            let token = try await site.invite("ben@northwind.example", by: ada)
            let now = site.clock.now()
            let catalog = site.catalog
            try await site.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                let account = try #require(try tx.memberships(of: ada).first).account
                try work.addMember(ben, to: account, product: "dashboard", role: "associate", status: status)
            }
            let browser = Browser(site)
            await browser.signIn("ben@northwind.example", returnTo: InvitationPath.invitation(token.exposed))
            await browser.follow()
            #expect(browser.status == 200)
            #expect(browser.has(status == .active ? "You are already in Northwind" : "Your place in Northwind is suspended"))
            #expect(browser.has("<strong>Associate</strong>") && !browser.has("list of people") && !browser.has("Accept the invitation"))
            #expect(browser.has("http://localhost:8081/sign-in?account=acc_") == (status == .active))
            await browser.get(SecurityPath.password)
            await browser.post(InvitationPath.invitation(token.exposed), [])
            #expect(browser.location == "/invitations/\(token.exposed)")
        }
    }

    @Test("Who has not the invited address cannot accept, signed in or not (threat 3)")
    func others() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let eve = try await site.add("eve@northwind.example", name: "Eve")
            let token = try await site.invite("ben@northwind.example", by: ada).exposed
            let browser = Browser(site)
            await browser.signIn("eve@northwind.example")
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.has("This invitation is for another address"))
            await browser.post(InvitationPath.invitation(token), [])
            #expect(try await site.database.read { try $0.memberships(of: eve) }.isEmpty)
        }
    }

    @Test("Whoever is signed in by another ID leaves it with one button and is back at the invitation")
    func otherID() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            try await site.add("eve@northwind.example", name: "Eve")
            try await site.add("ben@northwind.example", name: "Ben")
            let token = try await site.invite("ben@northwind.example", by: ada).exposed
            let browser = Browser(site)
            await browser.signIn("eve@northwind.example")
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.has("Use another ID") && browser.has("ben@northwind.example"))
            await browser.post(InvitationPath.otherID(token), [])
            #expect(browser.location == InvitationPath.invitation(token).text)
            #expect(browser[IDSite.sessionCookie] == nil)
            #expect(try await site.database.read { try $0.rows("SELECT id FROM sessions WHERE ended_at IS NULL") }.isEmpty)
            await browser.follow()
            #expect(browser.has("Sign in to accept") && !browser.has("Use another ID"))
        }
    }

    @Test("A member who opens somebody else's invitation reads whose it is not, and is not told to be in by it")
    func memberWithOther() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example", name: "Ada")
            let token = try await site.invite("ben@northwind.example", by: ada).exposed
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.has("This invitation is for another address") && browser.has("<strong>ben@northwind.example</strong>"))
            #expect(browser.has("You are in Northwind already") && browser.has("Use another ID"))
            #expect(!browser.has("There is nothing left to accept"))
            await browser.post(InvitationPath.invitation(token), [])
            #expect(browser.location == InvitationPath.invitation(token).text)
        }
    }

    @Test("An invitation whose sender may no longer give the role says so before anything is typed")
    func void() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let token = try await site.invite("new@northwind.example", by: ada).exposed
            let browser = Browser(site)
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.status == 200)
            try await site.database.write { tx in try tx.run("UPDATE people SET status = 'suspended' WHERE id = \(ada)") }
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.status == 410 && browser.has("may no longer give this role"))
        }
    }

    @Test("An altered link, a withdrawn and an expired one open nothing (threat 1)")
    func dead() async throws {
        try await TestSite.with { site in
            let token = try await site.invite("ben@northwind.example", by: site.add("ada@northwind.example")).exposed
            let browser = Browser(site)
            await browser.get(InvitationPath.invitation(String(token.dropLast())))
            #expect(browser.status == 404)
            site.clock.advance(by: .days(7))
            await browser.get(InvitationPath.invitation(token))
            #expect(browser.status == 410)
        }
    }
}
