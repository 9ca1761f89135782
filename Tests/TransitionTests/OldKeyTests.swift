import Access
import Audit
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

/// Security keys that an old product registered, for its own domain.
@Suite("Importing security keys")
struct OldKeyTests {
    private let key = SoftwareAuthenticator(relyingParty: "mail.old.example", origin: "https://id.example")
    private let other = SoftwareAuthenticator(relyingParty: "mail.old.example", origin: "https://id.example")

    private func object(_ key: SoftwareAuthenticator, rp: String = "Mail.Old.Example", cose: [UInt8]? = nil) -> String {
        let parts = [
            "\"credentialId\": \"\(Base64URL.encode(key.credentialID))\"", "\"publicKey\": \"\(Base64URL.encode(cose ?? key.publicKey))\"",
            "\"rpId\": \"\(rp)\"", "\"counter\": 7", "\"transports\": [\"usb\", \"strange\"]", "\"name\": \"Blue key\"",
        ]
        return "{" + parts.joined(separator: ", ") + "}"
    }

    private func mail(_ keys: String?, id: String = "m1") -> String {
        "{\"id\": \"\(id)\", \"email\": \"\(id)@acme.example\", \"name\": \"Ada\", \"password\": {\"value\": \"\(DashboardRow.hash)\"}, "
            + "\"account\": {\"id\": \"org-1\", \"name\": \"Acme\"}, \"role\": \"admin\", \"created\": 1"
            + (keys.map { ", \"securityKeys\": \($0)" } ?? "") + "}\n"
    }

    private func keys(_ fixture: ImportFixture, _ id: String = "m1", _ product: ProductID = "mail") async throws -> [Passkey] {
        let person = try #require(try await fixture.person(id, product))
        return try await fixture.database.read { try $0.passkeys(of: person.id) }
    }

    @Test(
        "A key comes in with its domain, counter and transports; it follows its source, and never comes back once it went", .onEveryDatabase
    )
    func followed() async throws {
        try await ImportFixture.with { fixture in
            let first = mail("[\(object(key)), \(object(key))]")
            #expect(try await fixture.importText(.mailJSONL, first, dryRun: true).imported == 1)
            #expect(try await fixture.importText(.mailJSONL, first).imported == 1)
            let stored = try #require(try await keys(fixture).first)
            #expect(try await keys(fixture).count == 1)
            #expect(stored.kind == .securityKey && stored.setBy == .import && stored.relyingParty == "mail.old.example")
            #expect(stored.credentialID == key.credentialID && stored.counter == 7 && stored.isBackupEligible == nil)
            #expect(stored.transports == ["usb"] && stored.name == "Blue key")
            #expect(try await fixture.database.read { try $0.hasSecondFactor(stored.personID) })

            #expect(try await fixture.importText(.mailJSONL, first, dryRun: true).unchanged == 1)
            #expect(try await fixture.importText(.mailJSONL, first).unchanged == 1)
            let both = mail("[\(object(key)), \(object(other))]")
            #expect(try await fixture.importText(.mailJSONL, both).updated == 1)
            let two = try await keys(fixture)
            #expect(two.count == 2 && two.contains { $0.id == stored.id })
            #expect(try await fixture.importText(.mailJSONL, first).unchanged == 1, "an older export")
            #expect(try await keys(fixture).count == 2)

            let now = fixture.clock.now()
            _ = try await fixture.database.write { tx in
                try tx.removePasskey(stored.id, of: stored.personID, by: .person(stored.personID), at: now)
            }
            #expect(try await fixture.importText(.mailJSONL, mail(nil)).unchanged == 1)
            #expect(try await fixture.importText(.mailJSONL, both).unchanged == 1)
            #expect(try await keys(fixture).map(\.credentialID) == [other.credentialID])
            let third = SoftwareAuthenticator(relyingParty: "mail.old.example", origin: "https://id.example")
            let more = mail("[\(object(key)), \(object(other)), \(object(third))]")
            #expect(try await fixture.importText(.mailJSONL, more).unchanged == 1, "the person decides since they removed one")
            #expect(try await keys(fixture).map(\.credentialID) == [other.credentialID])
        }
    }

    @Test("The dashboard's export has them in a column of its own")
    func column() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let cell = "\"[\(object(key))]\"".replacing("\"", with: "\"\"").dropFirst().dropLast()
            let header = DashboardRow.header.replacing("\r\n", with: ",security_keys\r\n")
            let row = DashboardRow("u1").text.replacing("\r\n", with: ",\(cell)\r\n")
            let report = try await fixture.importText(.dashboardCSV, header + row)
            #expect(report.imported == 1, "\(report.rejected)")
            #expect(try await keys(fixture, "u1", "dashboard").map(\.name) == ["Blue key"])
        }
    }

    @Test("A key that cannot be used here, or is another person's, costs its line and says why")
    func refused() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let wrong: [(String, String)] = [
                ("[\(object(key, rp: "https://mail.old.example/u2f"))]", "U2F"), ("[\(object(key, rp: "10.0.0.1"))]", "no domain"),
                ("[\(object(key, rp: "example"))]", "no domain"), ("[\(object(key, cose: [1, 2]))]", "COSE_Key"),
                ("[\(object(key, cose: [0xA2, 1, 2, 3, 0x38, 0x2E]))]", "algorithm -47"), ("{}", "an array"), ("[{}]", "an array"),
                ("[\(object(key).replacing(Base64URL.encode(key.credentialID), with: "§"))]", "base64url"),
                ("[\(object(key).replacing(Base64URL.encode(key.credentialID), with: ""))]", "1 to 1023"),
            ]
            for (keys, reason) in wrong {
                let report = try await fixture.importText(.mailJSONL, mail(keys))
                #expect(report.rejected.first?.reason == .invalidKey, "\(keys)")
                #expect(report.rejected.first?.detail?.contains(reason) == true, "\(report.rejected) \(reason)")
            }
            _ = try await fixture.importText(.mailJSONL, mail("[\(object(key))]") + mail("null", id: "m2"))
            let report = try await fixture.importText(.mailJSONL, mail("[\(object(key))]") + mail("[\(object(key))]", id: "m2"))
            #expect(report.rejected.map(\.reason) == [.duplicateKey] && report.unchanged == 1)
            #expect(try await keys(fixture, "m2").isEmpty)
        }
    }

    @Test("Two logins are joined only when the key of each that has one was used (threat 16)", .onEveryDatabase)
    func joining() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, DashboardRow.header + DashboardRow("m1").text)
            _ = try await fixture.importText(.mailJSONL, mail("[\(object(key))]"))
            let own = try #require(try await fixture.person("m1")).id
            let sibling = try #require(try await fixture.person("m1", "mail")).id
            let stored = try await keys(fixture)
            let now = fixture.clock.now()
            let catalog = fixture.catalog
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                let missing: [MissingProof] = [.secondFactor(of: sibling, choices: [], keys: stored)]
                #expect(throws: JoinRefusal.unproved(missing)) { try tx.join(sibling, in: session, catalog: catalog, at: now) }
                try tx.recordFactor(of: sibling, in: session.id, at: now)
                try tx.join(sibling, in: session, catalog: catalog, at: now)
                #expect(try tx.passkeys(of: own).map(\.id) == stored.map(\.id))
            }
        }
    }
}
