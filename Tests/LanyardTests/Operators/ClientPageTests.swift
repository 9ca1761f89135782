import Access
import Core
import Identity
import OpenID
import SQL
import TestSupport
import Testing

@testable import Lanyard

@Suite("Clients on the operator's pages", .onEveryDatabase)
struct ClientPageTests {
    private func fresh(_ server: RunningServer) async throws -> Browser {
        server.clock.advance(by: .minutes(2))
        return try await server.operatorBrowser("operator")
    }

    @Test("A client is registered with its secret shown once, changed, given a new secret, and removed; what was typed stays at a mistake")
    func life() async throws {
        try await RunningServer.with(example: true) { server in
            let browser = try await fresh(server)
            var page = try await browser.get(server.id + "/operate/clients/new")
            let form = try #require(page.form(to: "/operate/clients/new"))
            page = try await browser.submit(form, ["name": "Shop", "redirect_uris": "javascript:alert(1)"])
            #expect(page.status == 422 && page.body.contains("javascript:alert(1)"), "\(page.status)")
            page = try await browser.submit(
                try #require(page.form(to: "/operate/clients/new")),
                ["redirect_uris": "https://shop.example/a\nhttps://shop.example/b", "policy_uri": "https://shop.example/privacy"])
            #expect(page.text.contains("Shop is registered"), "\(page.text.prefix(800))")
            let id = try #require(page.body.firstMatch(of: /cli_[0-9a-z]{26}/).flatMap { ClientID(String($0.0)) })
            let secret = try #require(page.body.matches(of: /data-copy>([^<]+)</).last?.1).description
            let client = try #require(try await server.installation.database.read { try $0.client(id) })
            #expect(client.accepts(secret: secret, at: server.clock.now()))
            #expect(client.redirectURIs == ["https://shop.example/a", "https://shop.example/b"] && client.requirePKCE)
            page = try await browser.get(server.id + "/operate/clients")
            #expect(page.text.contains("Shop") && !page.body.contains(secret))
            page = try await browser.get(server.id + "/operate/clients/\(id.text)")
            #expect(!page.body.contains(secret))
            page = try await browser.submit(try #require(page.form(to: "/operate/clients/\(id.text)")), ["name": "Shop 2"])
            #expect(page.text.contains("Saved.") && page.text.contains("Shop 2"), "\(page.text.prefix(600))")
            let changed = try #require(try await server.installation.database.read { try $0.client(id) })
            #expect(changed.policyURI == "https://shop.example/privacy" && changed.scopes == client.scopes)
            #expect(changed.grantTypes == client.grantTypes && changed.secretHash == client.secretHash)
            page = try await browser.submit(try #require(page.form(to: "/operate/clients/\(id.text)/secret")))
            let second = try #require(page.body.matches(of: /data-copy>([^<]+)</).last?.1).description
            #expect(second != secret)
            page = try await browser.get(server.id + "/operate/clients/\(id.text)")
            page = try await browser.submit(try #require(page.form(to: "/operate/clients/\(id.text)/remove")))
            #expect(page.text.contains("Shop 2 is removed."))
            #expect(try await browser.get(server.id + "/operate/clients/\(id.text)").status == 404)
            let actors = try await server.installation.database.read {
                try $0.rows("SELECT actor FROM audit_events WHERE subject = \(id.text)").map { try $0["actor"] as String }
            }
            #expect(actors.count == 4 && actors.allSatisfy { $0.hasPrefix("person:") }, "\(actors)")
        }
    }

    @Test("Our own products' clients are shown and not changed, and what opens something asks anew who it is")
    func own() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let browser = try await fresh(server)
            let own = try #require(try await server.installation.database.read { try $0.firstPartyClient(of: "dashboard") })
            let page = try await browser.get(server.id + "/operate/clients/\(own.id.text)")
            #expect(page.text.contains("by command alone") && page.form(to: "/operate/clients/\(own.id.text)") == nil)
            let new = try await browser.get(server.id + "/operate/clients/new")
            server.clock.advance(by: .minutes(6))
            let form = try #require(new.form(to: "/operate/clients/new"))
            let asked = try await browser.submit(form, ["name": "Late", "redirect_uris": "https://late.example/"])
            #expect(asked.place.hasPrefix("/security/proof"), "\(asked.url)")
        }
    }
}
