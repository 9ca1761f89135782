import Access
import Core
import SQL
import TestSupport
import Testing
import Transition
import TransitionSite

@testable import Lanyard

@Suite("The guide after a first sign-in", .onEveryDatabase)
struct MoveGuideTests {
    private func start(_ server: RunningServer) async throws {
        let now = server.clock.now()
        try await server.installation.database.write { tx in
            var terms = RolloutPhase.Terms()
            terms.percent = 10_000
            let work = RolloutWork(tx, at: now)
            _ = try work.start(work.add(named: "all", to: "dashboard", terms), at: nil)
        }
    }

    private func login(_ factor: String, after count: Int = 0) throws -> ExampleLogin {
        let fitting = try ExampleLogin.all().filter { $0.product == "dashboard" && $0.factor == factor && $0.outcome == "signs in" }
        return try #require(fitting.dropFirst(count).first)
    }

    @Test("It says what stayed and what may be done, goes on where it was left on another device, and comes once")
    func once() async throws {
        try await RunningServer.with(example: true) { server in
            try await start(server)
            let login = try login("totp")
            let first = try await server.signIn(Browser(), login)
            #expect(first.place.hasPrefix(GuidePath.guide.text), "\(first.url)")
            #expect(first.text.contains("You sign in here now"))
            #expect(first.text.contains("same authenticator app"), "\(first.text)")
            #expect(first.text.contains("(Customer Dashboard)"))

            // Each code counts once.
            server.clock.advance(by: .minutes(2))
            let browser = Browser()
            var page = try await server.signIn(browser, login)
            page = try await browser.submit(try #require(page.form(to: GuidePath.next)))
            #expect(page.text.contains("What you can do now"))
            #expect(page.text.contains("Make recovery codes"))

            server.clock.advance(by: .minutes(2))
            let other = Browser()
            page = try await server.signIn(other, login)
            #expect(page.text.contains("What you can do now"), "resumed at the page that it had reached")
            page = try await other.submit(try #require(page.form(to: GuidePath.end)))
            page = try await server.notNow(other, page)
            #expect(page.url.hasPrefix(server.dashboard), "\(page.url)")

            server.clock.advance(by: .minutes(2))
            page = try await server.signIn(Browser(), login)
            #expect(!page.place.hasPrefix(GuidePath.guide.text))
            let late = try await other.get(GuidePath.guide.at(server.id))
            #expect(!late.text.contains("You sign in here now"))
        }
    }

    @Test("It can be skipped at once, and nobody sees it where nothing moves")
    func skipped() async throws {
        try await RunningServer.with(example: true) { server in
            let early = try login("none")
            let visitor = Browser()
            var page = try await server.notNow(visitor, try await server.signIn(visitor, early))
            #expect(page.url.hasPrefix(server.dashboard), "\(page.url)")
            try await start(server)
            page = try await server.signIn(Browser(), early)
            #expect(!page.place.hasPrefix(GuidePath.guide.text), "who came before the phases has nothing to be told")
            let login = try login("none", after: 1)
            let browser = Browser()
            page = try await server.signIn(browser, login)
            #expect(page.text.contains("You had none, and need none."), "\(page.text)")
            page = try await server.notNow(browser, try await browser.submit(try #require(page.form(to: GuidePath.end))))
            #expect(page.url.hasPrefix(server.dashboard), "\(page.url)")
            page = try await server.signIn(Browser(), login)
            #expect(!page.place.hasPrefix(GuidePath.guide.text))
        }
    }
}
