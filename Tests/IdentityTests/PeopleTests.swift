import Audit
import Core
import Credentials
import Identity
import SQL
import TestSupport
import Testing

@Suite struct PeopleTests {
    @Test("Names are trimmed and cleaned; empty and endless ones are none")
    func names() {
        #expect(Person.acceptableName("  Ada   Lovelace ") == "Ada Lovelace")
        #expect(Person.acceptableName("Ada\r\nBcc: x@y.example") == "AdaBcc: x@y.example")
        #expect(Person.acceptableName("Ada\u{202E}evil") == "Adaevil")
        #expect(Person.acceptableName(" \u{0} ") == nil)
        #expect(Person.acceptableName(String(repeating: "a", count: 201)) == nil)
        #expect(Person.acceptableName(String(repeating: "é", count: 200)) != nil)
        #expect(Person.acceptableName("e" + String(repeating: "\u{0301}", count: 5000)) == nil)
    }

    @Test("An address is verified for one person, and imported once a product", .onEveryDatabase)
    func unique() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example", product: "dashboard")
            await #expect(throws: SQLError.self) { try await ids.add("ADA@northwind.example", product: "dashboard") }
            try await ids.add("ada@northwind.example", product: "mail", verified: true)
            await #expect(throws: SQLError.self) { try await ids.add("ada@northwind.example", verified: true) }
            let now = ids.clock.now()
            let candidates = try await ids.database.read { try $0.candidates(for: "ada@northwind.example") }
            let unverified = try #require(candidates.first { !$0.verified })
            #expect(try await ids.database.write { try $0.verify(unverified.addressID, by: .system, at: now) } == false)
        }
    }
}
