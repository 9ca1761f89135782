import Foundation
import Testing

@Suite("Commands about clients and keys", .serialized)
struct ClientCommandTests {
    @Test("A client's id and secret are printed once, as JSON where that is asked for")
    func add() throws {
        try CommandLine.inFolder { lanyard in
            let added = try lanyard("client", "add", "Planner", "--grant", "client_credentials", "--scope", "access.evaluate", "--json")
            #expect(added.status == 0, "\(added.errors)")
            let id = try #require(added.field("client_id"))
            let secret = try #require(added.field("client_secret"))
            #expect(secret.count == 43)
            for command in [["list"], ["show", id]] {
                let result = try lanyard(["client"] + command + ["--json"])
                #expect(result.output.contains(id))
                #expect(!result.output.contains(secret))
            }
        }
    }

    @Test("A scope that nobody knows is refused, and the known ones are named")
    func unknownScope() throws {
        try CommandLine.inFolder { lanyard in
            let refused = try lanyard("client", "add", "Planner", "--grant", "client_credentials", "--scope", "foo")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("There is no scope 'foo'."), "\(refused.errors)")
            #expect(refused.errors.contains("access.evaluate"))
        }
    }

    @Test("A client may be a product's, which must be one, signs people in, and is not the one that the start makes")
    func product() throws {
        try CommandLine.inFolder { lanyard in
            let redirect = ["--redirect", "https://routes.example.com/callback"]
            let added = try lanyard(["client", "add", "Planner", "--product", "mail", "--json"] + redirect)
            let shown = try lanyard("client", "show", try #require(added.field("client_id")), "--json")
            #expect(shown.field("product") == "mail")
            for (words, reason) in [
                (["--product", "nonsense"] + redirect, "There are dashboard, mail."),
                (["--product", "mail", "--grant", "client_credentials", "--scope", "access.evaluate"], "without a product"),
                (["--product", "mail", "--first-party"] + redirect, "has its own client"),
            ] {
                let refused = try lanyard(["client", "add", "Planner"] + words)
                #expect(refused.status == 1)
                #expect(refused.errors.contains(reason), "\(refused.errors)")
            }
        }
    }

    @Test("A client is changed in what is named, by the rules of its registration, until it is removed")
    func change() throws {
        try CommandLine.inFolder { lanyard in
            let added = try lanyard("client", "add", "Planner", "--redirect", "https://a.example/callback", "--json")
            let id = try #require(added.field("client_id"))
            let changed = try lanyard("client", "change", id, "--redirect", "https://b.example/callback", "--json")
            #expect(changed.object["redirectURIs"] as? [String] == ["https://b.example/callback"])
            #expect(changed.field("name") == "Planner")
            #expect(try lanyard("client", "change", id, "--redirect", "http://b.example/").errors.contains("http:// is for loopback"))
            #expect(try lanyard("client", "change", id, "--scope", "foo").errors.contains("There is no scope 'foo'."))
            #expect(try lanyard("client", "remove", id, "--json").field("revokedAt") != nil)
            #expect(try lanyard("client", "remove", id).errors.contains("is revoked already"))
            #expect(try lanyard("client", "change", id, "--name", "New").errors.contains("is revoked"))
            #expect(try lanyard("client", "show", "cli_nonsense").errors.contains("lanyard client list"))
            #expect(try lanyard("audit", "list", "--subject", id).output.contains("client.changed"))
        }
    }

    @Test("A new secret is printed once, with how long the old one is accepted, and a public client has none")
    func newSecret() throws {
        try CommandLine.inFolder { lanyard in
            let added = try lanyard("client", "add", "Planner", "--redirect", "https://a.example/callback", "--json")
            let id = try #require(added.field("client_id"))
            let renewed = try lanyard("client", "change", id, "--new-secret", "--old-secret-hours", "2", "--json")
            let secret = try #require(renewed.field("client_secret"))
            #expect(secret.count == 43 && secret != added.field("client_secret"))
            #expect(try !lanyard("client", "show", id, "--json").output.contains(secret))
            #expect(try lanyard("client", "change", id, "--new-secret").output.contains("The old one is accepted for 24 hours."))
            #expect(try lanyard("client", "change", id, "--new-secret", "--old-secret-hours", "721").errors.contains("thirty days at most"))
            let page = try lanyard("client", "add", "Page", "--public", "--redirect", "https://a.example/page", "--json")
            let refused = try lanyard("client", "change", try #require(page.field("client_id")), "--new-secret")
            #expect(refused.status == 1 && refused.errors.contains("is public and has no secret"), "\(refused.errors)")
        }
    }

    @Test("The signing keys are listed with what each does, before and after a rotation")
    func keys() throws {
        try CommandLine.inFolder { lanyard in
            #expect(try lanyard("schema", "upgrade").status == 0)
            #expect(try lanyard("key", "list").output.contains("No keys yet"))
            #expect(try lanyard("key", "rotate").status == 0)
            let listed = try lanyard("key", "list")
            for state in ["signing", "next"] { #expect(listed.output.contains(state), "\(listed.output)") }
            let keys = try JSONSerialization.jsonObject(with: Data(lanyard("key", "list", "--json").output.utf8)) as? [[String: Any]]
            #expect(keys?.count { $0["state"] as? String == "signing" } == 3)
        }
    }
}
