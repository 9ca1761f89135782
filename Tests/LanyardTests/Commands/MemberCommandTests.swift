import Access
import Audit
import Core
import Foundation
import OpenID
import SQL
import SQLite
import Testing

@Suite("Commands about members", .serialized)
struct MemberCommandTests {
    /// Two logins of the example have this address, and only the dashboard's login is a member of acc_10000.
    private let shared = "administrator@northwind.example"

    @Test("An address of two logins means the one that is a member of the account")
    func sharedAddress() async throws {
        try await CommandLine.withExample { lanyard in
            #expect(try lanyard("person", "show", shared).errors.contains("is 2 people"))
            let shown = try lanyard("member", "show", "acc_10000", shared, "--json")
            #expect(shown.status == 0, "\(shown.errors)")
            #expect(shown.field("role") == "administrator")
            #expect(try lanyard("member", "change", "acc_10000", shared, "--role", "it-admin", "--json").field("role") == "it-admin")
            #expect(try lanyard("member", "remove", "acc_10000", shared).status == 0)
            let gone = try lanyard("member", "remove", "acc_10000", shared)
            #expect(gone.status == 1)
            #expect(gone.errors.contains("lanyard member list"), "\(gone.errors)")
            #expect(try lanyard("member", "remove", "acc_10000", "nobody@example.com").errors.contains("There is no person"))
        }
    }

    @Test("A role that takes projects away names them, in words and as JSON")
    func lostProjects() async throws {
        try await CommandLine.withExample { lanyard in
            let associate = "associate@northwind.example"
            let said = try lanyard("member", "change", "acc_10000", associate, "--project", "Alerts", "--project", "Checkout")
            #expect(said.output.contains("No longer assigned: Campaigns."), "\(said.output)")
            let up = try lanyard("member", "change", "acc_10000", associate, "--role", "it-admin", "--json")
            #expect(up.object["unassigned"] as? [String] == ["Alerts", "Checkout"])
            #expect(up.object["projects"] as? [String] == [])
            let back = try lanyard("member", "change", "acc_10000", associate, "--role", "associate")
            #expect(!back.output.contains("No longer assigned"))
            let shown = try lanyard("member", "show", "acc_10000", associate).output
            #expect(shown.contains("grt_") && !shown.contains(" in "))
            let more = try lanyard(
                "member", "give", "acc_10000", associate, "--role", "support-member", "--until", "2099-01-31T23:00:00Z", "--json")
            #expect(more.status == 0 && more.output.contains("2099-01-31T23:00:00.000Z"))
            let grants = more.object["grants"] as? [[String: Any]] ?? []
            let last = try #require(grants.first { $0["role"] as? String == "support-member" }?["id"] as? String)
            #expect(try lanyard("member", "change", "acc_10000", associate, "--role", "member").errors.contains("2 roles"))
            #expect(try lanyard("member", "take", "acc_10000", associate, last).status == 0)
            #expect(try lanyard("member", "take", "acc_10000", associate, last).status == 1)
            #expect(try lanyard("member", "take", "acc_10000", associate, "no-id").status == 64)
        }
    }

    @Test("A removal names the access keys that the person made, which still work (threat 11)")
    func keysLeft() async throws {
        try await CommandLine.withExample { lanyard in
            let member = "member@northwind.example"
            let shown = try lanyard("member", "show", "acc_10000", member, "--json")
            let person = try #require(shown.field("person").flatMap { PersonID($0) })
            let account = try #require(try lanyard("account", "show", "acc_10000", "--json").field("id").flatMap { AccountID($0) })
            let database = try SQLiteDatabase(path: lanyard.data + "/id.db", checkpoints: false)
            let key = try await database.write { tx in
                let project = try #require(try tx.projects(of: account, after: nil, limit: 1).first)
                let now = SystemClock().now()
                let made = try ClientRegistration.accessKey("Nightly export", account: account, project: project.id, product: "dashboard")
                    .client(at: now, random: SystemRandom())
                try tx.add(made.client, by: .person(person), at: now)
                return made.client.id.text
            }
            await database.close()
            let said = try lanyard("member", "remove", "acc_10000", member)
            #expect(said.output.contains("Access keys they made still work"), "\(said.output)\(said.errors)")
            #expect(said.output.contains("lanyard client remove \(key)"))
            #expect(try lanyard("client", "remove", key).status == 0)
        }
    }

    @Test("A member is added, shown and removed with JSON that says who it was")
    func json() throws {
        try CommandLine.inFolder { lanyard in
            let account = try lanyard.account()
            _ = try lanyard("person", "add", "bo@example.com", "--name", "Bo", "--password-stdin", input: "seventeen lantern orbit quiet\n")
            for words in [
                ["add", account, "bo@example.com", "--role", "member"], ["show", account, "bo@example.com"],
                ["remove", account, "bo@example.com"],
            ] {
                let result = try lanyard(["member"] + words + ["--json"])
                #expect(result.status == 0, "\(result.errors)")
                #expect(result.field("email") == "bo@example.com" && result.field("role") == "member")
            }
            #expect(try !lanyard("member", "list", account).output.contains("bo@example.com"))
        }
    }

    @Test("A change that says nothing to change is wrong usage")
    func nothing() throws {
        try CommandLine.inFolder { lanyard in
            for words in [
                "member change acc_1 bo@example.com", "member change acc_1 bo@example.com --no-projects --project A",
                "account change acc_1",
                "client change cli_1",
            ] {
                let result = try lanyard(words.split(separator: " ").map(String.init))
                #expect(result.status == 64, "\(words)")
            }
        }
    }
}
