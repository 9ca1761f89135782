import Audit
import Core
import Credentials
import Identity
import Outbox
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
            let address = try #require(candidates.first { !$0.verified }?.addressID)
            #expect(try await ids.database.write { try $0.verify(address, by: .system, at: now) } == false)
        }
    }

    @Test("Whom the operator adds can sign in with the password, or is mailed a link to set one", .onEveryDatabase)
    func registered() async throws {
        try await Identities.with { ids in
            let welcome = WelcomeMail(
                from: "https://id.example", sealedBy: ids.keyring, link: { "https://id.example/set-password?token=" + $0.exposed })
            let registration = PersonRegistration(database: ids.database, clock: ids.clock, welcome: welcome)
            func add(_ address: String, _ password: String?) async throws -> PersonID {
                let email = try #require(EmailAddress(address))
                return try await registration.add(email, name: "Ada", password: password.map { Secret($0) }) { ids.hashing }
            }
            _ = try await add("ada@northwind.example", Identities.password)
            #expect(try await ids.signIn("ada@northwind.example").word == "signed in")
            #expect(try await ids.messages().isEmpty)
            let invited = try await add("ben@northwind.example", nil)
            #expect(try await ids.database.read { try $0.person(invited)?.status } == .invited)
            #expect(try await ids.messages().map(\.recipient) == ["ben@northwind.example"])
            await #expect(throws: PasswordPolicy.Objection.self) { try await add("cleo@northwind.example", "short") }
            await #expect(throws: PersonRegistration.AddressTaken.self) { try await add("BEN@northwind.example", nil) }
            #expect(try await ids.messages().count == 1)
        }
    }
}
