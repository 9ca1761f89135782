import Access
import Audit
import Core
import Directory
import Foundation
import IDSite
import Identity
import SQL
import Schema
import TestSupport
import Testing
import Web

/// What the ID tells a person of themselves, and what is left of them.
@Suite("Personal data") struct PersonalDataTests {
    @Test("Every table of the ID has a decision: what of it its person gets, and what becomes of it", .onEveryDatabase)
    func decisions() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let tables = try await database.read { try $0.tableNames() }
            #expect(Set(PersonalTable.all.map(\.title)) == tables)
            #expect(PersonalTable.all.count == tables.count, "each once")
        }
    }

    /// Somebody with something of everything that the pages and the operator can make.
    private func ada(_ site: TestSite) async throws -> PersonID {
        let ada = try await site.add("ada@northwind.example", name: "Ada Lovelace", app: true, telephone: true)
        let ben = try await site.add("ben@northwind.example", name: "Ben")
        let now = site.clock.now()
        let catalog = site.catalog
        try await site.database.write { tx in
            let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
            let account = try work.openAccount(named: "Northwind", products: ["dashboard"], first: ben)
            _ = try work.addMember(ada, to: account.id, product: "dashboard", role: "associate")
            try tx.run(
                """
                INSERT INTO registration_links (token_hash, address, product, created_at, expires_at)
                VALUES (\([UInt8](repeating: 1, count: 32)), \("ada@northwind.example"), \("dashboard"), \(now), \(now))
                """)
            try tx.rename(ada, to: "Ada Byron", by: .person(ada), at: now)
        }
        _ = try await site.invite("ada@northwind.example", by: ben)
        return ada
    }

    private func signIn(_ site: TestSite) async throws -> Browser {
        let browser = Browser(site)
        await browser.signIn("ada@northwind.example")
        await browser.follow()
        await browser.post(SignInPath.secondFactor, [("code", try site.code)])
        return browser
    }

    @Test("The file tells all of them and nothing of others, and no secret", .onEveryDatabase)
    func exported() async throws {
        try await TestSite.with { site in
            let ada = try await ada(site)
            let browser = try await signIn(site)
            await browser.get(MyDataPath.file)
            let text = browser.page
            let json = try JSON(reading: Array(text.utf8))
            #expect(json["format"]?.string == "lanyard-personal-data/1")
            #expect(json["people"]?.array?.first?["name"]?.string == "Ada Byron")
            #expect(json["second_factors"]?.array?.count == 2 && json["members"]?.array?.count == 1)
            #expect(json["sessions"]?.array?.first?["started_at"]?.string?.hasSuffix("Z") == true)
            let events = try #require(json["events"]?.array)
            #expect(events.contains { $0["action"]?.string == "person.renamed" && $0["values"]?["before"]?.string == "Ada Lovelace" })
            #expect(!text.contains("ben@northwind.example") && !text.contains("$argon2"))
            let secrets = try await site.database.read { tx in
                try tx.rows("SELECT secret FROM second_factors WHERE person_id = \(ada) AND secret IS NOT NULL").map {
                    try $0["secret"] as [UInt8]
                }
            }
            #expect(secrets.count == 1 && !text.contains(Base64URL.encode(secrets[0])) && !text.contains(Hex.encode(secrets[0])))
        }
    }

    @Test("What was sent to an address that somebody else has too stays theirs: mails, links and invitations", .onEveryDatabase)
    func sharedAddress() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("same@northwind.example")
            try await site.add("same@northwind.example", name: "Ada of the other product")
            let ben = try await site.add("ben@northwind.example", name: "Ben")
            _ = try await site.invite("same@northwind.example", by: ben)
            let now = site.clock.now()
            let rule = NoAccounts()
            let erasure = PersonalErasure(catalog: site.catalog)
            func counts() async throws -> [Int] {
                try await site.database.read { tx in
                    try ["invitations", "outbox"].map { try tx.rows(Statement(stringLiteral: "SELECT id FROM \($0)")).count }
                }
            }
            let before = try await counts()
            #expect(before == [1, 1])
            try await site.database.write { tx in
                try tx.beginDeletion(of: ada, under: rule, by: .person(ada), at: now)
                try erasure.erase(ada, in: tx, at: now + Deletion.grace)
            }
            let after = try await counts()
            #expect(after == [1, 2], "and the last mail to whoever is gone")
            // Whoever never proved an address does not read what others sent there.
            let browser = Browser(site)
            await browser.signIn("same@northwind.example")
            await browser.get(MyDataPath.file)
            #expect(browser.has(#""invitations":[]"#) && browser.has(#""outbox":[]"#))
        }
    }

    @Test("After two weeks nothing of the person is left in any table but an id, and what others did with it", .onEveryDatabase)
    func erased() async throws {
        try await TestSite.with { site in
            let ada = try await ada(site)
            let browser = try await signIn(site)
            await browser.get(MyDataPath.deletion)
            await browser.post(MyDataPath.deletion, [])
            #expect(browser.location == "/sign-out")
            site.clock.advance(by: .days(13))
            let erasure = PersonalErasure(catalog: site.catalog)
            let early = site.clock.now()
            try await site.database.write { try erasure.erase(ada, in: $0, at: early) }
            #expect(try await site.database.read { try !$0.addresses(of: ada).isEmpty })
            site.clock.advance(by: .days(1))
            let now = site.clock.now()
            try await site.database.write { tx in
                try erasure.erase(ada, in: tx, at: now)
                try tx.sweepIdentity(at: now)
            }
            let traces = ["ada@northwind.example", "Lovelace", "Byron", "+4915112345678", "192.0.2.7", "Firefox"]
            let found = try await site.database.read { tx in
                try tx.tableNames().flatMap { table in
                    try tx.texts(in: table).filter { text in traces.contains { text.contains($0) } }.map { "\(table): \($0)" }
                }
            }
            // Ben's session is from the same network and browser; the last mail is on its way.
            #expect(found.filter { !$0.hasPrefix("outbox: ada@") } == [], "\(found)")
            let person = try #require(try await site.database.read { try $0.person(ada) })
            #expect(person.status == .erased && person.name == "(deleted)")
            #expect(try await site.database.read { try $0.memberships(of: ada).isEmpty })
            let events = try await site.database.read { try $0.events(AuditQuery(subject: ada.text, limit: 50)).map(\.action) }
            #expect(events.contains("person.erased") && events.contains("person.renamed"), "what happened stays")
        }
    }
}

extension Transaction {
    func tableNames() throws -> Set<String> {
        let statement: Statement =
            switch dialect {
            case .sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            case .postgres: "SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
            }
        return Set(try rows(statement).map { try $0["name"] })
    }

    /// Every text that stands in the table.
    func texts(in table: String) throws -> [String] {
        try rows(Statement(stringLiteral: "SELECT * FROM " + table)).flatMap { row in
            row.values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        }
    }
}
