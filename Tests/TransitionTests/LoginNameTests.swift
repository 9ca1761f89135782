import Access
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

/// People who typed a user name at the old product, with an address, without one, or with one that several share.
@Suite("Importing user names", .onEveryDatabase)
struct LoginNameTests {
    private static let mapping = """
        product: dashboard
        id: id
        login: login
        email: email
        name: name
        role: {constant: member}
        account: {constant: acc_names}
        password: {hash: hash}
        """

    private func text(_ rows: (id: String, login: String, email: String)...) -> String {
        "id,login,email,hash,name\n" + rows.map { "\($0.id),\($0.login),\($0.email),\(DashboardRow.hash),Person \($0.id)\n" }.joined()
    }

    private func imported(_ fixture: ImportFixture, _ text: String, dryRun: Bool = false) async throws -> ImportReport {
        try await fixture.importText(.mapped(.csv, Mapping(file: "m.yaml", text: Self.mapping)), text, dryRun: dryRun)
    }

    private func typed(_ fixture: ImportFixture, _ text: String) async throws -> [String] {
        try await fixture.database.read { try $0.candidates(typed: text).map(\.person.name) }
    }

    private func addresses(_ fixture: ImportFixture, _ id: String) async throws -> [String] {
        let person = try #require(try await fixture.person(id)).id
        return try await fixture.database.read { try $0.addresses(of: person).map(\.address.written) }
    }

    @Test("Addresses may be missing, wrong or shared: who has a user name comes in, is found by it, and the report says what was left out")
    func comeIn() async throws {
        try await ImportFixture.with { fixture in
            let file = text(
                ("1", "ada", "team@names.example"), ("2", "Bo Dahl", "team@names.example"), ("3", "cy", ""), ("4", "dee", "no address"),
                ("5", "", "eva@names.example"), ("6", "", ""), ("7", "ADA", "seven@names.example"), ("8", "", "team@names.example"))
            let report = try await imported(fixture, file)
            #expect(report.imported == 5)
            #expect(report.rejected.map(\.reason) == [.invalidEmail, .duplicateLogin, .duplicateEmail])
            #expect(report.warnings.filter { $0.line < 8 }.map(\.line).sorted() == [3, 5])
            #expect(try await typed(fixture, "ada") == ["Person 1"])
            #expect(try await typed(fixture, " BO  dahl ") == ["Person 2"])
            #expect(try await typed(fixture, "cy") == ["Person 3"])
            #expect(try await typed(fixture, "team@names.example") == ["Person 1"])
            #expect(try await typed(fixture, "eva@names.example") == ["Person 5"])
            #expect(try await addresses(fixture, "2").isEmpty)
            let again = try await imported(fixture, file)
            #expect(again.unchanged == 5)
            #expect(again.imported + again.updated == 0)
        }
    }

    @Test("A name follows its source, an address that comes later is taken, and one that goes stays")
    func follow() async throws {
        try await ImportFixture.with { fixture in
            _ = try await imported(fixture, text(("1", "ada", "ada@names.example"), ("2", "bo", "")))
            let dry = try await imported(fixture, text(("1", "ada.berg", ""), ("2", "bo", "bo@names.example")), dryRun: true)
            #expect(dry.updated == 2)
            let report = try await imported(fixture, text(("1", "ada.berg", ""), ("2", "bo", "bo@names.example")))
            #expect(report.updated == 2)
            #expect(try await typed(fixture, "ada").isEmpty)
            #expect(try await typed(fixture, "ada.berg") == ["Person 1"])
            #expect(try await addresses(fixture, "1") == ["ada@names.example"])
            #expect(try await addresses(fixture, "2") == ["bo@names.example"])
            let swapped = try await imported(fixture, text(("1", "ada.berg", ""), ("2", "ada.berg", "bo@names.example")))
            #expect(swapped.rejected.map(\.reason) == [.duplicateLogin])
        }
    }

    @Test("An address that its source does not name any more stays, also when another row wants it, and may change later")
    func stays() async throws {
        try await ImportFixture.with { fixture in
            _ = try await imported(fixture, text(("1", "ada", "x@names.example")))
            let wanted = try await imported(fixture, text(("1", "ada", ""), ("2", "", "x@names.example")))
            #expect(wanted.rejected.map(\.reason) == [.duplicateEmail])
            #expect(try await typed(fixture, "x@names.example") == ["Person 1"])
            #expect(try await imported(fixture, text(("1", "ada", "y@names.example"))).updated == 1)
            #expect(try await addresses(fixture, "1") == ["y@names.example"])
        }
    }

    @Test("A user name that comes with a later export is taken")
    func later() async throws {
        try await ImportFixture.with { fixture in
            _ = try await imported(fixture, text(("1", "", "one@names.example")))
            #expect(try await imported(fixture, text(("1", "ada", "one@names.example"))).updated == 1)
            #expect(try await typed(fixture, "ada") == ["Person 1"])
            #expect(try await imported(fixture, text(("1", "ada", "one@names.example"))).unchanged == 1)
            #expect(try await imported(fixture, text(("1", "eva", "one@names.example"))).updated == 1)
            #expect(try await typed(fixture, "ada").isEmpty)
        }
    }
}
