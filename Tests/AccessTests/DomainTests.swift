import Access
import Core
import SQL
import TestSupport
import Testing

@Suite("Domains of accounts") struct DomainTests {
    private func work<Value: Sendable>(
        _ world: Northwind, by actor: Administration.Actor = .operatorCommand,
        _ body: @escaping @Sendable (Administration) throws -> Value
    ) async throws -> Value {
        let catalog = world.catalog
        let now = world.clock.now()
        return try await world.database.write { try body(Administration($0, catalog: catalog, by: actor, at: now)) }
    }

    private func note(_ evidence: AccountDomain.Evidence, _ world: Northwind) async throws -> AccountDomain {
        let account = world.account
        return try await work(world, by: .system) { try $0.note(evidence, of: "northwind.example", in: account) }
    }

    private func owns(_ address: String, _ world: Northwind) async throws -> Bool {
        let account = world.account
        let now = world.clock.now()
        let address = try #require(EmailAddress(address))
        return try await world.database.read { try $0.owns(account, address, at: now) }
    }

    @Test("A domain is verified while its record is there, for addresses of that very domain alone", .onEveryDatabase)
    func verified() async throws {
        try await Northwind.with { world in
            let account = world.account
            let domain = try await work(world) { try $0.addDomain("Northwind.Example.", to: account) }
            let again = try await work(world) { try $0.addDomain("northwind.example", to: account) }
            #expect(domain.name == "northwind.example" && again == domain, "it keeps the record that was handed out")
            #expect(try await !owns("ada@northwind.example", world))
            #expect(try await note(.records(["v=spf1 -all", domain.record + "x"]), world).verifiedAt == nil)
            #expect(
                try await note(.records(["v=spf1 -all", " \"\(domain.record)\" "]), world).verifiedAt != nil, "as providers' forms leave it"
            )
            #expect(try await note(.records(["v=spf1 -all", domain.record]), world).verifiedAt != nil)
            #expect(try await owns("ada@NORTHWIND.example", world))
            #expect(try await !owns("ada@eu.northwind.example", world))
            #expect(try await !owns("ada@badnorthwind.example", world))
            #expect(try await note(.records([]), world).verifiedAt == nil, "the record is gone")
            #expect(try await !owns("ada@northwind.example", world))
        }
    }

    @Test("One account's record verifies no other account")
    func foreign() async throws {
        try await Northwind.with { world in
            let account = world.account
            let domain = try await work(world) { try $0.addDomain("northwind.example", to: account) }
            let other = try await work(world) { try $0.openAccount(named: "Elsewhere", products: ["dashboard"]) }
            let theirs = try await work(world) { try $0.addDomain("northwind.example", to: other.id) }
            #expect(theirs.record != domain.record)
            let checked = try await work(world) { try $0.note(.records([domain.record]), of: "northwind.example", in: other.id) }
            #expect(checked.verifiedAt == nil)
        }
    }

    @Test("It is looked at every day; name servers that fail end it after a week only", .onEveryDatabase)
    func daily() async throws {
        try await Northwind.with { world in
            let account = world.account
            let domain = try await work(world) { try $0.addDomain("northwind.example", to: account) }
            func isDue() async throws -> Bool {
                let now = world.clock.now()
                return try await !world.database.read { try $0.domainsToCheck(at: now) }.isEmpty
            }
            #expect(try await !isDue(), "nobody looks at what was never verified")
            _ = try await note(.records([domain.record]), world)
            world.clock.advance(by: .hours(23))
            #expect(try await !isDue())
            world.clock.advance(by: .hours(1))
            #expect(try await isDue())
            _ = try await note(.noAnswer, world)
            #expect(try await !isDue())
            world.clock.advance(by: .hours(1))
            #expect(try await isDue(), "a failure is tried again within the hour")
            world.clock.advance(by: .days(5))
            #expect(try await note(.noAnswer, world).verifiedAt != nil)
            #expect(try await owns("ada@northwind.example", world))
            world.clock.advance(by: .days(1))
            #expect(try await !owns("ada@northwind.example", world), "also where nobody looked")
            #expect(try await note(.noAnswer, world).verifiedAt == nil)
            #expect(try await !isDue())
        }
    }

    @Test("No member adds, verifies or removes one, and what is no domain is refused")
    func refused() async throws {
        try await Northwind.with { world in
            let account = world.account
            let administrator = Administration.Actor.person(try world.member("administrator").person)
            await #expect(throws: AccessError.notFound) {
                try await work(world, by: administrator) { try $0.addDomain("northwind.example", to: account) }
            }
            let domain = try await work(world) { try $0.addDomain("northwind.example", to: account) }
            await #expect(throws: AccessError.notFound) {
                try await work(world, by: administrator) { try $0.note(.records([domain.record]), of: domain.name, in: account) }
            }
            await #expect(throws: AccessError.notFound) {
                try await work(world, by: administrator) { try $0.removeDomain(domain.name, of: account) }
            }
            for text in ["example", "", ".", "a b.example", "-a.example", "a..example", "xn--\u{212A}.example", "*.example", "127.0.0.1"] {
                await #expect(throws: AccessError.invalidDomain) { try await work(world) { try $0.addDomain(text, to: account) } }
            }
        }
    }
}
