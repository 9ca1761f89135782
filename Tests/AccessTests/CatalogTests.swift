import Access
import Testing
import YAML

@Suite struct CatalogTests {
    @Test("Roles are found by id, name and alias, whatever the case")
    func aliases() throws {
        let product = try #require(try Fixtures.catalog()["dashboard"])
        #expect(product.role(named: "LIMITED member")?.id == "associate")
        #expect(product.role(named: "user manager")?.id == "it-admin")
        #expect(product.role(named: "it-admin")?.id == "it-admin")
        #expect(product.role(named: "Captain") == nil)
        #expect(product.firstRole?.id == "administrator")
        #expect(product.area(governing: .money)?.id == "billing")
    }

    @Test("Every mistake in every file is told at once, with file, line and remedy")
    func everyMistake() throws {
        let bad = """
            product: shop
            name: Shop
            colour: red
            areas:
              stock: {name: Stock, governs: shelves}
              Users: {name: Users, governs: people}
            roles:
              owner:
                name: Owner
                for: Owners
                administrator: yes please
                manage: [stock, attic]
                projects: some
              clerk:
                name: owner
                manage: [stock]
                view: [stock]
            """
        let mistakes = try mistakes(in: [("a.yaml", bad), ("b.yaml", "product: [shop\nname: x")])
        let expected = [
            ("a.yaml", 3, "\"colour\" is not a key of a product."),
            ("a.yaml", 5, "`governs` cannot be \"shelves\"."),
            ("a.yaml", 6, "\"Users\" cannot be an id."),
            ("a.yaml", 11, "`administrator` must be true or false."),
            ("a.yaml", 12, "The role \"owner\" names the area \"attic\", which this product does not have."),
            ("a.yaml", 13, "`projects` cannot be \"some\"."),
            ("a.yaml", 15, "The roles \"owner\" and \"clerk\" are both called \"owner\"."),
            ("a.yaml", 15, "`for` is missing."),
            ("a.yaml", 16, "The role \"clerk\" names the area \"stock\" twice."),
            ("a.yaml", 15, "The role \"clerk\" does not say which projects it sees."),
            ("a.yaml", 8, "No role is an administrator."),
        ]
        for (file, line, message) in expected {
            #expect(
                mistakes.contains { $0.file == file && $0.line == line && $0.message == message },
                "\(file):\(line): \(message) is not among\n\(mistakes.map(\.description).joined(separator: "\n"))")
        }
        #expect(mistakes.contains { $0.file == "b.yaml" && $0.message.hasPrefix("This is not readable YAML") })
        #expect(mistakes.allSatisfy { !$0.remedy.isEmpty })
        #expect(mistakes.count == expected.count + 1)
    }

    @Test("A text nested so deeply, or with references, that reading it would end or stop the process is a mistake with its line")
    func bounds() throws {
        let deep = [
            "product: shop\nname: " + String(repeating: "[", count: 200_000),
            "product: shop\nname: \"]]]]\"\nareas: " + String(repeating: "{a: ", count: 50_000),
            "product: shop\nname:\n" + String(repeating: "- ", count: 200_000) + "a",
            "product: shop\nname:\n" + String(repeating: "? ", count: 200_000) + "a",
            "product: shop\nname:\n" + (0..<450).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            "product: shop\nname:\n" + (0..<450).map { String(repeating: " ", count: $0) + "a:\u{2028}" }.joined(),
            "product: shop\nname: &a [x, x]\nareas: {b: *a}",
        ]
        for text in deep {
            let found = try mistakes(in: [("a.yaml", text)])
            #expect(found.count == 1 && (2...460).contains(found.first?.line ?? 0), "\(text.prefix(60)): \(found.map(\.description))")
        }
        for name in ["Shop *of* stars", "2 * 3", "a-b-c", "\"[[[\""] {
            let text =
                "product: shop\nname: \(name)\nareas: {users: {name: U, governs: people}}\nroles:\n"
                + "  boss: {name: B, for: all, administrator: true, manage: all, projects: none}"
            #expect(try mistakes(in: [("a.yaml", text)]).isEmpty, "\(name)")
        }
    }

    @Test("No name hides characters, no Administrator is kept from projects, and no scope of keys is one of this server's")
    func misleading() throws {
        let text = """
            product: shop
            name: "Shop\\u202E"
            areas:
              users: {name: "Users ", governs: people}
              stock: {name: {en: Stock, sv: "La\\u200Bger"}, governs: projects}
            roles:
              boss: {name: Boss, for: all, administrator: true, manage: all, projects: none}
              clerk: {name: Clerk, for: all, view: [stock], projects: assigned}
            key-scopes:
              billing.write: {name: Everything}
            """
        let found = try mistakes(in: [("a.yaml", text)])
        let hidden = found.filter { $0.message.contains("characters that are not seen") }
        #expect(hidden.map(\.line).sorted() == [2, 4, 5], "\(found.map(\.description))")
        #expect(found.contains { $0.message == "The administrator role \"boss\" does not see all projects." })
        #expect(found.contains { $0.message == "\"billing.write\" is a scope of this server." })
        #expect(found.count == 5, "\(found.map(\.description))")
    }

    @Test("A product described twice, and none at all, are mistakes")
    func twice() throws {
        let mail =
            "product: mail\nname: M\nareas: {users: {name: U, governs: people}}\n"
            + "roles: {boss: {name: B, for: all, administrator: true, manage: all, projects: none}}"
        #expect(try mistakes(in: [("a.yaml", mail), ("b.yaml", mail)]).map(\.file) == ["b.yaml"])
        #expect(try mistakes(in: []).count == 1)
        #expect(try mistakes(in: [("a.yaml", "")]).map(\.message) == ["The file is empty."])
    }

    private func mistakes(in files: [(String, String)]) throws -> [FileMistake] {
        do throws(FileMistakes) {
            _ = try ProductCatalog(files: files.map { ProductCatalog.File(name: $0.0, text: $0.1) })
            return []
        } catch { return error.all }
    }
}
