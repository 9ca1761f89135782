import Access
import Core
import Credentials
import Foundation
import Identity
import SQL
import TestSupport
import Testing
import Transition

/// Exports as other programs and spreadsheets write them.
@Suite("Reading exports that are not as they should be")
struct ForgivingReaderTests {
    @Test("A stray quote costs its own line, whatever follows it", arguments: ["full_name", "locale"])
    func strayQuote(column: String) async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            var text = DashboardRow.header
            for number in 1...300 {
                var row = DashboardRow("u\(number)")
                if number == 10 { row = column == "locale" ? row.with(\.locale, "\"en") : row.with(\.name, "\"Ada") }
                if number == 290 { row = column == "locale" ? row.with(\.locale, "e\"") : row.with(\.name, "\"Ada, Berg\"") }
                text += row.with(\.role, number == 1 ? "Administrator" : "Member").text
            }
            let report = try await fixture.importText(.dashboardCSV, text)
            #expect(report.rejected.map(\.line) == [11])
            #expect(report.rejected.first?.reason == .unclosedQuote)
            let detail = try #require(report.rejected.first?.detail)
            #expect(detail.contains("closed in line 291") && detail.contains("only this line is left out"))
            #expect(report.rows == 300 && report.imported == 299)
        }
    }

    @Test("A quoted field of several lines in a row of the wrong shape is one row, and its last line is told")
    func brokenShape() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let text =
                DashboardRow.header + DashboardRow("u1").text + "u2,\"two\r\nthree\r\nlines\",x\r\n"
                + DashboardRow("u3").with(\.role, "Member").text
            let report = try await fixture.importText(.dashboardCSV, text)
            #expect(report.rejected.map(\.line) == [3])
            #expect(report.rejected.first?.detail?.contains("lines 3 to 5 are left out") == true)
            #expect(report.rows == 3 && report.imported == 2)
        }
    }

    enum Form: String, CaseIterable, Sendable { case semicolon, tab, told, upperCase, utf16Little, utf16Big, utf16Unmarked, spaces }

    @Test("Semicolons, tabs, sep=, other cases, UTF-16 and white space around values are read", arguments: Form.allCases)
    func forms(form: Form) async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let plain = DashboardRow.header + DashboardRow("u1").with(\.name, "Åsa Öberg 🎈").text
            let text =
                switch form {
                case .semicolon: plain.replacing(",", with: ";")
                case .tab: plain.replacing(",", with: "\t")
                case .told: "sep=|\r\n" + plain.replacing(",", with: "|")
                case .upperCase: DashboardRow.header.uppercased() + DashboardRow("u1").with(\.name, "Åsa Öberg 🎈").text
                case .spaces: DashboardRow.header + DashboardRow("u1").with(\.name, "Åsa Öberg 🎈").text.replacing(",", with: " , ")
                default: plain
                }
            let encoding: String.Encoding =
                switch form {
                case .utf16Little, .utf16Unmarked: .utf16LittleEndian
                case .utf16Big: .utf16BigEndian
                default: .utf8
                }
            let mark: [UInt8] = form == .utf16Little ? [0xFF, 0xFE] : form == .utf16Big ? [0xFE, 0xFF] : []
            let bytes = mark + Array(try #require(text.data(using: encoding)))
            let report = try await fixture.importBytes(.dashboardCSV, bytes)
            #expect(report.imported == 1, "\(report.rejected)")
            #expect(try await fixture.person("u1")?.name == "Åsa Öberg 🎈")
        }
    }

    @Test("A column that is there twice, or missing, is named")
    func columns() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let twice = DashboardRow.header.replacing("locale", with: "locale,Email") + DashboardRow("u1").text
            await #expect(throws: ImportError.repeatedColumns(["email"])) { try await fixture.importText(.dashboardCSV, twice) }
            let none = DashboardRow.header.replacing(",", with: ":")
            await #expect(throws: ImportError.self) { try await fixture.importText(.dashboardCSV, none) }
        }
    }

    @Test(
        "A field that nobody needs and nothing can read is left out, and the person comes in",
        arguments: [
            ("en_US.UTF-8", "", "2020-01-01T00:00:00Z", ["locale left out: not a language tag"]),
            ("en", "NULL", "2020-01-01T00:00:00Z", ["last sign-in left out: not a time with its zone"]),
            ("en", "0000-00-00", "2020-01-01T00:00:00Z", ["last sign-in left out: not a time with its zone"]),
            ("en", "2020-01-01 10:00:00", "2020-01-01T00:00:00Z", ["last sign-in left out: not a time with its zone"]),
            ("en", "", "0001-01-01T00:00:00Z", ["time of creation left out: not a time with its zone"]),
            ("en", "", "2020-01-01 10:00:00", ["time of creation left out: not a time with its zone"]),
            ("en", "", "2020-01-01", ["time of creation left out: not a time with its zone"]),
            ("en", "", "", ["time of creation left out: not a time with its zone"]),
            ("en", "2020-01-01 10:00:00Z", "2020-01-01 10:00:00+02:00", []),
        ])
    func warnings(locale: String, lastSignIn: String, created: String, warnings: [String]) async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let row = DashboardRow("u1").with(\.locale, locale).with(\.lastSignIn, lastSignIn).with(\.created, created)
            let report = try await fixture.importText(.dashboardCSV, DashboardRow.header + row.text)
            #expect(report.imported == 1, "\(report.rejected)")
            #expect(report.warnings.map(\.warning.rawValue) == warnings)
            #expect(report.warnings.allSatisfy { $0.line == 2 })
            #expect(try report.json.contains("\"warnings\" : ["))
        }
    }

    @Test("In JSON a wrong type and a wrong encoding are named, and whoever has no password is invited")
    func json() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let rest = #""role": "admin", "account": {"id": "o1", "name": "Acme"}, "created": 1581787591"#
            func line(_ id: String, _ email: String, _ more: String = "") -> String {
                "{\"id\": \(id), \"email\": \(email), \(rest)\(more)}\n"
            }
            let latin =
                Array("{\"id\": \"m9\", \"email\": \"m9@acme.example\", \"name\": \"J".utf8) + [0xF6, 0x72, 0x67]
                + Array("\", \(rest)}\n".utf8)
            let text =
                line("7", "\"m7@acme.example\"") + line("\"m8\"", "[]") + line("\"m1\"", "\"m1@acme.example\"")
                + line("\"m2\"", "\"m2@acme.example\"", ", \"name\": 5")
            let report = try await fixture.importBytes(.mailJSONL, Array(text.utf8) + latin)
            #expect(
                report.rejected.map { "\($0.line) \($0.reason.rawValue) \($0.detail ?? "")" } == [
                    "1 wrong type “id” must be a text", "2 invalid e-mail address “email” must be a text", "5 not UTF-8 ",
                ])
            #expect(report.warnings.map { "\($0.line) \($0.warning.rawValue)" } == ["4 name left out: not a text"])
            #expect(try await fixture.person("m1", "mail")?.status == .invited)
        }
    }

    @Test("Hashes of other systems come in as the operator says, and the password signs in")
    func hashes() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            var importer = fixture.importer
            importer.hashes.saltPosition = .before
            // SHA-1 of "salt" and "hunter2".
            let header = DashboardRow.header.replacing("\r\n", with: ",password_salt\r\n")
            let row = DashboardRow("u1").with(\.hash, "32c7ab1b4a6a0712d8083174e39bcfeab72b7d33").text.replacing("\r\n", with: ",salt\r\n")
            let report = try await fixture.importText(.dashboardCSV, header + row, by: importer)
            #expect(report.imported == 1 && report.weakHashes == 1, "\(report.rejected)")
            let refused = try await fixture.importText(
                .dashboardCSV, header + row.replacing("u1", with: "u2"))
            #expect(refused.rejected.first?.detail == "say with --salt-position where the salt goes")
        }
    }
}

@Suite("Telephone numbers and codes as people write them")
struct EnteredTextTests {
    @Test(
        "A number is read as it is meant, or refused with what to write",
        arguments: [
            ("+46 (0)70 123 45 67", "+46701234567"), ("+46-70-123 45 67", "+46701234567"), ("+1 (415) 555.0100", "+14155550100"),
            ("+４６ ７０ １２３ ４５ ６７", "+46701234567"), ("+٤٦٧٠١٢٣٤٥٦٧", "+46701234567"), ("+46\u{00A0}70\u{2011}1234567", "+46701234567"),
            ("070 123 45 67", nil), ("0046701234567", nil), ("+999701234567", nil), ("+0701234567", nil), ("46701234567", nil),
            ("call me", nil),
        ])
    func numbers(text: String, expected: String?) {
        #expect(PhoneNumber(text)?.text == expected)
        if expected == nil { #expect(throws: PhoneNumber.Mistake.self) { try PhoneNumber(entered: text) } }
    }

    @Test("An authenticator's secret comes in base32 or as its whole address, with digits, period and algorithm")
    func secrets() throws {
        let secret = "JBSWY3DPEHPK3PXP"
        for text in [secret, "jbsw y3dp ehpk 3pxp", "JBSW-Y3DP-EHPK-3PXP", "JBSW\u{00A0}Y3DP\u{00A0}EHPK\u{00A0}3PXP", "ＪＢＳＷY3DPEHPK３PXP"] {
            #expect(TOTP(pasted: text)?.secret.exposed == Base32.decode(secret), "\(text)")
        }
        let whole = try #require(
            TOTP(pasted: "otpauth://totp/Acme:ada%40acme.example?secret=\(secret)&issuer=Acme&algorithm=SHA256&digits=8&period=60"))
        #expect(whole.algorithm == .sha256 && whole.digits == 8 && whole.period == 60)
        for text in ["otpauth://hotp/x?secret=\(secret)&counter=1", "otpauth://totp/x", "otpauth://totp/x?secret=\(secret)&digits=9", ""] {
            #expect(TOTP(pasted: text) == nil)
        }
    }

    @Test("A code may be typed with dashes, spaces of any kind and digits of any script")
    func codes() throws {
        let totp = try #require(TOTP(pasted: "JBSWY3DPEHPK3PXP"))
        let now = Timestamp(seconds: 1_700_000_000)
        let code = totp.code(at: now)
        let arabic = String(String.UnicodeScalarView(code.unicodeScalars.compactMap { Unicode.Scalar(0x0660 + $0.value - 48) }))
        for typed in [code, " \(code) ", code.prefix(3) + "-" + code.suffix(3), code.prefix(3) + "\u{00A0}" + code.suffix(3), arabic] {
            #expect(totp.acceptedStep(for: typed, at: now, after: nil) != nil, "\(typed)")
        }
        #expect(totp.acceptedStep(for: code + "0", at: now, after: nil) == nil)
    }
}
