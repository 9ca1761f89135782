import Dashboard
import Testing

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
        for _ in 0..<1000 { sum = try sum.plus(price) }
        #expect(sum.decimal(proof) == "3.10")
    }

    @Test("A sum that would not be exact is an error, not a wrong number")
    func overflow() throws {
        let most = try #require(Amount("92233720368.54775807"))
        #expect(throws: AmountOverflow()) { try most.plus(Amount("0.00000001") ?? .zero) }
        #expect(throws: AmountOverflow()) { try Amount.zero.minus(most).minus(most) }
    }

    @Test("For people, thousands are set apart and a minus is a real one")
    func forPeople() {
        #expect(Amount("1234567.8")?.text("EUR", proof) == "1\u{202F}234\u{202F}567.80 EUR")
        #expect(Amount("-999.0075")?.text("SEK", proof) == "\u{2212}999.0075 SEK")
        #expect(Amount("1000")?.text("EUR", proof) == "1\u{202F}000.00 EUR")
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
    func proof(areas: [String]) {
        #expect(MoneyProof(viewableAreas: areas) == nil)
        #expect(MoneyProof(viewableAreas: areas + ["billing"]) != nil)
    }
}
