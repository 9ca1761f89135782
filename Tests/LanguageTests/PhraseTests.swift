import Core
import Language
import Testing

@Suite struct PhraseTests {
    private let swede = Reader(.swedish)

    @Test("A phrase takes the plural form of its number, in each language")
    func plurals() {
        #expect(Phrase("time.minutes", ["count": 1]).english == "1 minute")
        #expect(Phrase("time.minutes", ["count": 2]).english == "2 minutes")
        #expect(Phrase("time.minutes", ["count": 1]).text(for: swede) == "1 minut")
        #expect(Phrase("time.minutes", ["count": 1234]).text(for: swede) == "1\u{202F}234 minuter")
    }

    @Test("Lists, decimals and dates are written in the reader's form")
    func forms() {
        let time = Timestamp(rfc3339: "2024-06-30T22:05:00Z") ?? Timestamp(seconds: 0)
        let stockholm = Reader(.swedish, zone: Zone("Europe/Stockholm") ?? .utc)
        #expect(Phrase.all(["theme.light", .text("Anna"), .text("Bo")]).text(for: swede) == "Ljust, Anna och Bo")
        #expect(Phrase.all(["Ada", "Ben", "Cleo"]).english == "Ada, Ben and Cleo")
        #expect(Phrase.number(1_234_567).english == "1\u{202F}234\u{202F}567")
        #expect(Phrase.decimal("-1234.50").text(for: swede) == "\u{2212}1\u{202F}234,50")
        #expect(Phrase.decimal("-1234.50").english == "\u{2212}1\u{202F}234.50")
        #expect(Phrase.time(time).english == "30\u{A0}June\u{A0}2024, 22:05\u{A0}UTC")
        #expect(Phrase.time(time).text(for: stockholm) == "1\u{A0}juli\u{A0}2024 00:05")
        #expect(Phrase.dayInUTC(time).text(for: stockholm) == "30\u{A0}juni\u{A0}2024")
    }

    @Test("A name may be given in several languages, and English stands in for the missing ones")
    func names() {
        #expect(Phrase.named([.english: "Users", .swedish: "Användare"]).text(for: swede) == "Användare")
        #expect(Phrase.named([.english: "Users"]).text(for: swede) == "Users")
    }

    @Test(
        "The browser's languages are taken by their quality, then by their order",
        arguments: [
            ("sv", Language.swedish), ("sv-SE,sv;q=0.9,en;q=0.8", .swedish), ("en-GB,en;q=0.9,sv;q=0.8", .english),
            ("da, en;q=0.3, sv;q=0.7", .swedish), ("en;q=0.5, sv;q=0", .english), ("sv;q=0.5,en;q=0.5", .swedish),
        ] as [(String, Language)])
    func accepted(header: String, language: Language) { #expect(Language.accepted(by: header) == language) }

    @Test("A header that names no language of ours chooses none", arguments: ["", "da", "*", "sv;q=0", ";;,,q=1", "svenska"])
    func unknown(header: String) { #expect(Language.accepted(by: header) == nil) }
}
