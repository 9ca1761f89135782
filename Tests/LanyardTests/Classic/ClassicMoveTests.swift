import Access
import Audit
import Core
import Credentials
import Delivery
import Foundation
import Identity
import Logging
import SQL
import TestSupport
import Testing
import Transition
import TransitionSite

@testable import Lanyard

@Suite("The old door during a move")
struct ClassicMoveTests {
    @Test(
        "The old door is dead once one is inside: the old password at the product's form, a session begun there, and its tokens",
        .onEveryDatabase)
    func deadDoor() async throws {
        try await RunningServer.withClassic { server in
            for product in ["dashboard", "mail"] {
                let login = try RunningServer.classicLogin(product)
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

    @Test(
        "Rolled back, a person signs in there again with the password and factor they have now; their ID sessions and what clients had are over",
        .onEveryDatabase)
    func rolledBack() async throws {
        try await RunningServer.withClassic(percent: 10_000) { server in
            let login = try RunningServer.classicLogin("dashboard", "totp")
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

    @Test("A new password at the ID, a suspension and the end of the product's own sign-in end what it began", .onEveryDatabase)
    func ended() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.classicLogin("dashboard")
            let database = server.installation.database
            let person = try await database.read { tx in
                try #require(
                    try tx.rows(
                        """
                        SELECT s.person_id AS id FROM import_sources s JOIN email_addresses a ON a.person_id = s.person_id
                        WHERE s.product = 'dashboard' AND a.canonical = \(login.email)
                        """
                    ).first.map { try $0["id"] as PersonID })
            }
            func begun() async throws -> Browser {
                let browser = Browser()
                #expect(try await server.signInThere(browser, login).status == 200)
                server.clock.advance(by: .seconds(30))
                return browser
            }
            func isOver(_ browser: Browser) async throws -> Bool {
                try await browser.get(server.dashboard + "/").form(with: "login") != nil
            }
            let first = try await begun()
            let now = server.clock.now()
            try await database.write { try $0.endSessionsAndGrants(of: person, by: .person(person), at: now) }
            #expect(try await isOver(first), "as a new password does")
            let second = try await begun()
            let catalog = server.installation.catalog
            let later = server.clock.now()
            try await database.write { tx in
                let rule = Administration(tx, catalog: catalog, by: .operatorCommand, at: later)
                for status in [Person.Status.suspended, .active] {
                    try tx.setStatus(person, to: status, under: rule, by: .operatorCommand, at: later)
                }
            }
            #expect(try await isOver(second), "also once they are active again")
            let third = try await begun()
            let end = server.clock.now()
            try await database.write { tx in
                let key: [UInt8] = try #require(try tx.first("SELECT sealing_key FROM classic_products WHERE product = 'dashboard'"))[
                    "sealing_key"]
                try tx.unregisterClassic("dashboard", by: .operatorCommand, at: end)
                let again = try #require(ClassicProduct("dashboard", sealingKey: key, at: end))
                try tx.register(again, by: .operatorCommand, at: end)
            }
            #expect(try await isOver(third), "also once it is registered again")
        }
    }

    @Test("One person who was rolled back is not taken in at the next sign-in; with the next go of the phase they are")
    func held() async throws {
        try await RunningServer.withClassic(.sqlite, percent: 10_000) { server in
            let login = try RunningServer.classicLogin("dashboard")
            let browser = Browser()
            var page = try await browser.get(server.dashboard + "/sign-in?at=id")
            page = try await browser.submit(try #require(page.form(with: "address")), ["address": login.email])
            page = try await browser.submit(try #require(page.form(with: "password")), ["password": login.password])
            let counts = try await server.installation.database.read { tx in
                try tx.rolloutCounts("dashboard", phase: #require(try tx.rolloutPhase(named: "of dashboard")).id)
            }
            #expect(counts.succeeded == 1, "counted to the phase, also without the product's form, before any page says so")
            server.clock.advance(by: .seconds(5))
            let now = server.clock.now()
            let keyring = server.installation.keyring
            let why = try await server.installation.database.write { tx in
                let row = try #require(try tx.first("SELECT person_id FROM rollout_logins WHERE succeeded_at IS NOT NULL"))
                return try RollBack(tx, to: "dashboard", keyring, at: now).run(row["person_id"] as PersonID)
            }
            #expect(why == nil)
            try await server.copyOldLogins()
            #expect(try await server.signInThere(Browser(), login).url.hasPrefix(server.dashboard))
            _ = try await server.installation.database.write { tx in
                let work = RolloutWork(tx, at: now)
                return try work.resume(work.pause(#require(try tx.rolloutPhase(named: "of dashboard"))).phase)
            }
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
                try tx.run(
                    "UPDATE accounts SET sign_in_ways = 'passkeys' WHERE id IN (SELECT account_id FROM members WHERE person_id = \(people[2]))"
                )
                try tx.run("UPDATE people SET status = 'suspended' WHERE id = \(people[3])")
                return try people.map { try RollBack(tx, to: "dashboard", keyring, at: now).run($0) }
            }
            #expect(reasons == [.credentials, .joined, .policy, .status])
        }
    }

    @Test("Finish demands a backup and that nobody is left; then everybody is inside, and the product keeps nothing of the old logins")
    func finished() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try RunningServer.classicLogin("dashboard")
            let lanyard = CommandLine(data: server.installation.configuration.text("data"))
            let folder = FileManager.default.temporaryDirectory.appending(path: "lanyard-finish-\(UUID())").path
            defer { try? FileManager.default.removeItem(atPath: folder) }
            func finish() throws -> CommandLine.Result { try lanyard("rollout", "finish", "dashboard", "--backup", folder, "--json") }
            #expect(try finish().errors.contains("no whole backup"))
            #expect(try lanyard("backup", folder).status == 0)
            let early = try finish()
            #expect(early.errors.contains("would still sign in at the product itself"), "\(early.errors)")
            #expect(try await server.signInThere(Browser(), login).status == 200, "nothing was changed")
            try await server.takeIn("dashboard")
            let done = try finish()
            #expect(done.status == 0, "\(done.errors)")
            #expect(done.object["people"] as? Int ?? 0 > 100)
            let exported = try String(contentsOfFile: try #require(done.field("old_logins")), encoding: .utf8)
            #expect(exported.split(separator: "\n").count > 100)
            #expect(!exported.contains("$2"), "credentials are sealed")
            let kept = try await server.installation.stores.store(of: .dashboard).database.read {
                try $0.first("SELECT 1 AS one FROM classic_logins")
            }
            #expect(kept == nil)
            #expect(try await server.signInThere(Browser(), login).url.hasPrefix(server.id))
            #expect(try lanyard("rollout", "status").output.contains("finished"))
            #expect(try finish().status == 0, "a run that was stopped goes on")
            // With the next start the product has no form of its own, whatever the configuration says.
            let again = try await LanyardServer(server.installation, log: .init(label: "test"))
            #expect(again.ofProducts.filter { $0.name.hasPrefix("old logins") }.count == 1, "the mail panel's alone")
        }
    }
}
