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
        arguments: ["Müller & Söhne", "محمد", "क्\u{200D}ष", "می\u{200C}خواهم", "👩\u{200D}💻", "❤\u{FE0F}", "สมชาย", "O’Neill", "A B"])
    func seen(name: String) {
        #expect(!name.hasHiddenCharacters)
        #expect(name.withoutHiddenCharacters == name)
    }

    @Test("A joiner between plain letters is hidden", arguments: ["pay\u{200D}roll", "\u{200D}", "a\u{FE0F}"])
    func joiner(text: String) { #expect(text.hasHiddenCharacters) }
}
