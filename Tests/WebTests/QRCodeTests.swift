import Core
import Language
import Testing
import Web

@Suite("QR codes")
struct QRCodeTests {
    private let address = Secret("otpauth://totp/Lanyard%20ID:ada%40northwind.example?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    @Test("A code has its three corners, its margin, and its own size; it is drawn by attributes alone, as the policy of pages wants")
    func drawn() throws {
        let svg = try #require(QRCode(address, label: "The key")).html.string
        let size = try #require(svg.firstMatch(of: /viewBox="0 0 (\d+) \1"/).flatMap { Int($0.1) })
        // Versions are 4 modules apart, from 21 on; the margin is 4 on each side.
        #expect((size - 8 - 17) % 4 == 0 && size >= 29)
        for corner in ["M4 4h7v1h-7z", "M\(size - 11) 4h7v1h-7z", "M4 \(size - 5)h7v1h-7z"] { #expect(svg.contains(corner), "\(corner)") }
        #expect(!svg.contains("style=") && !svg.contains("<script"))
        #expect(!svg.contains("secret"), "the picture holds no text")
    }

    @Test("Its label is read out, and escaped")
    func label() throws {
        let svg = try #require(QRCode(address, label: "\"<b>")).html.string
        #expect(svg.contains("role=\"img\" aria-label=\"&quot;&lt;b&gt;\""))
    }

    @Test("What fits into no code makes none", arguments: ["", String(repeating: "x", count: 3000)])
    func tooMuch(text: String) {
        #expect(QRCode(Secret(text), label: "x") == nil)
    }
}
