import Core
import Testing

@Suite("Characters that nobody sees") struct HiddenCharactersTests {
    @Test(
        "Controls, turned directions and characters without a width are found and taken out",
        arguments: [
            "\u{202E}", "\u{2066}", "\u{200B}", "\u{200F}", "\u{FEFF}",
            "\u{00AD}", "\u{2028}", "\u{0}", "\r\n", "\u{3164}", "\u{2800}",
            "\u{E0041}", "\u{115F}", "\u{180E}", "\u{061C}",
        ])
    func hidden(text: String) {
        #expect("Pay\(text)roll".hasHiddenCharacters)
        #expect("Pay\(text)roll".withoutHiddenCharacters == "Payroll")
        #expect(text.withoutHiddenCharacters.isEmpty)
    }

    @Test(
        "Names of the world's scripts and emoji stay as they are",
        arguments: [
            "Müller & Söhne", "محمد", "क्\u{200D}ष", "می\u{200C}خواهم", "👩\u{200D}💻", "❤\u{FE0F}",
            "🏳\u{FE0F}\u{200D}🌈", "❤\u{FE0F}\u{200D}🔥", "1\u{FE0F}\u{20E3}", "สมชาย", "O’Neill", "A B",
        ])
    func seen(name: String) {
        #expect(!name.hasHiddenCharacters)
        #expect(name.withoutHiddenCharacters == name)
    }

    @Test(
        "Names that look alike are one",
        arguments: ["Check  out", "Check\u{A0}out", "check\u{2003}OUT ", "Chec\u{200B}k out", "\u{FF23}heck out"])
    func alike(name: String) {
        #expect(name.comparableName == "Check out".comparableName)
        #expect("Cafe\u{301}".comparableName.utf8.elementsEqual("CAF\u{C9}".comparableName.utf8))
        #expect("Cafe\u{301}  \u{A0}x ".tidyName.utf8.elementsEqual("Caf\u{E9} x".utf8))
        #expect("Checkout".comparableName != "Check out".comparableName)
    }

    @Test("A joiner between plain letters is hidden", arguments: ["pay\u{200D}roll", "\u{200D}", "a\u{FE0F}"])
    func joiner(text: String) { #expect(text.hasHiddenCharacters) }
}
