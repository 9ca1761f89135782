import Language
import Testing

@testable import MailPanel

@Suite("Files of suppressed addresses")
struct SuppressionLinesTests {
    private func good(_ lines: SuppressionLines) -> [String] { lines.good.map { "\($0.address) \($0.cause.rawValue)" } }
    private func places(_ lines: SuppressionLines) -> [String] { lines.wrong.map { $0.place.text(for: Reader(.english)) } }

    @Test(
        "The cells of a file are parted by commas, semicolons or tabs, and its first line may name them",
        arguments: [",", ";", "\t"])
    func separators(mark: String) {
        let plain = ["one@many.example", "two@many.example,bounce", "\"three@many.example\",\"Complaint\",\"gone, they say; left\""]
        for header in ["", "address,cause,note\n", "E-mail,Cause\n", "\u{FEFF}E-postadress,Orsak\n"] {
            let text = header + plain.joined(separator: "\r\n")
            let file = text.replacing(",", with: mark).replacing("gone\(mark) they", with: "gone, they")
            for lines in [SuppressionLines(typed: "", file: file), SuppressionLines(typed: file, file: "")] {
                #expect(good(lines) == ["one@many.example manual", "two@many.example bounce", "three@many.example complaint"], "\(file)")
                #expect(lines.wrong.isEmpty)
            }
        }
    }

    @Test("A file's columns are found by their names, in any order, and what is no cause is none")
    func columns() {
        let lines = SuppressionLines(typed: "", file: "Name;E-mail;Note\nAda;ada@x.example;\nBo;bo@x.example;moved")
        #expect(good(lines) == ["ada@x.example manual", "bo@x.example manual"] && lines.wrong.isEmpty)
    }

    @Test("What is typed and a file are read each by itself: the file's first line names its columns below typed addresses too")
    func both() {
        let lines = SuppressionLines(typed: "\none@x.example\nnobody", file: "address;cause\ntwo@x.example;bounce\nthree@x.example;flown")
        #expect(good(lines) == ["one@x.example manual", "two@x.example bounce"])
        #expect(lines.wrong.map(\.text) == ["nobody", "three@x.example;flown"])
        #expect(places(lines) == ["3", "3 of the file"] && lines.count == 6)
    }

    @Test("A line with a NUL is refused, and those below it are read")
    func nul() {
        let lines = SuppressionLines(typed: "", file: "one@x.example\ntwo@x.ex\u{FFFD}ample\nthree@x.example")
        #expect(good(lines) == ["one@x.example manual", "three@x.example manual"])
        #expect(places(lines) == ["2 of the file"] && lines.wrong.map(\.text) == ["two@x.ex\u{FFFD}ample"])
    }
}
