import Dashboard
import Testing
import Web

@testable import ProductKit

@Suite("Amounts of money")
struct AmountTests {
    private let proof = MoneyProof.operatorCommand

    @Test(
        "What is written exactly is read and written back exactly",
        arguments: [
            ("0.0075", "0.0075"), ("12", "12.00"), ("12.5", "12.50"), ("-3.10", "-3.10"), ("0.00000001", "0.00000001"),
            ("92233720368.54775807", "92233720368.54775807"), ("0", "0.00"), ("1234567.8", "1234567.80"),
        ])
    func exact(written: String, decimal: String) {
        #expect(Amount(written)?.decimal(proof) == decimal)
    }

    @Test(
        "What is not a plain decimal of at most eight places is refused",
        arguments: [
            "", "-", ".", "1.", ".5", "1e3", "1,5", "+1", "0.000000001", "92233720368.54775808", "NaN", "1.5 ", "１", "0x1", "--1", "1.-5",
        ])
    func refused(written: String) {
        #expect(Amount(written) == nil)
    }

    @Test("A thousand prices of 0.0031 make exactly 3.10, where floating point would not")
    func sums() throws {
        let price = try #require(Amount("0.0031"))
        var sum = Amount.zero
        for _ in 0..<1000 { sum = sum + price }
        #expect(sum.decimal(proof) == "3.10")
    }

    @Test("The sum of the largest amounts is exact, and so is its opposite")
    func large() throws {
        let most = try #require(Amount("92233720368.54775807"))
        #expect((most + most).decimal(proof) == "184467440737.09551614")
        #expect((Amount.zero - most - most).decimal(proof) == "-184467440737.09551614")
        let shown = shownText((most + most).sum("EUR", proof))
        #expect(shown == "184\u{202F}467\u{202F}440\u{202F}737.10\u{A0}EUR")
    }

    @Test(
        "A sum has its currency's usual digits, thousands apart, a real minus, and its currency on the same line",
        arguments: [
            ("1234567.8", "EUR", "1\u{202F}234\u{202F}567.80\u{A0}EUR"), ("182.502", "EUR", "182.50\u{A0}EUR"),
            ("-999.0075", "SEK", "\u{2212}999.01\u{A0}SEK"), ("0.005", "EUR", "0.01\u{A0}EUR"), ("0.0049", "EUR", "0.0049\u{A0}EUR"),
            ("-0.0049", "EUR", "\u{2212}0.0049\u{A0}EUR"), ("0", "EUR", "0.00\u{A0}EUR"), ("1999.5", "JPY", "2\u{202F}000\u{A0}JPY"),
            ("12", "JPY", "12\u{A0}JPY"), ("1.2345", "KWD", "1.235\u{A0}KWD"),
            ("92233720368.54775807", "EUR", "92\u{202F}233\u{202F}720\u{202F}368.55\u{A0}EUR"),
        ])
    func sum(written: String, currency: String, shown: String) throws {
        #expect(try shownText(#require(Amount(written)).sum(currency, proof)) == shown)
    }

    @Test("Where a sum is rounded, its title says the exact amount; where it is not, it needs none")
    func exactInTitle() throws {
        let rounded = try #require(Amount("1182.502")).sum("EUR", proof).string
        #expect(rounded.contains("title=\"1\u{202F}182.502\u{A0}EUR, exactly\"") && rounded.contains("value=\"1182.502\""))
        #expect(try !#require(Amount("182.5")).sum("EUR", proof).string.contains("title"))
    }

    @Test(
        "The price of one message is never rounded, and leaves room for parts of a cent",
        arguments: [
            ("0.0075", "EUR", "0.0075\u{A0}EUR"), ("0.01", "EUR", "0.0100\u{A0}EUR"), ("0.00000031", "EUR", "0.00000031\u{A0}EUR"),
            ("3", "JPY", "3.00\u{A0}JPY"),
        ])
    func price(written: String, currency: String, shown: String) throws {
        #expect(try shownText(#require(Amount(written)).price(currency, proof)) == shown)
    }

    private func shownText(_ html: HTML) -> String {
        html.string.split(separator: ">").dropFirst().first.map { String($0.prefix { $0 != "<" }) } ?? ""
    }

    @Test("Printed without a proof, an amount shows nothing of itself")
    func hidden() {
        let amount = Amount("1234.56")
        #expect(!"\(amount as Any) \(String(reflecting: amount))".contains("1234"))
    }

    @Test(
        "Only the area Billing gives the proof that money may be seen",
        arguments: [
            ["overview", "messages", "projects", "access-keys", "users", "settings"], [], ["Billing"], ["billing2"],
        ])
    func proof(areas: [String]) throws {
        func account(_ areas: [String]) throws -> Me.Account {
            try Me.Account([
                "id": "acc_1", "member": "mem_1", "areas": .object(areas.map { ($0, .string("view")) }),
            ])
        }
        #expect(try MoneyProof(account(areas), in: []) == nil)
        #expect(try MoneyProof(account(areas + ["billing"]), in: []) != nil)
    }
}
