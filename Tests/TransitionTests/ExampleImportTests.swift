import Audit
import Core
import Credentials
import Foundation
import Identity
import SQL
import TestSupport
import Testing
import Transition

private struct Expected: Decodable {
    struct Product: Decodable {
        let rows: Int
        let importable: Int
        let rejected: [String: String]
    }
    let dashboard: Product
    let mail: Product
    let people: Int
    enum CodingKeys: String, CodingKey { case dashboard, mail, people = "people_after_both" }

    static func read() throws -> Expected { try JSONDecoder().decode(Expected.self, from: Vectors.example("expected.json")) }
}

extension ImportReport {
    fileprivate var reasons: [String: String] {
        Dictionary(rejected.map { ("line \($0.line)", $0.reason.rawValue) }, uniquingKeysWith: { first, _ in first + " twice" })
    }
}

@Suite("Importing the example exports")
struct ExampleImportTests {
    @Test(
        "Every good line comes in, every bad one is named with its reason, and a second run changes nothing", .onEveryDatabase)
    func examples() async throws {
        let expected = try Expected.read()
        try await ImportFixture.with { fixture in
            for isDryRun in [true, false] {
                let dashboard = try await fixture.importDashboard(dryRun: isDryRun)
                #expect(dashboard.rows == expected.dashboard.rows)
                #expect(dashboard.imported == expected.dashboard.importable)
                #expect(dashboard.reasons == expected.dashboard.rejected)
                let mail = try await fixture.importMail(dryRun: isDryRun)
                #expect(mail.rows == expected.mail.rows)
                #expect(mail.imported == expected.mail.importable)
                #expect(mail.reasons == expected.mail.rejected)
                #expect(mail.weakHashes > 20)
                #expect(try await fixture.count("people") == (isDryRun ? 0 : expected.dashboard.importable + expected.mail.importable))
            }
            let events = try await fixture.count("audit_events")
            for isDryRun in [true, false] {
                let again = try await fixture.importDashboard(dryRun: isDryRun)
                #expect(again.imported == 0)
                #expect(again.updated == 0)
                #expect(again.unchanged == expected.dashboard.importable)
                #expect(again.reasons == expected.dashboard.rejected)
                #expect(try await fixture.importMail(dryRun: isDryRun).unchanged == expected.mail.importable)
            }
            // The only new events are those of the two imports that were not dry runs.
            #expect(try await fixture.count("audit_events") == events + 2)
        }
    }

    @Test("No fast old hash rests as it came", .onEveryDatabase)
    func nothingWeakRests() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importMail()
            let hashes: [String] = try await fixture.database.read { tx in
                try tx.rows("SELECT hash FROM passwords").map { try $0["hash"] }
            }
            #expect(hashes.count == 302)
            #expect(!hashes.contains { $0.hasPrefix("{SSHA}") || $0.hasPrefix("md5$") })
            #expect(hashes.contains { $0.hasPrefix("$lanyard$over:sha1,") })
        }
    }

    @Test("A dry run foresees the accounts without an administrator that the import then reports")
    func unled() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let dry = try await fixture.importMail(dryRun: true)
            let real = try await fixture.importMail()
            let unled: Set = ["org-501", "org-524", "org-525", "org-527", "org-528"]
            #expect(Set(real.accountsWithoutAdministrator.map(\.externalID)) == unled)
            #expect(Set(dry.accountsWithoutAdministrator.map(\.externalID)) == unled)
            #expect(try await fixture.importDashboard().accountsWithoutAdministrator.isEmpty)
            let json = try real.json
            #expect(json.contains("\"accounts_without_administrator\""))
            #expect(json.contains("\"reason\" : \"unsupported second factor\""))
        }
    }

    @Test("Once everybody has joined, there are as many people as there are addresses", .onEveryDatabase)
    func everybodyJoined() async throws {
        let expected = try Expected.read()
        try await ImportFixture.with { fixture in
            _ = try await fixture.importDashboard()
            _ = try await fixture.importMail()
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            let pairs = try await fixture.database.read { tx in
                try tx.rows(
                    """
                    SELECT d.person_id AS dashboard, m.person_id AS mail FROM email_addresses d
                    JOIN email_addresses m ON m.canonical = d.canonical AND m.product = 'mail' WHERE d.product = 'dashboard'
                    """
                ).map { row -> [PersonID] in [try row["dashboard"], try row["mail"]] }
            }
            #expect(pairs.count == 152)
            for pair in pairs {
                try await fixture.database.write { tx in
                    // A person without a password sets one first. Then a person who may sign in joins the other.
                    for person in pair where try tx.password(of: person) == nil {
                        try tx.setPassword(of: person, hash: Secret("any"), setBy: .person, by: .person(person), at: now)
                        try tx.activate(person, by: .person(person), at: now)
                    }
                    let active = try pair.filter { try tx.person($0)?.status == .active }
                    let own = try #require(active.first ?? pair.first)
                    if active.isEmpty { try tx.activate(own, by: .operatorCommand, at: now) }
                    let session = try SessionFixture.start(tx, of: own, proving: pair, at: now)
                    for sibling in pair where sibling != own { try tx.join(sibling, in: session, catalog: catalog, at: now) }
                }
            }
            let people: Int = try await fixture.database.read { tx in
                try tx.first("SELECT COUNT(*) AS number FROM people WHERE merged_into IS NULL")?["number"] ?? 0
            }
            #expect(people == expected.people)
            #expect(try await fixture.importDashboard().unchanged == expected.dashboard.importable)
        }
    }

    @Test("Every login of the examples: the right password fits, the second factor is the one listed, the status is kept")
    func logins() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            _ = try await fixture.importDashboard()
            _ = try await fixture.importMail()
            let logins = try ExampleLogin.all()
            #expect(logins.count == 902)
            // Hashing for all logins would take a minute. The passwords that are checked include a hash of each kind and every status.
            for (number, login) in logins.enumerated() {
                let candidate = try await fixture.database.read { tx in
                    try tx.candidates(for: login.email.lowercased()).meant(by: login.product)
                }
                let person = try #require(candidate.first?.person)
                #expect(candidate.count == 1)
                #expect(person.status == login.status)
                let factors = try await fixture.database.read { try $0.secondFactors(of: person.id) }
                try login.check(factors, fixture.keyring)
                guard number % 9 == 0, !login.password.isEmpty else { continue }
                #expect(try await fixture.fits(login.password, person.id), "\(login.email)")
                #expect(try await !fixture.fits("x" + login.password, person.id))
            }
        }
    }
}
