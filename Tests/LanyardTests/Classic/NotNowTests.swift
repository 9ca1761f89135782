import Access
import Core
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Transition
import TransitionSite

@testable import Lanyard

/// "Not now": whoever a phase takes in may put it off once, by seven days, where the operator allows it.
@Suite("Putting the move off", .onEveryDatabase)
struct NotNowTests {
    /// A phase of everybody; `days` ahead, or at once.
    private func begin(_ server: RunningServer, in days: Int64? = nil, mayWait: Bool = true) async throws {
        let now = server.clock.now()
        try await server.installation.database.write { tx in
            var terms = RolloutPhase.Terms()
            terms.percent = 10_000
            terms.mayWait = mayWait
            let work = RolloutWork(tx, at: now)
            _ = try work.start(work.add(named: "all", to: "dashboard", terms), at: days.map { now + .days($0) })
        }
    }

    /// Signs in at the ID, to which the product leads.
    private func enter(_ server: RunningServer, _ browser: Browser, _ login: ExampleLogin) async throws -> Page {
        var page = try await server.signInThere(browser, login)
        page = try await browser.submit(try #require(page.form(with: "address"), "\(page.url)"))
        page = try await browser.submit(try #require(page.form(with: "password")), ["password": login.password])
        guard let code = page.form(with: "code") else { return page }
        return try await browser.submit(code, ["code": try await login.code(server)])
    }

    @Test("After the first sign-in: the old door opens again for seven days, nothing of the ID stays, and it is offered once")
    func guide() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.appLogin(0)
            let person = try #require(try await server.installation.people(named: login.email).first).id
            let now = server.clock.now()
            try await server.installation.database.write { try $0.setLocale(person, to: "en", at: now) }
            try await begin(server)
            let browser = Browser()
            var page = try await enter(server, browser, login)
            #expect(page.text.contains("go on as before for seven days"), "\(page.url) \(page.text.prefix(300))")
            page = try await browser.submit(try #require(page.form(to: GuidePath.notNow)))
            #expect(page.status == 200 && page.text.contains("You sign in as before for now"), "\(page.text.prefix(300))")
            #expect(try await browser.get(server.id + "/profile").place.hasPrefix("/sign-in"), "nobody is signed in at the ID")
            try await server.copyOldLogins()
            server.clock.advance(by: .minutes(2))
            page = try await server.signInThere(Browser(), login)
            #expect(page.url.hasPrefix(server.dashboard) && page.status == 200, "\(page.url)")
            #expect(!page.url.contains("classic"), "\(page.url)")
            // Also whoever opens the ID directly learns that they are outside.
            server.clock.advance(by: .minutes(2))
            let other = Browser()
            page = try await server.signIn(
                other, at: server.dashboard + "/sign-in?at=id", as: login.email, password: login.password,
                code: { try await login.code(server) })
            #expect(page.status == 403, "\(page.url) \(page.status)")

            server.clock.advance(by: .days(7))
            let late = Browser()
            page = try await enter(server, late, login)
            #expect(page.place.hasPrefix(GuidePath.guide.text), "\(page.url)")
            #expect(page.form(to: GuidePath.notNow) == nil, "once")
        }
    }

    @Test("It is not offered where the operator does not allow it, and a form that was kept does nothing")
    func notAllowed() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.classicLogin("dashboard")
            try await begin(server, mayWait: false)
            let browser = Browser()
            let page = try await enter(server, browser, login)
            #expect(page.place.hasPrefix(GuidePath.guide.text))
            #expect(page.form(to: GuidePath.notNow) == nil)
            let token = try #require(page.form(to: GuidePath.end)?.fields.first { $0.name == "_token" }).value
            let sent = try await browser.post(server.id + GuidePath.notNow.text, [("_token", token), ("product", "dashboard")])
            #expect(!sent.text.contains("You sign in as before"))
            #expect(try await browser.get(server.id + "/profile").status == 200, "still signed in")
        }
    }

    @Test("Before the day: the product says it on every page, and the person puts it off once by seven days from that day")
    func banner() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.classicLogin("dashboard")
            try await begin(server, in: 5)
            let browser = Browser()
            var page = try await server.signInThere(browser, login)
            let text = page.text.replacing("\u{A0}", with: " ")
            #expect(text.contains("From 8 June 2024 on you sign in"), "\(page.url) \(text.prefix(600))")
            page = try await browser.get(server.dashboard + "/settings/move")
            page = try await browser.submit(try #require(page.form(to: "/settings/move/wait"), "\(page.text.prefix(500))"))
            let said = page.text.replacing("\u{A0}", with: " ")
            #expect(said.contains("You sign in as before until 15 June 2024"), "\(said.prefix(600))")
            let token = try #require(page.forms.flatMap(\.fields).first { $0.name == "_token" }).value
            let again = try await browser.post(server.dashboard + "/settings/move/wait", [("_token", token)])
            #expect(again.text.contains("cannot be put off"), "\(again.text.prefix(400))")
            server.clock.advance(by: .days(6))
            #expect(try await server.signInThere(Browser(), login).url.hasPrefix(server.dashboard), "the phase began, and they wait")
            let stranger = try #require(
                try ExampleLogin.all().filter { $0.product == "dashboard" && $0.factor == "none" && $0.outcome == "signs in" }
                    .dropFirst().first)
            #expect(try await server.signInThere(Browser(), stranger).url.hasPrefix(server.id))
            server.clock.advance(by: .days(7))
            #expect(try await server.signInThere(Browser(), login).url.hasPrefix(server.id))
        }
    }
}
