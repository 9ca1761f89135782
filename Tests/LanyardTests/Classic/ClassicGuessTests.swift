import Access
import Audit
import Core
import Credentials
import Delivery
import Foundation
import Identity
import SQL
import TestSupport
import Testing
import Transition
import TransitionSite

@testable import Lanyard

@Suite("Guesses at two doors")
struct ClassicGuessTests {
    @Test("Guesses at the product's door and at the ID's count together, and lock nobody out who signed in there before")
    func guesses() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try RunningServer.classicLogin("dashboard")
            let known = Browser()
            #expect(try await server.signInThere(known, login).status == 200)
            let stranger = Browser()
            var page = try await stranger.get(server.dashboard + "/sign-in?at=id")
            page = try await stranger.submit(try #require(page.form(with: "address")), ["address": login.email])
            for _ in 0..<3 { page = try await stranger.submit(try #require(page.form(with: "password")), ["password": "a guess"]) }
            for _ in 0..<2 { #expect(try await server.signInThere(Browser(), login, password: "a guess").status == 422) }
            #expect(try await server.signInThere(Browser(), login, password: "a guess").status == 429)
            #expect(try await server.signInThere(Browser(), login).status == 429, "also with the right one")
            var refused = try await stranger.submit(try #require(page.form(with: "password")), ["password": login.password])
            #expect(refused.status == 429, "at the ID as well")
            refused = try await known.submit(
                try #require(try await known.get(server.dashboard + "/settings").form(to: "/sign-out")))
            #expect(try await server.signInThere(known, login).status == 200)
        }
    }

    @Test("A one-time code counts at one of the two doors alone", .onEveryDatabase)
    func codesAtTwoDoors() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.classicLogin("dashboard", "totp")
            func atTheID() async throws -> Page {
                let browser = Browser()
                var page = try await browser.get(server.dashboard + "/sign-in?at=id")
                page = try await browser.submit(try #require(page.form(with: "address")), ["address": login.email])
                page = try await browser.submit(try #require(page.form(with: "password")), ["password": login.password])
                return try await browser.submit(try #require(page.form(with: "code")), ["code": try await login.code(server)])
            }
            #expect(try await server.signInThere(Browser(), login).status == 200)
            #expect(try await atTheID().status == 422, "used at the product")
            server.clock.advance(by: .seconds(60))
            #expect(try await atTheID().status == 200)
            let there = try await server.signInThere(Browser(), login)
            #expect(there.status == 422 && there.form(with: "code") != nil, "used at the ID: \(there.status) \(there.url)")
            server.clock.advance(by: .seconds(60))
            #expect(try await server.signInThere(Browser(), login).status == 200)
        }
    }

    @Test("A password that the ID hashes anew between two steps of the product's sign-in is the same password")
    func strengthenedMeanwhile() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try RunningServer.classicLogin("dashboard", "totp")
            let there = Browser()
            var form = try await there.get(server.dashboard + "/")
            form = try await there.submit(try #require(form.form(with: "login")), ["login": login.email])
            form = try await there.submit(try #require(form.form(with: "password")), ["password": login.password])
            let atTheID = Browser()
            var page = try await atTheID.get(server.dashboard + "/sign-in?at=id")
            page = try await atTheID.submit(try #require(page.form(with: "address")), ["address": login.email])
            _ = try await atTheID.submit(try #require(page.form(with: "password")), ["password": login.password])
            let strengthened = try await server.installation.database.read {
                try $0.first("SELECT 1 AS one FROM audit_events WHERE action = 'password.strengthened'")
            }
            #expect(strengthened != nil)
            try await server.copyOldLogins()
            let home = try await there.submit(try #require(form.form(with: "code")), ["code": try await login.code(server)])
            #expect(home.status == 200 && home.url.hasPrefix(server.dashboard), "\(home.status) \(home.url)")
            #expect(!home.url.contains("/sign-in"))
        }
    }

    @Test("Guesses at the codes of both doors count together")
    func guessedCodes() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try RunningServer.classicLogin("dashboard", "totp")
            let atTheID = Browser()
            var page = try await atTheID.get(server.dashboard + "/sign-in?at=id")
            page = try await atTheID.submit(try #require(page.form(with: "address")), ["address": login.email])
            page = try await atTheID.submit(try #require(page.form(with: "password")), ["password": login.password])
            for _ in 0..<3 { page = try await atTheID.submit(try #require(page.form(with: "code")), ["code": "000000"]) }
            let there = Browser()
            var form = try await there.get(server.dashboard + "/")
            form = try await there.submit(try #require(form.form(with: "login")), ["login": login.email])
            form = try await there.submit(try #require(form.form(with: "password")), ["password": login.password])
            for _ in 0..<2 { form = try await there.submit(try #require(form.form(with: "code")), ["code": "000000"]) }
            #expect(try await there.submit(try #require(form.form(with: "code")), ["code": try await login.code(server)]).status == 429)
        }
    }

    @Test("An episode at the ID is of the class that the person was of before its success: hash and absence as they came", .onEveryDatabase)
    func classOfEpisode() async throws {
        try await RunningServer.withClassic(percent: 10_000) { server in
            let login = try RunningServer.classicLogin("mail")
            let browser = Browser()
            var page = try await browser.get(server.mail + "/sign-in?at=id")
            page = try await browser.submit(try #require(page.form(with: "address")), ["address": login.email])
            _ = try await browser.submit(try #require(page.form(with: "password")), ["password": login.password])
            let row = try await server.installation.database.read { tx in
                try #require(try tx.first("SELECT hash, dormant, result, wrong, person_id FROM rollout_episodes WHERE side = 'id'"))
            }
            #expect(try row["result"] as String == "succeeded")
            #expect(try row["dormant"] as Bool, "the old product told of no sign-in")
            let person: PersonID = try row["person_id"]
            let hash: String = try row["hash"]
            let now: String = try await server.installation.database.read {
                try #require(try $0.first("SELECT hash FROM passwords WHERE person_id = \(person)"))["hash"]
            }
            #expect(now.contains("argon2id$v=19$m=8,t=1"), "the success replaced the hash")
            #expect(hash != "argon2id", "\(hash)")
        }
    }

    @Test("Only the product's own signature makes a browser the person's: a stranger's tries at the ID are no evidence", .onEveryDatabase)
    func attested() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.classicLogin("dashboard")
            let own = Browser()
            #expect(try await server.signInThere(own, login).status == 200)
            try await server.takeIn("dashboard")
            own.setCookie("lanyard_dashboard", nil)
            let ownPage = try await server.signInThere(own, login)
            #expect(ownPage.url.contains("rollout_known"), "\(ownPage.url)")
            func fail(_ browser: Browser, _ start: Page) async throws -> Page {
                let page = try await browser.submit(try #require(start.form(with: "address")), ["address": login.email])
                return try await browser.submit(try #require(page.form(with: "password")), ["password": "not the password"])
            }
            func known() async throws -> [Bool] {
                try await server.installation.database.read { tx in
                    try tx.rows("SELECT known FROM rollout_episodes WHERE side = 'id' ORDER BY started_at, last_at").map { try $0["known"] }
                }
            }
            #expect(try await fail(own, ownPage).status == 422)
            #expect(try await known() == [true])
            server.clock.advance(by: .seconds(1))
            // A stranger who goes to the ID directly, and one who takes such a signature to another login.
            let stranger = Browser()
            _ = try await fail(stranger, stranger.get(server.dashboard + "/sign-in?at=id"))
            #expect(try await known() == [true, false])
            server.clock.advance(by: .seconds(1))
            let other = try #require(try ExampleLogin.all().first { $0.product == "dashboard" && $0.email != login.email })
            let thief = Browser()
            var page = try await thief.get(ownPage.url)
            page = try await thief.submit(try #require(page.form(with: "address")), ["address": other.email])
            _ = try await thief.submit(try #require(page.form(with: "password")), ["password": "not the password"])
            #expect(try await known() == [true, false, false])
        }
    }
}
