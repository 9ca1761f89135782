import Core
import Foundation
import Testing

@Suite("The canonical form of an e-mail address") struct CanonicalAddressTests {
    @Test("One mailbox has one form, however its letters are composed or its domain is spelled")
    func oneForm() throws {
        let forms = [
            "j\u{00FC}rgen@m\u{00FC}ller.example", "ju\u{0308}rgen@mu\u{0308}ller.example", "j\u{00FC}rgen@xn--mller-kva.example",
            "J\u{00FC}rgen@XN--MLLER-KVA.Example", "j\u{00FC}rgen@M\u{00DC}LLER.example",
        ]
        for form in forms { #expect(try #require(EmailAddress(form)).canonical == "j\u{00FC}rgen@xn--mller-kva.example", "\(form)") }
        #expect(EmailAddress("Ada@Northwind.Example")?.canonical == "ada@northwind.example")
    }

    @Test(
        "A letter that folds into ASCII makes no new address, and is never taken for that letter",
        arguments: [
            "\u{212A}ate@x.example", "a\u{017F}a@x.example", "\u{0130}da@x.example", "\u{0131}da@x.example", "\u{FF41}da@x.example",
            "o\u{FB03}ce@x.example", "kate@\u{212A}.example",
        ])
    func folding(text: String) throws {
        #expect(EmailAddress(text) == nil)
        let stored = try #require(EmailAddress(existing: text))
        #expect(!stored.canonical.utf8.allSatisfy { $0 < 128 })
        #expect(stored != EmailAddress(existing: text.uppercased().lowercased().precomposedStringWithCompatibilityMapping))
    }

    @Test(
        "Letters of other scripts stay addresses", arguments: ["åsa@x.example", "стас@почта.example", "用户@例子.example", "straße@x.example"])
    func scripts(text: String) { #expect(EmailAddress(text) != nil) }
}
