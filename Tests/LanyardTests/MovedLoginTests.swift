import Access
import Core
import SQL
import TestSupport
import Testing
import Transition
import TransitionSite

@testable import Lanyard

@Suite("Whoever came inside", .onEveryDatabase)
struct MovedLoginTests {
    @Test("The first sign-in at the ID moves a login for good: a pause that sends the others back leaves it inside")
    func moved() async throws {
        try await RunningServer.with(example: true) { server in
            let login = try #require(
                try ExampleLogin.all().first { $0.product == "dashboard" && $0.factor == "none" && $0.outcome == "signs in" })
            let now = server.clock.now()
            let database = server.installation.database
            let phase = try await database.write { tx in
                var terms = RolloutPhase.Terms()
                terms.percent = 10_000
                let work = RolloutWork(tx, at: now)
                return try work.start(work.add(named: "all", to: "dashboard", terms), at: nil)
            }
            let routing = RolloutRouting(database)
            func place(_ login: String) async throws -> RolloutRouting.Place {
                try await routing.place(of: login, in: "dashboard", from: BrowserFacts(family: nil, isKnown: nil), at: now)
            }
            #expect(try await place(login.email) == .id)
            let browser = Browser()
            var page = try await server.signIn(browser, login)
            page = try await browser.submit(try #require(page.form(to: GuidePath.end)))
            if page.place.hasPrefix("/join") { page = try await browser.submit(try #require(page.form(to: JoinPath.postponement))) }
            #expect(page.url.hasPrefix(server.dashboard), "\(page.url)")
            _ = try await database.write { try RolloutWork($0, at: now).pause(phase) }
            #expect(try await place(login.email) == .id)
            #expect(try await place("nobody@nowhere.example") == .classic)
            #expect(try await database.read { try $0.rolloutCounts("dashboard") }.succeeded == 1)
        }
    }
}
