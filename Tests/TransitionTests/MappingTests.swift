import Access
import Core
import Credentials
import Foundation
import Identity
import SQL
import TestSupport
import Testing
import Transition
import YAML

/// The shipped mappings, on exports in the form of the products they are for.
@Suite("Mapped imports", .onEveryDatabase)
struct MappingTests {
    private static func mapping(_ name: String) throws -> Mapping {
        let file = Vectors.project.appending(path: "Mappings/\(name).yaml")
        return try Mapping(file: name + ".yaml", text: String(contentsOf: file, encoding: .utf8))
    }

    private static func export(_ name: String, _ file: String, _ form: ExportFiles.RecordForm) throws -> ExportFiles {
        ExportFiles(.mapped(form, try mapping(name)), people: ImportFixture.example("exports/" + file))
    }

    @Test("A realm of Keycloak comes in with its passwords, one-time codes and security keys")
    func keycloak() async throws {
        try await ImportFixture.with { fixture in
            let files = try Self.export("keycloak", "keycloak-realm.json", .json)
            let report = try await fixture.importer.run(files)
            #expect(report.imported == 4)
            #expect(report.rejected.map(\.reason) == [.leftOut])
            let ids = (1...4).map { "2f1c7b56-0e0b-4a3e-9d53-5ad0f9e0a00\($0)" }
            let ada = try #require(try await fixture.person(ids[0]))
            #expect(try await fixture.fits("kestrel over the bay", ada.id))
            #expect(ada.name == "Ada Berg")
            #expect(ada.locale == "sv")
            #expect(ada.createdAt == Timestamp(milliseconds: 1_650_000_000_123))
            let factor = try #require(try await fixture.database.read { try $0.secondFactors(of: ada.id) }.first)
            guard case .authenticatorApp(let app) = factor.method else { throw Unexpected() }
            let totp = try app.generator(of: factor.id, fixture.keyring)
            #expect(totp.digits == 8)
            #expect(totp.period == 60)
            #expect(totp.algorithm == .sha256)
            #expect(totp.secret.exposed == Array("nQ2kS0v7aXb4cY9dLm3e".utf8))
            let bo = try #require(try await fixture.person(ids[1]))
            #expect(try await fixture.fits("seven slow herons", bo.id))
            let key = try #require(try await fixture.database.read { try $0.passkeys(of: bo.id) }.first)
            #expect(key.relyingParty == "keycloak.example")
            #expect(key.counter == 7)
            #expect(key.name == "Blue key")
            let cy = try #require(try await fixture.person(ids[2]))
            #expect(cy.status == .suspended)
            #expect(try await fixture.fits("a lantern, twice", cy.id))
            #expect(try await fixture.person(ids[3])?.status == .invited)
            #expect(try await fixture.importer.run(files).unchanged == 4)
        }
    }

    @Test("Auth0, Django and Laravel: hashes are told by their form, times by the mapping")
    func otherServers() async throws {
        try await ImportFixture.with { fixture in
            let auth0 = try await fixture.importer.run(Self.export("auth0", "auth0-users.json", .json))
            #expect(auth0.imported == 2)
            #expect(auth0.rejected.map(\.line) == [3])
            let bo = try #require(try await fixture.person("60425dc43519d90068f82974"))
            #expect(bo.name == "Bo Dahl")
            #expect(try await fixture.fits("seven slow herons", bo.id))

            let django = try await fixture.importer.run(Self.export("django", "django-users.csv", .csv))
            #expect(django.imported == 5)
            #expect(try await fixture.database.read { try $0.candidates(typed: "nobody").map(\.person.id) } == [fixture.person("5")?.id])
            let ada = try #require(try await fixture.person("1"))
            #expect(try await fixture.fits("kestrel over the bay", ada.id))
            #expect(try await fixture.member("1")?.role == "administrator")
            #expect(ada.lastSignInAt == Timestamp(rfc3339: "2023-06-01T07:00:00.123Z"))
            #expect(try await fixture.person("2")?.createdAt == Timestamp(rfc3339: "2021-02-28T21:59:59.999Z"))
            #expect(try await fixture.person("2")?.name == "Bo Dahl, Jr")
            #expect(try await fixture.person("3")?.status == .suspended)
            #expect(try await fixture.person("4")?.status == .invited)
        }
        try await ImportFixture.with { fixture in
            var importer = fixture.importer
            importer.trustsAddresses = true
            #expect(try await importer.run(Self.export("laravel", "laravel-users.csv", .csv)).imported == 2)
            let ada = try #require(try await fixture.person("1"))
            #expect(try await fixture.fits("kestrel over the bay", ada.id))
            #expect(ada.createdAt == Timestamp(rfc3339: "2021-03-05T16:36:20Z"))
            let verified = try await fixture.database.read { tx in
                try tx.rows("SELECT written FROM email_addresses WHERE verified_at IS NOT NULL").map { try $0["written"] as String }
            }
            #expect(verified == ["ada@laravel.example"])
        }
    }

    @Test("Firebase's people sign in with the project's key, and keep their telephones")
    func firebase() async throws {
        try await ImportFixture.with { fixture in
            var importer = fixture.importer
            let key = Secret(Array(try #require(Data(base64Encoded: Self.signerKey))))
            importer.hashes.firebase = FirebaseParameters(rounds: 8, memoryCost: 14, saltSeparator: "Bw==")
            importer.hashes.treatment = try PasswordTreatment(variants: [], pepper: key, .key, sealedBy: fixture.keyring)
            let report = try await importer.run(Self.export("firebase", "firebase-users.json", .json))
            #expect(report.imported == 3)
            for id in ["Fb1aaaaaaaaaaaaaaaaaaaaaaaa1", "Fb1aaaaaaaaaaaaaaaaaaaaaaaa2"] {
                let person = try #require(try await fixture.person(id))
                let stored = try #require(try await fixture.database.read { try $0.password(of: person.id) })
                let hash = try PasswordHash(stored: stored.hash.exposed, keyring: fixture.keyring)
                #expect(try await fixture.hashing.verify(password: Secret("user1password"), against: hash))
            }
            let bo = try #require(try await fixture.person("Fb1aaaaaaaaaaaaaaaaaaaaaaaa2"))
            #expect(try await fixture.database.read { try $0.secondFactors(of: bo.id) }.count == 1)
            #expect(try await fixture.person("Fb1aaaaaaaaaaaaaaaaaaaaaaaa3")?.status == .suspended)
        }
    }

    private static let signerKey = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="

    private struct Unexpected: Error {}

    @Test("The preview shows what would come in and no secret")
    func preview() async throws {
        try await ImportFixture.with { fixture in
            let files = try Self.export("keycloak", "keycloak-realm.json", .json)
            let text = try files.samples(10, catalog: fixture.catalog, hashes: HashSettings()).map(\.text).joined(separator: "\n")
            #expect(text.contains("a hash of the form pbkdf2-sha256"))
            #expect(text.contains("an authenticator app (SHA256, 8 digits, 60 s)"))
            #expect(text.contains("rejected"))
            for secret in ["nQ2kS0v7aXb4cY9dLm3e", "$pbkdf2", "$argon2"] { #expect(!text.contains(secret)) }
            #expect(try await fixture.count("people") == 0)
        }
    }

    @Test("Rejected records of a document come out as a document, which is imported once they are mended")
    func rejectedOfDocument() async throws {
        try await ImportFixture.with { fixture in
            let realm = try String(contentsOfFile: ImportFixture.example("exports/keycloak-realm.json"), encoding: .utf8)
            let folder = try TestDatabase.temporaryFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appending(path: "realm.json")
            let broken = realm.replacing("\"username\": \"dee\"", with: "\"username\": \"\"").replacing("dee@keycloak.example", with: "dee")
            try Data(broken.utf8).write(to: file)
            let files = ExportFiles(.mapped(.json, try Self.mapping("keycloak")), people: file.path)
            let report = try await fixture.importer.run(files)
            #expect(report.rejected.map(\.reason) == [.invalidEmail, .leftOut])
            var written: [UInt8] = []
            try RejectedLines(of: files, report).write { written += $0 }
            let mended = String(decoding: written, as: UTF8.self).replacing("\"dee\"", with: "\"dee@keycloak.example\"")
            let again = try await fixture.importText(.mapped(.json, Self.mapping("keycloak")), mended)
            #expect(again.rows == 2)
            #expect(again.imported == 1)
        }
    }

    @Test("Every mistake of a mapping is told with its line, and so is a column that the export does not have")
    func mistakes() async throws {
        let text = """
            product: dashboard
            id: "a..b"
            email: {from: mail, join: [x]}
            role: {constant: member}
            created_at: {from: made, time: fortnights}
            passwords: x
            totp: {encoding: base64, secrets: y}
            """
        let told = #expect(throws: FileMistakes.self) { try Mapping(file: "m.yaml", text: text) }
        let lines = (told?.all ?? []).map(\.description)
        #expect(lines.contains("m.yaml:1: `account` is missing. Say where it stands, or write `account: {constant: …}`."))
        for line in [2, 3, 5, 6, 7] { #expect(lines.contains { $0.hasPrefix("m.yaml:\(line): ") }, "line \(line)") }
        #expect(lines.count == 7)

        try await ImportFixture.with { fixture in
            let mapping = try Mapping(
                file: "m.yaml", text: "product: dashboard\nid: id\nemail: mail\nrole: {constant: member}\naccount: {constant: a}\n")
            let refused = await #expect(throws: ImportError.self) {
                _ = try await fixture.importText(.mapped(.csv, mapping), "ID,E-Mail\n1,a@b.example\n")
            }
            #expect(
                refused?.description
                    == "m.yaml:3: The export has no column \"mail\".\nIts columns are: id, e-mail. Correct the mapping; nothing was imported."
            )
            let noArray = await #expect(throws: ImportError.self) {
                _ = try await fixture.importText(.mapped(.json, Self.mapping("keycloak")), "{\"realm\": \"x\", \"users\": {}}")
            }
            #expect(noArray == .noRecords("users"))
        }
    }

    @Test("Records are read from lines, from an array, and from a member of a document, whatever stands around them")
    func forms() async throws {
        func record(_ number: Int) -> String {
            "{\"id\": \(number), \"mail\": \"p\(number)@forms.example\", \"x\": \"]}\\\"[{\", \"in\": {\"hash\": \"\(DashboardRow.hash)\"}}"
        }
        let mapping = """
            product: dashboard
            id: id
            email: mail
            role: {constant: member}
            account: {constant: forms}
            password: {hash: in.hash}

            """
        try await ImportFixture.with { fixture in
            let plain = try Mapping(file: "m.yaml", text: mapping)
            let under = try Mapping(file: "m.yaml", text: mapping + "records: people\n")
            #expect(try await fixture.importText(.mapped(.json, plain), record(1) + "\n\n" + record(2)).imported == 2)
            let array = try await fixture.importText(.mapped(.json, plain), " [\n\(record(3)),\n\n\(record(4)), 7, null]\n")
            #expect(array.imported == 2)
            #expect(array.rejected.map(\.reason) == [.notAnObject, .notAnObject])
            #expect(array.rejected.map(\.line) == [3, 4], "records, which may all stand in one line")
            let document = "{\"a\": [1, {\"people\": []}], \"b\": \"people\", \"people\" : [\(record(5))], \"c\": 1}"
            #expect(try await fixture.importText(.mapped(.json, under), document).imported == 1)
            #expect(try await fixture.importText(.mapped(.json, under), "{\"people\": []}").rows == 0)
            for broken in [
                "{\"people\": [\(record(6)), {\"id\": 7, \"mail\":", "[\(record(6))}]", "[}", "[\(record(6)):]",
                "[\(record(6)) \(record(7))]",
                "[\(record(6))",
            ] {
                let form = broken.hasPrefix("[") ? plain : under
                await #expect(throws: ImportError.self, "\(broken)") { _ = try await fixture.importText(.mapped(.json, form), broken) }
            }
        }
    }

    @Test("A document in one line is imported again, each of its records by itself")
    func oneLine() async throws {
        try await ImportFixture.with { fixture in
            let realm = try String(contentsOfFile: ImportFixture.example("exports/keycloak-realm.json"), encoding: .utf8)
            let minified = realm.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
            let mapping = try Self.mapping("keycloak")
            #expect(try await fixture.importText(.mapped(.json, mapping), minified).imported == 4)
            let changed = minified.replacing("\"firstName\": \"Ada\"", with: "\"firstName\": \"Eva\"")
                .replacing("\"firstName\": \"Bo\"", with: "\"firstName\": \"Bosse\"")
            let report = try await fixture.importText(.mapped(.json, mapping), changed)
            #expect(report.updated == 2)
            #expect(report.rejected.map(\.line) == [5])
        }
    }

    @Test("Columns may be separated by semicolons and be named in any case, and a number too long to be kept is nobody's id")
    func columns() async throws {
        try await ImportFixture.with { fixture in
            let mapping = try Mapping(
                file: "m.yaml",
                text: """
                    product: dashboard
                    id: userId
                    email: eMail
                    name: {join: [firstName, lastName]}
                    role: {constant: member}
                    account: {constant: columns}
                    """)
            let text = "UserId;EMail;firstName;lastName\n1;one@columns.example;Ada;Berg\n"
            #expect(try await fixture.importText(.mapped(.csv, mapping), text).imported == 1)
            #expect(try await fixture.person("1")?.name == "Ada Berg")
            func record(_ id: String) -> String { "{\"userId\": \(id), \"eMail\": \"p\(id.count)@columns.example\"}\n" }
            let numbers = record("18446744073709551615") + record("184467440737095516150") + record("1e400")
            let report = try await fixture.importText(.mapped(.json, mapping), numbers)
            #expect(report.imported == 1)
            #expect(report.rejected.map(\.reason) == [.missingID, .missingID])
            #expect(try await fixture.person("18446744073709551615") != nil)
        }
    }
}
