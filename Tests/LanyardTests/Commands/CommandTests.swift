import Audit
import Foundation
import Outbox
import SQL
import TestSupport
import Testing

@testable import Lanyard

@Suite("Commands", .serialized)
struct CommandTests {
    @Test("An operator adds the first person and the first account, with nothing there before")
    func firstAccount() throws {
        try CommandLine.inFolder { lanyard in
            let person = try lanyard(
                "person", "add", "ada@example.com", "--name", "Ada Berg", "--password-stdin", "--json",
                input: "quiet lantern orbit seventeen\n")
            #expect(person.status == 0, "\(person.errors)")
            let account = try lanyard("account", "add", "Northwind", "--administrator", "ada@example.com", "--json")
            #expect(account.status == 0, "\(account.errors)")
            let members = try lanyard("member", "list", try #require(account.field("id")), "--json")
            #expect(members.output.contains("\"role\" : \"administrator\""))
            #expect(try lanyard("audit", "list", "--json").output.contains("account.opened"))
        }
    }

    @Test("The last administrator cannot be removed or changed by a command either")
    func lastAdministrator() throws {
        try CommandLine.inFolder { lanyard in
            _ = try lanyard(
                "person", "add", "ada@example.com", "--name", "Ada Berg", "--password-stdin", input: "quiet lantern orbit seventeen\n")
            let account = try #require(
                try lanyard("account", "add", "Northwind", "--administrator", "ada@example.com", "--json").field("id"))
            for result in [
                try lanyard("member", "remove", account, "ada@example.com"),
                try lanyard("member", "change", account, "ada@example.com", "--role", "member"),
            ] {
                #expect(result.status == 1)
                #expect(result.errors.contains("Administrator"), "\(result.errors)")
            }
        }
    }

    @Test("A command that only looks makes no data folder, and one that adds something says that it makes one")
    func mistyped() throws {
        try CommandLine.inFolder { lanyard in
            var other = lanyard
            other.data = lanyard.data + "/typo"
            for words in [["person", "list"], ["person", "show", "per_x"], ["key", "rotate"], ["account", "list"]] {
                let refused = try other(words)
                #expect(refused.status == 1 && refused.errors.contains("There is no data of Lanyard in"), "\(refused.errors)")
                #expect(!FileManager.default.fileExists(atPath: other.data))
            }
            let made = try other("person", "add", "ada@example.com", "--name", "Ada")
            #expect(made.status == 0 && made.errors.contains("Making a new data folder"), "\(made.errors)")
            #expect(try other("person", "list").status == 0)
            _ = try lanyard.file("notes.txt", "x")
            #expect(try lanyard("person", "add", "ada@example.com", "--name", "Ada").errors.contains("holds other files"))
        }
    }

    @Test("A second person with the same address is added only if the operator says so")
    func another() throws {
        try CommandLine.inFolder { lanyard in
            _ = try lanyard.account()
            let refused = try lanyard("person", "add", "ADA@example.com", "--name", "Other Ada")
            #expect(refused.status == 1 && refused.errors.contains("--another"), "\(refused.errors)")
            let example = Vectors.project.appending(path: "Examples/mail-users.jsonl").path
            _ = try lanyard("import", "mail-jsonl", example)
            let known = ["person", "add", "member@northwind.example", "--name", "Another Member"]
            #expect(try lanyard(known).status == 1)
            #expect(try lanyard(known + ["--another"]).status == 0)
        }
    }

    @Test("Wrong usage ends with 64, a refusal with 1 and one sentence that says what to do")
    func exits() throws {
        try CommandLine.inFolder { lanyard in
            #expect(try lanyard("nonsense").status == 64)
            #expect(try lanyard("person", "add").status == 64)
            for group in [
                [], ["person"], ["account"], ["member"], ["client"], ["key"], ["schema"], ["config"], ["import"], ["messages"], ["billing"],
            ] {
                let result = try lanyard(group)
                #expect(result.status == 64)
                #expect(result.errors.contains("SUBCOMMANDS"), "\(group)")
            }
            #expect(try lanyard("person", "list", "--limit", "0").status == 64)
            #expect(try lanyard("person", "list", "--after", "acc_1").errors.contains("begin with per_"))
            #expect(try lanyard("schema", "upgrade").status == 0)
            let refused = try lanyard("person", "show", "nobody@example.com")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("There is no person called 'nobody@example.com'."))
        }
    }

    @Test("People and accounts are changed, and answer with what they are then")
    func changes() throws {
        try CommandLine.inFolder { lanyard in
            let account = try lanyard.account()
            #expect(try lanyard("person", "change", "ada@example.com", "--name", "Ada B. Berg", "--json").field("name") == "Ada B. Berg")
            #expect(try lanyard("person", "suspend", "ada@example.com").errors.contains("Administrator"))
            let alone = try lanyard("account", "change", account, "--add-product", "mail")
            #expect(alone.status == 64 && alone.errors.contains("no product of an account is without an administrator"), "\(alone.errors)")
            let adding = ["--add-product", "mail", "--administrator", "ada@example.com"]
            let changed = try lanyard(["account", "change", account, "--name", "Northwind AB", "--json"] + adding)
            #expect(changed.field("name") == "Northwind AB", "\(changed.errors)")
            #expect(changed.object["products"] as? [String] == ["dashboard", "mail"])
            let administrators = try lanyard("member", "list", account, "--product", "mail", "--json")
            #expect(
                administrators.output.contains("ada@example.com") && administrators.output.contains("admin"), "\(administrators.output)")
            let unknown = ["--add-product", "nonsense", "--administrator", "ada@example.com"]
            #expect(try lanyard(["account", "change", account] + unknown).status == 1)
            let reached = ["account", "change", account, "--contact", "billing=Pay@example.com", "--contact", "security=sec@example.com"]
            #expect(try lanyard(reached).status == 0)
            #expect(try lanyard("account", "change", account, "--contact", "security=").status == 0)
            let shown = try lanyard("account", "show", account, "--json")
            #expect(shown.object["contacts"] as? [String: String] == ["billing": "Pay@example.com"], "\(shown.output)")
            #expect(try lanyard("account", "show", account).output.contains("contacts: billing Pay@example.com\n"))
            for wrong in ["billing", "kitchen=a@example.com", "billing=nobody"] {
                #expect(try lanyard("account", "change", account, "--contact", wrong).status != 0, "\(wrong)")
            }
            let told = try lanyard("audit", "list", "--account", account, "--json").output
            #expect(told.contains("account.contacts-changed") && !told.contains("ay@example.com"))
            _ = try lanyard("person", "add", "bo@example.com", "--name", "Bo", "--password-stdin", input: "seventeen lantern orbit quiet\n")
            for (word, status) in [("suspend", "suspended"), ("activate", "active")] {
                #expect(try lanyard("person", word, "bo@example.com", "--json").field("status") == status)
            }
        }
    }

    @Test("Somebody added without a password is mailed a welcome with a link that lives seven days")
    func welcome() async throws {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let added = try CommandLine(data: folder.path)("person", "add", "ada@example.com", "--name", "Ada Berg")
        #expect(added.output.contains("No mail leaves: smtp.url is not set."), "\(added.errors)")
        let stores = try Stores(configuration: Configuration(file: nil, environment: [:], overrides: ["data": folder.path]), role: .command)
        let keyring = try DataDirectory(folder.path).keyring()
        let (mail, life) = try await stores.id.database.read { tx in
            let life: Int64? = try tx.first("SELECT expires_at - created_at AS life FROM mail_links")?["life"]
            return (try tx.newestMessages(limit: 5, openedBy: keyring), life)
        }
        await stores.close()
        #expect(mail.map(\.subject) == ["Welcome: set your password"])
        #expect(mail.first?.text.contains("Lanyard has added you") == true)
        #expect(life == Int64(7 * 24 * 60 * 60 * 1000))
    }

    @Test("A database made by a newer version is refused with a clear sentence")
    func newerSchema() async throws {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let lanyard = CommandLine(data: folder.path)
        #expect(try lanyard("schema", "upgrade").status == 0)
        let configuration = try Configuration(file: nil, environment: [:], overrides: ["data": folder.path])
        let stores = try Stores(configuration: configuration, role: .command)
        try await stores.id.database.write { try $0.run("INSERT INTO schema_steps (number, name) VALUES (999, 'from the future')") }
        await stores.close()
        let refused = try lanyard("person", "list")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("Start the newer version"), "\(refused.errors)")
    }

    @Test("On PostgreSQL a command says which command upgrades the schema, and that command does", .onPostgreSQL)
    func postgres() async throws {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await TestDatabase.open([])
        var lanyard = CommandLine(data: folder.path)
        lanyard.environment["LANYARD_DATABASE"] = database.address
        let before = try lanyard("person", "list")
        #expect(before.status == 1)
        #expect(before.errors.contains("lanyard schema upgrade"), "\(before.errors)")
        #expect(try lanyard("schema", "upgrade").status == 0)
        #expect(try lanyard("person", "list").status == 0)
        #expect(try lanyard("schema", "status", "--json").output.contains("\"database\" : \"mail\""))
        await database.close()
    }

    /// Every document, by its path, with its text.
    private func texts() throws -> [String: String] {
        let root = Vectors.project
        let folders = ["docs", "docs/connect", "docs/decisions"].map { root.appending(path: $0) }
        let files =
            try [root.appending(path: "README.md")]
            + folders.flatMap { try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) }
        return try Dictionary(
            uniqueKeysWithValues: files.filter { $0.pathExtension == "md" }.map {
                ($0.lastPathComponent == "README.md" ? $0.path : $0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
            })
    }

    @Test("The commands in the documents exist, with each option that stands there")
    func documents() throws {
        var asked: [String: Set<String>] = [:]
        for (_, text) in try texts() {
            let whole = text.replacing(/\\\n +/, with: "")
            for line in whole.split(separator: "\n") where line.contains(/^ {4,}lanyard [a-z]/) {
                let words = line.prefix { $0 != "#" && $0 != "|" && $0 != ">" }.split(separator: " ").map(String.init)
                let command = words.dropFirst().prefix { $0.contains(/^[a-z][a-z-]*$/) }
                let options = words.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) }
                asked[command.joined(separator: " "), default: []].formUnion(options)
            }
        }
        #expect(asked.count > 30, "\(asked.keys.sorted())")
        try CommandLine.inFolder { lanyard in
            for (command, options) in asked {
                var words = command.split(separator: " ").map(String.init)
                var help = try lanyard(words + ["--help"])
                // What follows a command may be a word of lower case letters too: an argument.
                while help.status != 0, words.count > 1 {
                    words.removeLast()
                    help = try lanyard(words + ["--help"])
                }
                #expect(help.status == 0, "lanyard \(command)")
                for option in options { #expect(help.output.contains(option), "lanyard \(command) has no \(option)") }
            }
        }
    }
}
