import Access
import Core
import Foundation
import SQL
import TestSupport
import Testing

@testable import Lanyard

/// What is asked for before a sensitive act costs a sign-in and a click, and nothing that was typed.
@Suite("Fresh proofs in a product", .serialized)
struct FreshProofPageTests {
    private func asking(_ world: RoleWorld) async throws {
        let account = world.account
        let installation = world.server.installation
        let catalog = installation.catalog
        let now = installation.clock.now()
        try await installation.database.write { tx in
            var policies = AccountPolicies()
            policies.needsFreshProof = true
            try Administration(tx, catalog: catalog, by: .operatorCommand, at: now).set(policies, of: account, as: nil, signedIn: nil)
        }
    }

    private func invited(_ world: RoleWorld, _ address: String) async throws -> Int {
        try await world.server.installation.database.read {
            try $0.rows("SELECT id FROM invitations WHERE email = \(address)").count
        }
    }

    @Test("What was typed waits for the sign-in and is sent by one click, once, by whoever typed it", .onEveryDatabase)
    func held() async throws {
        try await RoleWorld.with { world in
            try await asking(world)
            let browser = try await world.browser("administrator")
            let invite = world.server.dashboard + "/users/invite"
            let fields = ["email": "new@guests.example", "role": "administrator"]
            let page = try await browser.get(invite)
            world.server.clock.advance(by: .minutes(16))
            let asked = try await browser.submit(try #require(page.form(to: "/users/invite")), fields)
            #expect(asked.status == 403 && asked.text.contains("Confirm that it is you"), "\(asked.text.prefix(400))")
            #expect(try await invited(world, "new@guests.example") == 0)
            let address = Page.matches("href=\"([^\"]*/sign-in[^\"]*)\"", in: asked.body)
            let link = try #require(address.first?.first).unescaped
            let wait = try #require(Page.matches("return_to=([^&]*)", in: link).first?.first?.removingPercentEncoding)

            let other = try await world.browser("it-admin")
            let foreign = try await other.get(world.server.dashboard + wait)
            #expect(!foreign.body.contains("new@guests.example"), "whoever else opens the link gets nothing")

            let back = try await world.server.signIn(
                browser, at: world.server.dashboard + link, as: RoleWorld.address("administrator", "dashboard"),
                password: RoleWorld.password)
            #expect(back.text.contains("What you entered is still here"), "\(back.url) \(back.text.prefix(300))")
            let sent = try await browser.submit(try #require(back.form(to: "/users/invite")))
            #expect(sent.status == 200, "\(sent.text.prefix(300))")
            #expect(try await invited(world, "new@guests.example") == 1)

            world.server.clock.advance(by: .hours(2))
            let late = try await browser.get(world.server.dashboard + wait)
            #expect(late.text.contains("waited too long") && !late.body.contains("new@guests.example"))
        }
    }
}
