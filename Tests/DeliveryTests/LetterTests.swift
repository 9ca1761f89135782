import Core
import Language
import Outbox
import Testing

@Suite("Letters")
struct LetterTests {
    private static let link = "https://id.example/set-password?token=a&b=\"c\""

    private func content(action: (String, String)?) throws -> (text: String, html: String) {
        let letter = Letter(
            "Set <it>", ["Hello <b>Ada</b>,"], action: action.map { (.text($0.0), $0.1) }, ending: ["If that was not you, \"do\" nothing."])
        let address = try #require(EmailAddress("ada@northwind.example"))
        let message = letter.message(to: Recipient(address, .program))
        return (message.content.text, try #require(message.content.html))
    }

    @Test("Text and HTML say the same sentences, with one action whose address can be read in both")
    func sameWords() throws {
        let (text, html) = try content(action: ("Set your password", Self.link))
        #expect(text == "Hello <b>Ada</b>,\n\nSet your password:\n\(Self.link)\n\nIf that was not you, \"do\" nothing.\n")
        let escaped = "https://id.example/set-password?token=a&amp;b=&quot;c&quot;"
        #expect(html.contains("href=\"\(escaped)\" style="), "the button")
        #expect(html.contains(">\(escaped)</a>"), "the address to be read")
        #expect(html.contains("<p>Hello &lt;b&gt;Ada&lt;/b&gt;,</p>") && html.contains("<title>Set &lt;it&gt;</title>"))
    }

    @Test("The HTML names its language and loads nothing; without an action it has no link")
    func loadsNothing() throws {
        let html = try content(action: nil).html
        #expect(html.hasPrefix("<!doctype html><html lang=\"en\">"))
        for sign in ["<a ", "src=", "url(", "<img", "<link", "<script"] { #expect(!html.contains(sign), "\(sign)") }
    }
}
