import Access
import Core
import Language
import Testing
import YAML

@Suite("Notices in a catalog")
struct NoticeCatalogTests {
    private func read(_ notices: String, projects: String = "all") throws -> Product {
        let text = """
            product: planner
            name: Planner
            areas:
              routes: {name: Routes}
              users: {name: Users, governs: people}
            roles:
              owner: {name: Owner, for: Owners., administrator: true, manage: all, projects: \(projects)}
            notices:
            \(notices)
            """
        let catalog = try ProductCatalog(files: [.init(name: "planner.yaml", text: text)])
        return try #require(catalog["planner"])
    }

    @Test("A sentence names the account and the project, each once put in and never read again")
    func words() throws {
        let product = try read(
            "  late: {area: routes, project: true, subject: \"Late in {project}\", sentence: {en: \"{project} of {account}\", sv: \"{account}\"}}"
        )
        let kind = try #require(product.noticeKind("late"))
        let words = kind.words(account: "{project}", project: "North {account}")
        #expect(words.subject.text(for: Reader(.english)) == "Late in North {account}")
        #expect(words.sentence.text(for: Reader(.english)) == "North {account} of {project}")
        #expect(words.sentence.text(for: Reader(.swedish)) == "{project}")
    }

    @Test("A notice about money is open only to whoever sees money, whatever its area")
    func money() async throws {
        try await Northwind.with { world in
            let product = try #require(world.catalog["dashboard"])
            let words: [Language: String] = [.english: "A"]
            for isOfMoney in [false, true] {
                let kind = NoticeKind(
                    id: "n", area: "messages", isOfProject: false, isOfMoney: isOfMoney, subjects: words, sentences: words)
                for (role, opens) in [("member", true), ("associate", !isOfMoney), ("support-member", !isOfMoney), ("it-admin", false)] {
                    let member = try await world.now(try world.member(RoleID(rawValue: role)).id)
                    let decision = kind.isOpen(
                        to: member, projects: [], of: world.account, in: product, at: Timestamp(seconds: 1_800_000_000))
                    #expect(decision.isPermitted == opens, "\(role), money: \(isOfMoney)")
                }
            }
        }
    }

    @Test(
        "Every mistake is told with its line",
        arguments: [
            ("  late: {area: rooutes, subject: A, sentence: B}", "names the area \"rooutes\""),
            ("  late: {area: routes, subject: A}", "sentence"),
            ("  late: {area: routes, subject: \"{project} is late\", sentence: B}", "`subject` names {project}."),
            ("  late: {area: routes, project: true, subject: A, sentence: \"{price} to pay\"}", "`sentence` names {price}."),
            ("  late: {area: routes, money: true, subject: A, sentence: B}", "no area governs it"),
            ("  late: {area: routes, project: perhaps, subject: A, sentence: B}", "must be true or false"),
            ("  late: {area: routes, subject: A, sentence: B, people: all}", "people"),
        ])
    func mistakes(_ notices: String, _ expected: String) throws {
        let mistakes = #expect(throws: FileMistakes.self) { try read(notices) }
        #expect(mistakes?.all.contains { $0.message.contains(expected) && $0.line == 9 } == true, "\(mistakes.map { "\($0.all)" } ?? "")")
    }
}
