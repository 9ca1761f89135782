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
    @Test("Somebody new sets a name and a password, and is a member and signed in", arguments: DatabaseKind.allCases)
    func new(kind: DatabaseKind) async throws {
        try await TestSite.with(kind) { site in
            let token = try await site.invite("new@northwind.example", by: site.add("ada@northwind.example")).exposed
            let browser = Browser(site)
            for _ in 0..<3 { await browser.get("/invitations/\(token)") }
            #expect(browser.has("Join Northwind") && browser.has("new@northwind.example"))
            await browser.post("/invitations/\(token)/person", [("name", " "), ("password", "short")])
            #expect(browser.status == 422)
            await browser.post("/invitations/\(token)/person", [("name", "Nia New"), ("password", "short")])
            #expect(browser.status == 422 && browser.has("Nia New"))
            await browser.post("/invitations/\(token)/person", [("name", "Nia New"), ("password", "seven quiet lanterns drift")])
            #expect(browser.location?.hasPrefix("http://localhost:8081/sign-in?account=acc_") == true)
            await browser.get("/")
            #expect(browser.has("Hello Nia New") && browser.has("Member of Northwind"))
            await browser.get("/invitations/\(token)")
            #expect(browser.status == 410)
        }
    }

    @Test("Somebody who has the ID signs in and accepts")
    func known() async throws {
        try await TestSite.with { site in
            try await site.add("ben@northwind.example", name: "Ben")
            let token = try await site.invite("BEN@northwind.example", by: site.add("ada@northwind.example")).exposed
            let browser = Browser(site)
            await browser.get("/invitations/\(token)")
            #expect(browser.has("Sign in to accept"))
            // The form for somebody new is no way around the password.
            await browser.post("/invitations/\(token)/person", [("name", "Eve"), ("password", "seven quiet lanterns drift")])
            #expect(browser[IDSite.sessionCookie] == nil)
            await browser.signIn("ben@northwind.example", returnTo: "/invitations/\(token)")
            await browser.follow()
            await browser.post("/invitations/\(token)", [])
            #expect(browser.location?.hasPrefix("http://localhost:8081/sign-in?account=acc_") == true)
            await browser.get("/")
            #expect(browser.has("Member of Northwind"))
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
            await browser.get("/invitations/\(token)")
            #expect(browser.has("This invitation is for another address"))
            await browser.post("/invitations/\(token)", [])
            #expect(try await site.database.read { try $0.memberships(of: eve) }.isEmpty)
        }
    }

    @Test("An altered link, a withdrawn and an expired one open nothing (threat 1)")
    func dead() async throws {
        try await TestSite.with { site in
            let token = try await site.invite("ben@northwind.example", by: site.add("ada@northwind.example")).exposed
            let browser = Browser(site)
            await browser.get("/invitations/\(token.dropLast())")
            #expect(browser.status == 404)
            site.clock.advance(by: .days(7))
            await browser.get("/invitations/\(token)")
            #expect(browser.status == 410)
        }
    }
}
