import Access
import Audit
import Core
import Credentials
import Delivery
import Identity
import SQL
import TestSupport
import Testing
import Transition
import TransitionSite

@testable import Lanyard

@Suite("A product's own sign-in")
struct ClassicSignInTests {
    private static func login(_ product: String, _ factor: String = "none") throws -> ExampleLogin {
        try #require(try ExampleLogin.all().first { $0.product == product && $0.factor == factor && $0.outcome == "signs in" })
    }

    @Test("Whoever is outside signs in there as ever, with the old second factor, and opens that product alone", .onEveryDatabase)
    func outside() async throws {
        try await RunningServer.withClassic { server in
            for login in try ExampleLogin.sample(2) where login.outcome == "signs in" {
                let browser = Browser()
                let page = try await server.signInThere(browser, login)
                #expect(page.status == 200, "\(login): \(page.url) \(page.text.prefix(200))")
                #expect(page.url.hasPrefix(server.address(of: login.product)), "\(login)")
                #expect(page.form(with: "login") == nil && page.form(with: "password") == nil, "\(login)")
                let other = login.product == "mail" ? server.dashboard : server.mail
                #expect(try await browser.get(other + "/").form(with: "login") != nil, "\(login): the other product asks anew")
                #expect(try await browser.get(server.id + "/").form(with: "address") != nil, "\(login): nobody is signed in at the ID")
            }
        }
    }

    @Test("Suspended people, unknown logins and wrong passwords are refused alike")
    func refused() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try Self.login("dashboard")
            for login in try ExampleLogin.all().filter({ $0.outcome != "signs in" }).prefix(3) {
                let page = try await server.signInThere(Browser(), login)
                #expect(page.form(with: "password") != nil || page.url.hasPrefix(server.id), "\(login): \(page.url)")
            }
            let wrong = try await server.signInThere(Browser(), login, password: "not the password")
            #expect(wrong.status == 422)
            let browser = Browser()
            var page = try await browser.get(server.dashboard + "/")
            page = try await browser.submit(try #require(page.form(with: "login")), ["login": "nobody@nowhere.example"])
            page = try await browser.submit(try #require(page.form(with: "password")), ["password": "not the password"])
            #expect(page.status == 422)
            func text(_ page: Page, _ login: String) -> String { page.text.replacing(login.replacing("@", with: "@ "), with: "") }
            #expect(text(page, "nobody@nowhere.example") == text(wrong, login.email))
        }
    }

    @Test("Whoever a phase takes is led to the ID with their login filled in; so is everybody where no phase is", .onEveryDatabase)
    func inside() async throws {
        try await RunningServer.withClassic(percent: 10_000) { server in
            let login = try Self.login("dashboard")
            let page = try await server.signInThere(Browser(), login)
            #expect(page.url.hasPrefix(server.id), "\(page.url)")
            #expect(page.form(with: "address")?.fields.contains { $0.name == "address" && $0.value == login.email } == true)
        }
    }

    @Test("Somebody outside who opens the ID directly learns so after the right password, and stays outside", .onEveryDatabase)
    func directly() async throws {
        try await RunningServer.withClassic { server in
            let login = try Self.login("dashboard")
            let browser = Browser()
            let start = try await browser.get(server.dashboard + "/sign-in?at=id")
            #expect(start.url.hasPrefix(server.id))
            var page = try await browser.submit(try #require(start.form(with: "address")), ["address": login.email])
            page = try await browser.submit(try #require(page.form(with: "password")), ["password": login.password])
            #expect(page.form(to: GuidePath.end) == nil, "nothing has moved")
            page = try await server.notNow(browser, page)
            #expect(page.status == 403, "\(page.url)")
            #expect(page.text.contains("You still sign in at"), "\(page.text.prefix(300))")
            #expect(try await server.installation.database.read { try $0.rolloutCounts("dashboard") }.succeeded == 0)
            #expect(try await server.signInThere(Browser(), login).status == 200)
        }
    }

    @Test(
        "The old door is dead once one is inside: the old password at the product's form, a session begun there, and its tokens",
        .onEveryDatabase)
    func deadDoor() async throws {
        try await RunningServer.withClassic { server in
            for product in ["dashboard", "mail"] {
                let login = try Self.login(product)
                let address = server.address(of: product)
                let old = Browser()
                #expect(try await server.signInThere(old, login).status == 200)
                try await server.takeIn(product)
                let fresh = Browser()
                let first = try await server.signInThere(fresh, login)
                #expect(first.url.hasPrefix(server.id))
                var page = try await fresh.submit(try #require(first.form(with: "address")))
                page = try await fresh.submit(try #require(page.form(with: "password")), ["password": login.password])
                if let guide = page.form(to: GuidePath.end) { page = try await fresh.submit(guide) }
                page = try await server.notNow(fresh, page)
                #expect(page.url.hasPrefix(address), "\(page.url) \(page.text.prefix(200))")
                #expect(try await old.get(address + "/").form(with: "login") != nil, "the session begun there is over")
                #expect(try await server.signInThere(Browser(), login).url.hasPrefix(server.id), "the form leads to the ID")
                // Also where the phase is paused, and where the product's copy is all that is asked.
                let now = server.clock.now()
                _ = try await server.installation.database.write { tx in
                    try RolloutWork(tx, at: now).pause(#require(try tx.rolloutPhase(named: "of " + product)))
                }
                #expect(try await server.signInThere(Browser(), login).url.hasPrefix(server.id))
            }
        }
    }

    @Test("A password that was set at the ID meanwhile is the one that opens the product's own form")
    func changedPassword() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try Self.login("dashboard")
            let person = try await server.installation.database.read { tx in
                try #require(
                    try tx.rows(
                        """
                        SELECT s.person_id AS id FROM import_sources s JOIN email_addresses a ON a.person_id = s.person_id
                        WHERE s.product = 'dashboard' AND a.canonical = \(login.email)
                        """
                    ).first.map { try $0["id"] as PersonID })
            }
            let hash = try await server.installation.hashingPool().hash(Secret("a new password of theirs"))
            let now = server.clock.now()
            try await server.installation.database.write {
                try $0.setPassword(of: person, hash: Secret(hash.text), setBy: .person, by: .person(person), at: now)
            }
            try await server.copyOldLogins()
            #expect(try await server.signInThere(Browser(), login).status == 422)
            #expect(try await server.signInThere(Browser(), login, password: "a new password of theirs").status == 200)
        }
    }

    @Test("Guesses at the product's door and at the ID's count together, and lock nobody out who signed in there before")
    func guesses() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try Self.login("dashboard")
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

    @Test(
        "Rolled back, a person signs in there again with the password and factor they have now; their ID sessions and what clients had are over",
        .onEveryDatabase)
    func rolledBack() async throws {
        try await RunningServer.withClassic(percent: 10_000) { server in
            let login = try Self.login("dashboard", "totp")
            let inside = Browser()
            func enter(_ browser: Browser) async throws -> Page {
                var page = try await server.signInThere(browser, login)
                page = try await browser.submit(try #require(page.form(with: "address"), "\(page.url)"))
                page = try await browser.submit(try #require(page.form(with: "password")), ["password": login.password])
                page = try await browser.submit(try #require(page.form(with: "code")), ["code": try await login.code(server)])
                if let guide = page.form(to: GuidePath.end) { page = try await browser.submit(guide) }
                return try await server.notNow(browser, page)
            }
            #expect(try await enter(inside).url.hasPrefix(server.dashboard))
            let keyring = server.installation.keyring
            server.clock.advance(by: .seconds(60))
            func rollBack() async throws -> RolledBack {
                let now = server.clock.now()
                return try await server.installation.database.write { tx in
                    let phase = try #require(try tx.rolloutPhase(named: "of dashboard"))
                    if phase.state == .running { _ = try RolloutWork(tx, at: now).pause(phase) }
                    return try RollBack(tx, to: "dashboard", keyring, at: now).run(phase, after: nil)
                }
            }
            let back = try await rollBack()
            #expect(back.back.count == 1 && back.staying.isEmpty, "\(back)")
            try await server.copyOldLogins()
            let after = try await inside.get(server.dashboard + "/")
            #expect(after.form(with: "login") != nil, "the session of the ID is over: \(after.url)")
            #expect(try await inside.get(server.id + "/").form(with: "address") != nil)
            let there = Browser()
            #expect(try await server.signInThere(there, login).url.hasPrefix(server.dashboard))
            #expect(try await there.get(server.dashboard + "/").status == 200)
            // Re-entry: the phase goes on, and the old door is dead again.
            let now = server.clock.now()
            _ = try await server.installation.database.write { tx in
                try RolloutWork(tx, at: now).resume(#require(try tx.rolloutPhase(named: "of dashboard")))
            }
            server.clock.advance(by: .seconds(60))
            #expect(try await enter(Browser()).url.hasPrefix(server.dashboard))
            #expect(try await there.get(server.dashboard + "/").form(with: "login") != nil)
            #expect(try await server.signInThere(Browser(), login).url.hasPrefix(server.id))
        }
    }

    @Test("Whoever the product cannot check in full stays inside, with the reason")
    func staying() async throws {
        try await RunningServer.withClassic(.sqlite, percent: 10_000) { server in
            let keyring = server.installation.keyring
            let now = server.clock.now()
            let people = try await server.installation.database.read { tx in
                try tx.rows(
                    """
                    SELECT DISTINCT s.person_id AS id FROM import_sources s JOIN people p ON p.id = s.person_id AND p.status = 'active'
                    JOIN passwords w ON w.person_id = p.id WHERE s.product = 'dashboard' ORDER BY s.person_id LIMIT 4
                    """
                ).map { try $0["id"] as PersonID }
            }
            let reasons = try await server.installation.database.write { tx -> [StaysInside?] in
                for person in people { try tx.noteArrival(of: person, in: "dashboard", at: now) }
                try tx.run("DELETE FROM passwords WHERE person_id = \(people[0])")
                try tx.run("UPDATE import_sources SET joined = 1 WHERE person_id = \(people[1])")
                try tx.run("UPDATE accounts SET sign_in_ways = 'passkeys' WHERE id IN (SELECT account_id FROM members WHERE person_id = \(people[2]))")
                try tx.run("UPDATE people SET status = 'suspended' WHERE id = \(people[3])")
                return try people.map { try RollBack(tx, to: "dashboard", keyring, at: now).run($0) }
            }
            #expect(reasons == [.credentials, .joined, .policy, .status])
        }
    }

    @Test("No form of it is taken without its token, or from another site; and without the setting there is none")
    func forms() async throws {
        let paths = ["/sign-in/login", "/sign-in/password", "/sign-in/code", "/sign-in/code/new"]
        try await RunningServer.withClassic(.sqlite) { server in
            for path in paths {
                let without = try await Browser().post(server.dashboard + path, [("login", "a@b.example"), ("password", "x")])
                #expect(without.status == 403, "\(path)")
                let headers = [
                    (name: "Content-Type", value: "application/x-www-form-urlencoded"), (name: "Origin", value: "https://evil.example"),
                ]
                let foreign = OutgoingRequest("POST", server.dashboard + path, headers: headers, body: Array("login=a".utf8))
                let refused = try await Browser().send(foreign)
                #expect(refused.status == 403, "\(path)")
            }
        }
        try await RunningServer.with(.sqlite) { server in
            #expect(try await Browser().get(server.dashboard + "/sign-in").url.hasPrefix(server.id))
            for path in paths {
                let missing = try await Browser().get(server.dashboard + path)
                #expect(missing.status == 404, "\(path)")
            }
        }
    }

    @Test("Only the product's own signature makes a browser the person's: a stranger's tries at the ID are no evidence", .onEveryDatabase)
    func attested() async throws {
        try await RunningServer.withClassic { server in
            let login = try Self.login("dashboard")
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

    @Test("A code works once, and a page opened out of nowhere begins again")
    func codes() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try Self.login("dashboard", "totp")
            let code = try await login.code(server)
            #expect(try await server.signInThere(Browser(), login).status == 200)
            let again = Browser()
            let page = try await server.signInThere(again, login)
            #expect(page.status == 422, "the code \(code) was used")
            for path in ["/sign-in/password", "/sign-in/code"] {
                #expect(try await Browser().get(server.dashboard + path).form(with: "login") != nil)
            }
        }
    }
}
