import Access
import Audit
import Core
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// An account that verified the domain of an address lets its people back in (threat 21).
@Suite("Recovery by an account") struct RecoveryByAccountTests {
    /// Ada, who lost her app, is in Northwind, which verified her address's domain, and in Elsewhere. Bo administers the first, Cy the other.
    private struct World: Sendable {
        let site: TestSite
        let ada: PersonID
        let bo: PersonID
        let cy: PersonID
        let northwind: AccountID
        let elsewhere: AccountID

        init(_ site: TestSite) async throws {
            self.site = site
            let ada = try await site.add("ada@northwind.example", app: true)
            let bo = try await site.add("bo@northwind.example", name: "Bo")
            let cy = try await site.add("cy@elsewhere.example", name: "Cy")
            let catalog = site.catalog
            let now = site.clock.now()
            (northwind, elsewhere) = try await site.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                let northwind = try work.openAccount(named: "Northwind", products: ["dashboard"], first: bo).id
                let elsewhere = try work.openAccount(named: "Elsewhere", products: ["dashboard"], first: cy).id
                for account in [northwind, elsewhere] {
                    try work.addMember(ada, to: account, product: "dashboard", role: "associate")
                }
                let domain = try work.addDomain("northwind.example", to: northwind)
                _ = try work.note(.records([domain.record]), of: domain.name, in: northwind)
                return (northwind, elsewhere)
            }
            self.ada = ada
            self.bo = bo
            self.cy = cy
            site.clock.advance(by: .days(8))
            try await confirmDomain()
        }

        func confirmDomain(published: Bool = true) async throws {
            let catalog = site.catalog
            let now = site.clock.now()
            let northwind = northwind
            try await site.database.write { tx in
                let domain = try #require(try tx.domain("northwind.example", of: northwind))
                _ = try Administration(tx, catalog: catalog, by: .system, at: now)
                    .note(.records(published ? [domain.record] : []), of: domain.name, in: northwind)
            }
        }

        func atFactor() async -> Browser {
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example", returnTo: "/profile")
            await browser.follow()
            return browser
        }

        func begin() async {
            let browser = await atFactor()
            await browser.get("/sign-in/second-factor/recovery")
            await browser.post("/sign-in/second-factor/recovery", [])
        }

        func agree(by approver: PersonID, for account: AccountID) async throws -> Bool {
            let approval = RecoveryApproval(of: ada, for: account, by: approver)
            let now = site.clock.now()
            return try await site.database.write { try $0.approveRecovery(approval, at: now) }
        }

        /// The path in the mailed link; nil if none was sent.
        func link() async throws -> String? {
            let now = site.clock.now()
            let recovery = site.site.factorRecovery
            try await site.database.write { try recovery.sendLinks(in: $0, at: now) }
            return try await mails().lazy.compactMap { mail in
                mail.text.firstMatch(of: #/http://localhost:8080(/recovery/finish\S+)/#).map { String($0.1) }
            }.first
        }

        func mails() async throws -> [(to: String, subject: String, text: String)] {
            try await site.database.read { [site] in try $0.newestMessages(limit: 60, openedBy: site.keyring) }
                .map { ($0.recipient, $0.subject, $0.text) }
        }

        func finish(_ link: String) async throws -> Bool {
            let browser = Browser(site)
            await browser.get(link)
            let token = try #require(link.split(separator: "=").last.map(String.init))
            await browser.post("/recovery/finish", [("token", token)])
            return browser.location == "/sign-in"
        }

        func status(in account: AccountID) async throws -> Member.Status? {
            try await site.database.read { [ada] in try $0.member(ada, in: account, product: "dashboard")?.status }
        }

        func state() async throws -> RecoveryRequest? {
            try await site.database.read { [ada] in try $0.latestRecoveryRequest(of: ada) }
        }
    }

    private func with(_ body: (World) async throws -> Void) async throws {
        try await TestSite.with { try await body(World($0)) }
    }

    @Test("Its administrator agrees; the link waits as ever, and afterwards only that account opens", .onEveryDatabase)
    func whole() async throws {
        try await with { (world: World) async throws in
            await world.begin()
            let asked = try await world.mails().filter { $0.subject == "Ada Example asks to be let in without a second factor" }
            #expect(asked.map(\.to) == ["bo@northwind.example"], "who may agree is told, and nobody else")
            #expect(try await world.agree(by: world.bo, for: world.northwind))
            #expect(try await !world.agree(by: world.bo, for: world.northwind), "it is agreed to once")
            #expect(try await world.link() == nil)
            world.site.clock.advance(by: .hours(48))
            let link = try #require(try await world.link())
            #expect(try await world.finish(link))
            #expect(try await world.status(in: world.northwind) == .active)
            #expect(try await world.status(in: world.elsewhere) == .held)
            let told = try await world.mails().filter { $0.subject == "Ada Example waits to be let in again" }
            #expect(told.map(\.to) == ["cy@elsewhere.example"])
            let back = await world.atFactor()
            #expect(back.has("Your profile"), "the password opens the ID")
        }
    }

    @Test(
        "What was agreed to beforehand counts for a request that begins within a week, with the password and the same wait",
        .onEveryDatabase)
    func beforehand() async throws {
        try await with { (world: World) async throws in
            #expect(try await world.agree(by: world.bo, for: world.northwind))
            #expect(try await world.link() == nil, "nothing happens until she asks")
            #expect(try await world.mails().contains { $0.to == "ada@northwind.example" && $0.text.contains("agreed to remove") })
            await world.begin()
            #expect(try await world.state()?.state == .approved)
            #expect(try await world.state()?.account == world.northwind)
            world.site.clock.advance(by: .hours(47))
            #expect(try await world.link() == nil)
            world.site.clock.advance(by: .hours(1))
            #expect(try await world.finish(try #require(try await world.link())))
            #expect(try await world.status(in: world.elsewhere) == .held)
        }
    }

    @Test("An agreement of more than a week ago counts for nothing")
    func late() async throws {
        try await with { (world: World) async throws in
            #expect(try await world.agree(by: world.bo, for: world.northwind))
            world.site.clock.advance(by: .days(7))
            await world.begin()
            #expect(try await world.state()?.state == .waiting)
        }
    }

    enum Change: CaseIterable {
        case domainLost, approverDemoted, approverSuspended, approverIsHerself, accountWithoutDomain, memberSuspended
    }

    @Test(
        "It counts only while its conditions hold: when the link leaves, and when it is used", .onEveryDatabase, arguments: Change.allCases)
    func conditions(_ change: Change) async throws {
        for isLinked in [false, true] {
            try await with { (world: World) async throws in
                await world.begin()
                if isLinked, ![.approverIsHerself, .accountWithoutDomain].contains(change) {
                    #expect(try await world.agree(by: world.bo, for: world.northwind))
                    world.site.clock.advance(by: .hours(48))
                    let link = try #require(try await world.link())
                    try await apply(change, world)
                    #expect(try await !world.finish(link))
                    #expect(try await world.status(in: world.elsewhere) == .active, "and nothing else changed")
                    return
                }
                switch change {
                case .approverIsHerself: #expect(try await world.agree(by: world.ada, for: world.northwind))
                case .accountWithoutDomain: #expect(try await world.agree(by: world.cy, for: world.elsewhere))
                default: #expect(try await world.agree(by: world.bo, for: world.northwind))
                }
                try await apply(change, world)
                world.site.clock.advance(by: .hours(48))
                #expect(try await world.link() == nil)
            }
        }
    }

    private func apply(_ change: Change, _ world: World) async throws {
        let catalog = world.site.catalog
        let now = world.site.clock.now()
        switch change {
        case .domainLost: try await world.confirmDomain(published: false)
        case .approverDemoted, .memberSuspended:
            try await world.site.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                let dee = try Self.administrator(tx, world, work, at: now)
                if change == .memberSuspended {
                    let member = try #require(try tx.member(world.ada, in: world.northwind, product: "dashboard"))
                    _ = try work.changeMember(member.id, of: world.northwind, as: "dashboard", to: .init(status: .suspended))
                } else {
                    let member = try #require(try tx.member(world.bo, in: world.northwind, product: "dashboard"))
                    _ = try work.changeMember(member.id, of: world.northwind, as: "dashboard", to: .init(role: "it-admin"))
                }
                _ = dee
            }
        case .approverSuspended:
            _ = try await world.site.database.write { try $0.run("UPDATE people SET status = 'suspended' WHERE id = \(world.bo)") }
        case .approverIsHerself, .accountWithoutDomain: break
        }
    }

    /// One more administrator, so that the other may go.
    private static func administrator(_ tx: Transaction, _ world: World, _ work: Administration, at now: Timestamp) throws -> PersonID {
        let person = Person(id: PersonID(at: now), name: "Dee", status: .active, createdAt: now)
        try tx.insert(person, by: .system, at: now)
        try work.addMember(person.id, to: world.northwind, product: "dashboard", role: "administrator")
        return person.id
    }

    @Test("The link goes to an address of the verified domain, never to another of hers", .onEveryDatabase)
    func address() async throws {
        try await with { (world: World) async throws in
            let now = world.site.clock.now()
            let ada = world.ada
            let home = try #require(EmailAddress("ada@home.example"))
            try await world.site.database.write { tx in
                try tx.insert(PersonAddress(id: AddressID(at: now), personID: ada, address: home, verifiedAt: now, createdAt: now))
            }
            world.site.clock.advance(by: .days(8))
            try await world.confirmDomain()
            await world.begin()
            #expect(try await world.agree(by: world.bo, for: world.northwind))
            world.site.clock.advance(by: .hours(48))
            _ = try #require(try await world.link())
            let mailed = try await world.mails().filter { $0.text.contains("/recovery/finish") }
            #expect(mailed.map(\.to) == ["ada@northwind.example"])
        }
    }

    @Test("The operator may agree as well, and then every account opens; an agreement taken back waits for somebody else", .onEveryDatabase)
    func others() async throws {
        try await with { (world: World) async throws in
            await world.begin()
            #expect(try await world.agree(by: world.bo, for: world.northwind))
            let now = world.site.clock.now()
            let withdrawn = try await world.site.database.write { tx in
                try tx.withdrawRecovery(of: world.ada, for: world.northwind, by: .person(world.bo), at: now)
            }
            #expect(withdrawn)
            world.site.clock.advance(by: .hours(48))
            #expect(try await world.link() == nil)
            #expect(try await world.agree(by: world.bo, for: world.northwind))
            let request = try #require(try await world.state())
            let approved = try await world.site.database.write {
                try $0.decideRecovery(request.id, approved: true, by: .operatorCommand, at: now)
            }
            #expect(approved)
            #expect(try await world.finish(try #require(try await world.link())))
            #expect(try await world.status(in: world.elsewhere) == .active)
        }
    }
}
