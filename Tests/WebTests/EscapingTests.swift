import Glibc
import Language
import Testing
import Web

@testable import Core

@Suite("Escaping")
struct EscapingTests {
    /// Each text tries to break out of its context (threat 15).
    static let attacks = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title><script>", "--><script>",
        "]]><svg/onload=alert(1)>", "{{constructor}}", "\(7 * 7)", "&lt;b&gt;", "a\u{0}<b", "\"\u{301} onfocus=alert(1) x=\"",
        "<\u{301}script>",
        "'\u{20DD}><b>", "</textarea><script>", "</option></select><b>", "javascript:alert(1)//\"", "\r\n\r\n<b>",
    ]

    @Test("No text leaves the place it stands in, whatever marks it holds and whatever combines with them", arguments: attacks)
    func everyPosition(_ attack: String) async throws {
        let request = try await HTMLProbe.request()
        // No path of ours holds such a text; the place where a path stands is to withstand one all the same.
        let path = Path(filled: attack)
        let said = Phrase.text(attack)
        let form = FormState(Values([("name", attack)]), "name", said)
        var column = ColumnPage(said, brand: Brand(attack, .indigo), request: request, content: "\(attack)")
        column.step = said
        column.identity = .init(attack, changePath: path)
        let pieces: [HTML] = [
            "<p>\(attack)</p>", "<a href=\"\(attack)\">x</a>", "<a href=\"\(path)\">x</a>", "<a\(attribute: "title", attack)>x</a>",
            HTML(text: attack), "<p>\(words: "sign-in.instead-of", ["name": attack, "link": Phrase.link(attack)])</p>",
            "<a title=\"\(words: "recovery.on-its-way", ["address": attack])\">x</a>",
            TextField("name", said, in: form, hint: said).html,
            Select("name", said, [Choice(attack, said)], in: form, hint: said).html,
            Choices("name", said, .many, [Choice(attack, said, detail: said)], in: form, hint: said).html,
            Hidden("name", attack).html, HiddenUsername(attack).html, Form(path, request, form, content: "").html,
            Button(said, name: "name", value: attack).html, Button(said, to: OtherServer(attack)).html, Badge(said, .bad).html,
            Notice.bad(said).html,
            Table(said, [.init(said)], rows: [[HTML(text: attack)]]).html, EmptyState(said, said).html,
            Definitions([(said, HTML(text: attack))]).html, Tabs(said, [(said, path, true)]).html, CopyValue(said, attack).html,
            ErrorSummary(form.errors).html, Figures([.init(said, HTML(text: attack), detail: said)]).html,
            Paging(newer: path, older: path).html,
            Chart(.bars, title: said, detail: said, .init([said], [.init(said, [1])]), .init(said), csvPath: path).html,
            AppShell(
                Brand(attack, .teal), navigation: [.init(said, path)],
                switchers: [
                    Switcher(
                        said, field: "x", action: Path("/x"),
                        options: [.init(attack, said, detail: said, isCurrent: true), .init("b", "b")])
                ],
                person: PersonMenu(name: attack, detail: attack, links: [(said, path)])
            ).page(said, request, lead: said, back: (said, path), content: "\(attack)"),
            column.html,
            ProblemPage(Problem(status: 400, code: "x", title: said, detail: said, fields: [FieldError("x", said)]), .id, request)
                .html,
        ]
        for piece in pieces { HTMLProbe.expectNothingOfTheAttack(in: piece.string) }
    }

    @Test("A piece of HTML inside another stays as it is, and lists and missing values are drawn as such")
    func nesting() {
        let inner: HTML = "<b>\("&")</b>"
        let missing: String? = nil
        #expect(("<p>\(inner)\([inner, inner])\(missing)\(12)</p>" as HTML).string == "<p><b>&amp;</b><b>&amp;</b><b>&amp;</b>12</p>")
        #expect(HTML.join(["a", "b"], separator: ", ").string == "a, b")
        #expect(("\("x" as HTML, if: false)\(attribute: "id", missing)" as HTML).string == "")
    }

    @Test("A table of fifty rows is drawn in well under a frame")
    func speed() {
        let names = (0..<50).map { "Person <\($0)> & Söhne" }
        func draw() -> Int {
            Table(
                "People", [.init("Name"), .init("Role"), .init("Status")],
                rows: names.map { [HTML(text: $0), "Member", Badge("Active", .good).html] }
            ).html.bytes(for: .program).count
        }
        #expect(draw() > 5000)
        let start = Self.processorTime
        for _ in 0..<20 { _ = draw() }
        #expect((Self.processorTime - start) / 20 < .milliseconds(30))
    }

    /// The processor time of this thread: other tests and other programs do not add to it.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
