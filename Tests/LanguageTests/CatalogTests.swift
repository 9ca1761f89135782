import Testing

@testable import Language

@Suite("Catalogs")
struct CatalogTests {
    @Test("Every catalog is read without a fault", arguments: Language.allCases)
    func faults(language: Language) {
        #expect(Catalog[language].faults == [])
        #expect(!Catalog[language].templates.isEmpty)
    }

    @Test("The words of a key have the same arguments in every language")
    func arguments() {
        for (key, template) in Catalog[.english].templates {
            for language in Language.allCases { #expect(Catalog[language].templates[key]?.arguments == template.arguments, "\(key)") }
        }
    }

    @Test("Words have arguments, plural forms, marks and links")
    func notation() throws {
        let template = try Template("**{name}** has {count, plural, one {# `key`} other {# keys}}: [see]({link})")
        #expect(template.arguments == ["name", "count", "link"])
        #expect(
            template.pieces == [
                .marked(.strong, [.argument("name")]), .text(" has "),
                .plural(
                    "count",
                    [.one: [.count("count"), .text(" "), .marked(.code, [.text("key")])], .other: [.count("count"), .text(" keys")]]),
                .text(": "), .link("link", [.text("see")]),
            ])
    }

    @Test(
        "Words that are not well formed are told with their key",
        arguments: ["{", "{name", "{count, plural, one {x}}", "{count, plural, some {x} other {y}}", "**x", "`x", "[x](y)", "[x", "{1}"])
    func malformed(words: String) { #expect(Catalog("page.key = \(words)").faults.count == 1, "\(words)") }

    @Test("A line without words and a key that stands twice are told")
    func lines() {
        #expect(Catalog("page.key=x").faults == ["page.key=x: no “ = ”"])
        #expect(Catalog("page.key = x\npage.key = y").faults == ["page.key: stands twice"])
        #expect(Catalog("# A comment\n\npage.key = x = y").faults == [])
    }
}
