import Core
import Testing

@Suite("E-mail addresses and telephone numbers")
struct AddressTests {
    @Test("Addresses compare without regard to case and are kept as written")
    func comparison() throws {
        let shouted = try #require(EmailAddress("Jrg.Ito.2@LUMEN2.EXAMPLE"))
        #expect(shouted == EmailAddress("jrg.ito.2@lumen2.example"))
        #expect(shouted.written == "Jrg.Ito.2@LUMEN2.EXAMPLE")
    }

    @Test(
        "What mail systems deliver to is accepted",
        arguments: [
            "a@b.example", "first.last+tag@sub.domain.example", "o'brien@x-y.example", "søren@ærø.example", "用户@例子.example",
            "a_b%c@1.example",
        ])
    func accepts(text: String) { #expect(EmailAddress(text) != nil) }

    @Test(
        "What cannot be delivered to, or could break a header, is refused",
        arguments: [
            "no-at-sign", "two@@northwind.example", "@x.example", "a@", "a@x", ".a@x.example", "a.@x.example", "a..b@x.example",
            "a b@x.example",
            "a@x.example\r\nBcc: b@y.example", "a@-x.example", "a@x..example", "<a@x.example>", "a,b@x.example", "a@x.example\0",
            "\"a\"@x.example",
            "a@[127.0.0.1]", String(repeating: "a", count: 65) + "@x.example",
        ])
    func refuses(text: String) { #expect(EmailAddress(text) == nil) }

    @Test("A telephone number is international or refused")
    func phones() {
        #expect(PhoneNumber("+46 70-123 45 67")?.text == "+46701234567")
        for text in ["call me", "", "0701234567", "+", "+0701234567", "+4670123456789012", "+46a701234"] {
            #expect(PhoneNumber(text) == nil, "\(text)")
        }
    }
}
