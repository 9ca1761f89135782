import Access
import Core
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Web

/// The accounts that a person opens with their ID, and what waits for them.
@Suite("Own accounts") struct OwnAccountTests {
    private func account(_ site: TestSite, _ people: [(PersonID, String)]) async throws -> (AccountID, [MemberID]) {
        let now = site.clock.now()
        let catalog = site.catalog
        return try await site.database.write { tx in
            let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
            let account = try work.openAccount(named: "Northwind", products: ["dashboard"], first: people[0].0)
            let first = try tx.memberships(of: people[0].0).map(\.id)
            let others = try people.dropFirst().map { person, role in
                try work.addMember(person, to: account.id, product: "dashboard", role: RoleID(rawValue: role)).id
            }
            return (account.id, first + others)
        }
    }

    @Test("Whoever leaves an account is out of it, nobody else; the last administrator is told why not, and whom to ask", .onEveryDatabase)
    func leaving() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let ben = try await site.add("ben@northwind.example", name: "Ben")
            let (_, members) = try await account(site, [(ada, "administrator"), (ben, "it-admin")])
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.get(AccountsPath.list)
            #expect(browser.has("Northwind") && browser.has("Administrator"))
            await browser.get(AccountsPath.leave(members[0]))
            await browser.post(AccountsPath.leave(members[0]), [])
            #expect(browser.status == 422 && browser.has("Open Northwind to make somebody else an administrator under Users"))
            await browser.get(AccountsPath.leave(members[1]))
            #expect(browser.status == 404, "threat 2: the membership of somebody else")
            let other = Browser(site)
            await other.signIn("ben@northwind.example")
            await other.get(AccountsPath.leave(members[1]))
            await other.post(AccountsPath.leave(members[0]), [])
            #expect(other.status == 404)
            await other.post(AccountsPath.leave(members[1]), [])
            #expect(other.location == "/accounts")
            await other.follow()
            #expect(other.has("You left Northwind.") && other.has("No product yet"))
            #expect(try await site.database.read { try $0.memberships(of: ben).isEmpty && $0.memberships(of: ada).count == 1 })
        }
    }

    @Test("Somebody on hold cannot leave and come back by an invitation, which would end the hold", .onEveryDatabase)
    func held() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let ben = try await site.add("ben@northwind.example", name: "Ben")
            let (_, members) = try await account(site, [(ada, "administrator"), (ben, "it-admin")])
            let now = site.clock.now()
            let id = members[1]
            try await site.database.write { try $0.run("UPDATE members SET held_at = \(now) WHERE id = \(id)") }
            let browser = Browser(site)
            await browser.signIn("ben@northwind.example")
            await browser.get(AccountsPath.list)
            #expect(browser.has("On hold") && !browser.has(AccountsPath.leave(id).text))
            await browser.post(AccountsPath.leave(id), [])
            #expect(browser.status == 404)
        }
    }

    @Test("An invitation to an address of theirs waits on the home page; one to an address that nobody proved does not", .onEveryDatabase)
    func waiting() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let ben = try await site.add("ben@northwind.example", name: "Ben")
            let browser = Browser(site)
            await browser.signIn("ben@northwind.example")
            await browser.get(CommonPath.home)
            #expect(!browser.has("Waiting for you"))
            _ = try await site.invite("ben@northwind.example", by: ada)
            await browser.get(CommonPath.home)
            #expect(!browser.has("Waiting for you"))
            let now = site.clock.now()
            try await site.database.write { try $0.run("UPDATE email_addresses SET verified_at = \(now) WHERE person_id = \(ben)") }
            await browser.get(CommonPath.home)
            #expect(browser.has("Waiting for you") && browser.has("Northwind"))
        }
    }
}
