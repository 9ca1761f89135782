/// docs/threat-model.md as its tests read it: a heading for each class, a paragraph, and the list of the tests that try it.
struct ThreatModel {
    struct Section {
        /// "9" in `## 9. Guessing`; a letter for a class without a number.
        let number: String
        let text: String
        let tests: [TestName]
    }

    let sections: [Section]

    init() throws {
        let text = try Repository.text(of: "docs/threat-model.md")
        sections = text.split(separator: "\n## ").dropFirst().map { part in
            let tests = part.split(separator: "\n- ").dropFirst().compactMap { TestName(listed: $0.prefix(upTo: "\n\n")) }
            return Section(number: String(part.prefix { $0 != "." }), text: String(part), tests: tests)
        }
    }
}

/// A test by the folder it lies in and its own name: the sentence in Swift, the function in Python.
struct TestName: Hashable {
    let folder: String
    let name: String

    /// Every test in `Tests`.
    static func all() throws -> Set<TestName> {
        var names: Set<TestName> = []
        for path in try Repository.files(below: ["Tests"]) {
            let text = try Repository.text(of: path)
            let folder = String(path.split(separator: "/")[1])
            let found: [Substring] =
                path.hasSuffix(".py")
                ? text.matches(of: /(?m)^def (test_[a-z0-9_]+)/).map(\.1)
                : text.matches(of: /@Test\(\s*"((?:[^"\\]|\\.)*)"/).map(\.1)
            names.formUnion(found.map { TestName(folder: folder, name: String($0).replacing("\\\"", with: "\"")) })
        }
        return names
    }
}

extension TestName {
    /// As the threat model lists it: `folder: name`, where a long name goes on in the next line.
    init?(listed text: Substring) {
        let parts = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").split(separator: ": ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        folder = String(parts[0])
        name = String(parts[1])
    }
}

extension Substring {
    fileprivate func prefix(upTo end: String) -> Substring { firstRange(of: end).map { self[..<$0.lowerBound] } ?? self }
}
