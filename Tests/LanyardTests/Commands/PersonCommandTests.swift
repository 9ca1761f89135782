import Foundation
import TestSupport
import Testing

@Suite("What an operator does with people by command", .serialized)
struct PersonCommandTests {
    private static let member = "it@northwind.example"

    @Test("Somebody's factors are taken away, they are told, and nothing is taken twice")
    func resetFactor() async throws {
        try await CommandLine.withExample { lanyard in
            let before = try lanyard("person", "show", Self.withFactor(lanyard), "--json")
            #expect((before.object["secondFactors"] as? [String])?.isEmpty == false, "\(before.output)")
            let id = try #require(before.field("id"))
            let reset = try lanyard("person", "reset-factor", id, "--json")
            #expect(reset.status == 0, "\(reset.errors)")
            #expect(reset.object["secondFactors"] as? [String] == [])
            #expect(try lanyard("person", "reset-factor", id).errors.contains("has no second factor"))
            #expect(try lanyard("audit", "list", "--subject", id, "--actor", "operator", "--json").output.contains("factor"))
        }
    }

    private static func withFactor(_ lanyard: CommandLine) throws -> String {
        let listed = try lanyard("person", "list", "--limit", "500", "--json").output
        let people = try JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [[String: Any]] ?? []
        return try #require(people.first { ($0["secondFactors"] as? [String])?.isEmpty == false }?["id"] as? String)
    }

    @Test("Those whose password is kept in one form must set a new one: they are counted, mailed, signed out, and not asked twice")
    func required() async throws {
        try await CommandLine.withExample { lanyard in
            func people(_ words: String...) throws -> Int? {
                let said = try lanyard(["person", "require-password"] + words + ["--json"])
                let rows = try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [[String: Any]]
                return rows?.first { $0["form"] as? String == "bcrypt 2y" }?["people"] as? Int
            }
            let wrong = try lanyard("person", "require-password", "--hash", "rot13")
            #expect(wrong.status == 1 && wrong.errors.contains("wrapped md5"), "\(wrong.errors)")
            let all = try #require(try people())
            #expect(all > 0)
            #expect(try people("--hash", "bcrypt 2y", "--dry-run") == all)
            #expect(try people("--hash", "bcrypt 2y") == all)
            let again = try lanyard("person", "require-password", "--hash", "bcrypt 2y")
            #expect(again.errors.contains("Nobody has a password that came as"), "\(again.output)")
            let events = try lanyard("audit", "list", "--action", "password.required", "--limit", "1000", "--json").output
            #expect(events.matches(of: /"password.required"/).count == all)
            let shown = try lanyard("audit", "list", "--action", "password.required", "--limit", "1").output
            #expect(shown.contains(/per_[0-9a-z]{26} \([^()]+\)/), "a name stands beside the id: \(shown)")
        }
    }

    @Test("A person leaves with time to come back; a suspended one has none")
    func removed() async throws {
        try await CommandLine.withExample { lanyard in
            let left = try lanyard("person", "remove", Self.member, "--json")
            #expect(left.status == 0 && left.field("erase_at") != nil, "\(left.errors)")
            let id = try #require(left.field("id"))
            #expect(try lanyard("person", "show", id, "--json").field("status") == "leaving")
            #expect(try lanyard("person", "activate", id, "--json").field("status") == "active")
            #expect(try lanyard("person", "suspend", id).status == 0)
            #expect(try lanyard("person", "remove", id).errors.contains("--now"))
            let erased = try lanyard("person", "remove", id, "--now")
            #expect(erased.status == 0 && erased.output.contains("is erased"), "\(erased.errors)")
            #expect(try lanyard("person", "show", id).errors.contains("was deleted"))
            #expect(try lanyard("person", "show", Self.member).status == 1)
        }
    }

    @Test("Whoever is the last administrator of an account is not removed")
    func lastAdministrator() throws {
        try CommandLine.inFolder { lanyard in
            _ = try lanyard.account()
            for words in [["person", "remove", "ada@example.com"], ["person", "remove", "ada@example.com", "--now"]] {
                let refused = try lanyard(words)
                #expect(refused.status == 1 && refused.errors.contains("dministrator"), "\(refused.errors)")
            }
            #expect(try lanyard("person", "show", "ada@example.com", "--json").field("status") == "active")
        }
    }

    @Test("People are found by words of their name and by what they sign in with; events by who, what and when")
    func found() async throws {
        try await CommandLine.withExample { lanyard in
            let name = try #require(try lanyard("person", "show", Self.member, "--json").field("name"))
            let word = String(name.split(separator: " ")[0].prefix(4)).lowercased()
            #expect(try lanyard("person", "list", "--search", word, "--json").output.contains(Self.member))
            #expect(try lanyard("person", "list", "--search", Self.member, "--json").output.contains(Self.member))
            #expect(try lanyard("person", "list", "--search", "zzzz").output.contains("Nobody is found by 'zzzz'."))
            _ = try lanyard("person", "suspend", Self.member)
            let events = ["audit", "list", "--actor", "operator", "--action", "person.status-changed", "--json"]
            #expect(try lanyard(events + ["--since", "2020-01-01T00:00:00Z"]).output.contains("suspended"))
            #expect(try !lanyard(events + ["--until", "2020-01-01T00:00:00Z"]).output.contains("suspended"))
            #expect(try !lanyard("audit", "list", "--actor", Self.member, "--json").output.contains("suspended"))
            #expect(try lanyard("audit", "list", "--action", "person.eaten").errors.contains("person.status-changed"))
            #expect(try lanyard("audit", "list", "--since", "yesterday").errors.contains("is not a time"))
        }
    }

    @Test("An account is named by its name where no other has it")
    func accounts() throws {
        try CommandLine.inFolder { lanyard in
            let id = try lanyard.account("Northwind Traders")
            #expect(try lanyard("account", "show", "northwind traders", "--json").field("id") == id)
            #expect(try lanyard("account", "list", "--search", "TRADERS", "--json").output.contains(id))
            #expect(try lanyard("account", "list", "--search", "100%").output.contains("No account has '100%'"))
            _ = try lanyard("account", "add", "Northwind Traders", "--administrator", "ada@example.com")
            #expect(try lanyard("account", "show", "Northwind Traders").errors.contains("is 2 accounts: acc_"))
            #expect(try lanyard("account", "show", "Northwind").errors.contains("There is no account called 'Northwind'"))
        }
    }
}
