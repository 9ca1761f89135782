import Testing

@Suite("The threat model")
struct ThreatModelTests {
    @Test("Every class has its heading, and lists a test or says that the feature does not exist yet")
    func complete() throws {
        let sections = try ThreatModel().sections
        #expect(sections.map(\.number) == (1...21).map(String.init) + ["A", "B", "C", "D", "E"])
        for section in sections where section.tests.isEmpty {
            #expect(section.text.contains("does not exist"), "\(section.number) lists no test")
        }
    }

    @Test("Every test that it lists is there")
    func listedTestsExist() throws {
        let known = try TestName.all()
        let listed = try ThreatModel().sections.flatMap(\.tests)
        #expect(listed.count >= 60)
        let missing = listed.filter { !known.contains($0) }.map { "docs/threat-model.md lists \($0.folder): \($0.name)" }
        #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
    }

    @Test("Every folder that it names is there")
    func namedFoldersExist() throws {
        let named = try Repository.text(of: "docs/threat-model.md").matches(of: /`((?:Sources|Tests)[A-Za-z\/]*)`/).map { String($0.1) }
        #expect(named.count >= 20)
        let missing = named.filter { !Repository.isFolder($0) }
        #expect(missing.isEmpty, "\(missing)")
    }
}
