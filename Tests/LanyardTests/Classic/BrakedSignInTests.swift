import Access
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

@Suite("A class that is paused, at both doors")
struct BrakedSignInTests {
    @Test(
        "Whoever of it has not been in stays outside also when they open the ID themselves; whoever has been in goes on", .onEveryDatabase)
    func both() async throws {
        try await RunningServer.withClassic(percent: 10_000) { server in
            let inside = try RunningServer.appLogin(0, factor: "none")
            let fresh = try RunningServer.appLogin(1, factor: "none")
            let person = try #require(try await server.installation.people(named: inside.email).first).id
            let now = server.clock.now()
            try await server.installation.database.write { tx in
                try tx.noteArrival(of: person, in: "dashboard", at: now)
                try tx.run(
                    """
                    INSERT INTO rollout_brakes (id, product, factor, begun_at, evidence, threshold, rate, inside, inside_failed, outside,
                        outside_failed)
                    VALUES (\(RolloutBrakeID(at: now)), 'dashboard', 'none', \(now), 90000, 40000, 72000, 40, 31, 300, 12)
                    """)
            }
            func atTheID(_ login: ExampleLogin) async throws -> Page {
                let browser = Browser()
                var page = try await browser.get(server.dashboard + "/sign-in?at=id")
                page = try await browser.submit(try #require(page.form(with: "address")), ["address": login.email])
                return try await browser.submit(try #require(page.form(with: "password")), ["password": login.password])
            }
            let stays = try await atTheID(fresh)
            #expect(stays.status == 403 && stays.url.hasPrefix(server.id), "\(stays.status) \(stays.url) \(stays.text.prefix(200))")
            #expect(try await atTheID(inside).status == 200)
            #expect(try await server.signInThere(Browser(), fresh).url.hasPrefix(server.dashboard))
        }
    }
}
