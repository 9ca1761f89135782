import Testing

@Suite("Citations of rules, threats, decisions and pages")
struct CitationTests {
    private static let folders = ["Sources", "Tests", "Benchmarks", "bin", "docs", "Products", "Examples"]

    @Test("Every citation leads to a heading or a page that is there")
    func resolved() throws {
        let pages = try CitedPages()
        var nowhere: [String] = []
        for path in try Repository.files(below: Self.folders) {
            for citation in Citation.all(in: try Repository.text(of: path)) where !pages.holds(citation.target, citedIn: path) {
                nowhere.append("\(path):\(citation.line) cites \(citation.target)")
            }
        }
        #expect(nowhere.isEmpty, "\(nowhere.joined(separator: "\n"))")
    }

    @Test("Citations are found at all, in the code and in the tests, so that they are really looked up")
    func found() throws {
        for (folder, least) in [("Sources", 30), ("Tests", 60)] {
            let count = try Repository.files(below: [folder]).reduce(0) { try $0 + Citation.all(in: Repository.text(of: $1)).count }
            #expect(count >= least, "\(folder)")
        }
    }

    @Test("A citation is read with its line, in whatever form it stands")
    func forms() {
        let text = """
            // Rule \(1), not rule of thumb; rules \(2), \(3) and \(4) hold.
            /// see the threats
            /// \(9) and \(12), or decisions/\("0004")
            # `docs/rules.md` and no https://example.com/other\(".md")
            """
        let expected: [Citation] = [
            Citation(target: .rule(1), line: 1), Citation(target: .rule(2), line: 1), Citation(target: .rule(3), line: 1),
            Citation(target: .rule(4), line: 1), Citation(target: .threat(9), line: 2), Citation(target: .threat(12), line: 2),
            Citation(target: .decision(4), line: 3), Citation(target: .page("docs/rules.md"), line: 4),
        ]
        #expect(Citation.all(in: text) == expected)
    }

    @Test("What is not there is not found: a number beyond the last, a page elsewhere")
    func nowhere() throws {
        let pages = try CitedPages()
        #expect(pages.rules.keys.sorted() == Array(1...8))
        #expect(pages.holds(.rule(6), citedIn: "Sources/Core/Problem.swift"))
        #expect(pages.holds(.page("architecture.md"), citedIn: "Sources/Core/Problem.swift"))
        let absent: [Citation.Target] = [
            .rule(9), .threat(22), .decision(9999), .page("mission" + ".md"), .page("../shared/design/mission" + ".md"),
        ]
        for target in absent { #expect(!pages.holds(target, citedIn: "Sources/Core/Problem.swift"), "\(target)") }
    }
}
