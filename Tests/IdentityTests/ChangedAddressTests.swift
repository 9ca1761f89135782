import Core
import Identity
import SQL
import TestSupport
import Testing

@Suite("A mailed link and an address that changed since") struct ChangedAddressTests {
    @Test("A link that went to the old address sets no password and proves nothing about the new one", .onEveryDatabase)
    func oldLink() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("old@northwind.example", product: "dashboard")
            _ = try await ids.recovery.request(
                for: #require(EmailAddress("old@northwind.example")), product: nil, from: Identities.home)
            let token = try await ids.mailedToken()
            #expect(try await ids.recovery.holder(token: token) != nil)
            _ = try await ids.database.write { tx in
                try tx.run(
                    """
                    UPDATE email_addresses SET written = 'new@northwind.example', canonical = 'new@northwind.example'
                    WHERE person_id = \(person)
                    """)
            }
            #expect(try await ids.recovery.holder(token: token) == nil)
            #expect(try await ids.setPassword("many words in a row here", token) == "no link")
            #expect(try await ids.database.read { try $0.addresses(of: person).allSatisfy { $0.verifiedAt == nil } })
            #expect(try await ids.signIn("new@northwind.example").word == "signed in", "the password is the one from before")
        }
    }
}
