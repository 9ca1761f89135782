import Core
import Foundation
import SQL
import TestSupport
import Testing
import TransitionSite
import Web

@testable import Lanyard

@Suite("Joining two sign-ins over HTTP")
struct JoiningOverHTTPTests {
    @Test(
        "One password that fits both, and the second factor given at sign-in, leave one button to press", .onEveryDatabase)
    func samePassword() async throws {
        try await RunningServer.with(example: true) { server in
            let browser = Browser()
            let login = try Self.login("dashboard", "administrator@northwind.example")
            var page = try await server.signIn(browser, login)
            #expect(page.place.hasPrefix("/join"))
            #expect(page.form(with: "password") == nil)
            #expect(!page.text.contains("a password of its own"), "one password fits both")
            page = try await browser.submit(try #require(page.form(to: JoinPath.offer)))
            #expect(page.url.hasPrefix(server.dashboard), "\(page.url) \(page.text.prefix(300))")
            page = try await browser.get(CommonPath.home.at(server.mail))
            #expect(page.status == 200)
            #expect(page.url.hasPrefix(server.mail), "\(page.url) \(page.text.prefix(300))")
            #expect(try await Self.people(server, login.email) == 1)
        }
    }

    @Test("Another password is asked for; a wrong one joins nothing, the right one does")
    func otherPassword() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let browser = Browser()
            let login = try Self.login("dashboard", "member@northwind.example")
            var page = try await server.signIn(browser, login)
            #expect(page.form(to: JoinPath.offer) == nil)
            #expect(page.text.contains("a password of its own"))
            let form = try #require(page.form(to: JoinPath.password))
            page = try await browser.submit(form, ["password": "a wrong one"])
            #expect(page.status == 422)
            #expect(try await Self.people(server, login.email) == 2)
            page = try await browser.submit(form, ["password": login.password + "-mail"])
            page = try await browser.submit(try #require(page.form(to: JoinPath.offer)))
            #expect(page.url.hasPrefix(server.dashboard), "\(page.url) \(page.text.prefix(300))")
            #expect(try await Self.people(server, login.email) == 1)
            #expect(try await browser.get(CommonPath.home.at(server.mail)).url.hasPrefix(server.mail))
        }
    }

    @Test("Nobody skips a proof by sending the last form first, or tries the password of a login that was not offered")
    func skipping() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let browser = Browser()
            let page = try await server.signIn(browser, try Self.login("dashboard", "member@northwind.example"))
            let form = try #require(page.form(to: JoinPath.password))
            let token = form.fields.first { $0.name == "_token" }?.value ?? ""
            let sibling = form.fields.first { $0.name == "sibling" }?.value ?? ""
            let skipped = try await browser.post(
                JoinPath.offer.at(server.id), [("_token", token), ("sibling", sibling), ("return_to", "/")])
            #expect(skipped.form(to: JoinPath.password) != nil)
            #expect(try await Self.people(server, "member@northwind.example") == 2)
            let stranger = try await server.personID("it@northwind.example")
            let tried = try await browser.submit(form, ["sibling": stranger, "person": stranger, "password": RunningServer.password])
            #expect(tried.status == 200)
            #expect(tried.form(to: JoinPath.password) != nil)
            let misdirected = try await browser.submit(form, ["person": stranger, "password": RunningServer.password])
            #expect(misdirected.form(to: JoinPath.password) != nil)
            #expect(misdirected.form(to: JoinPath.offer) == nil)
        }
    }

    @Test("Joining ends what either login had given to programs, also what outlives a session", .onEveryDatabase)
    func grants() async throws {
        try await RunningServer.with(example: true) { server in
            let login = try Self.login("dashboard", "member@northwind.example")
            let other = try Self.login("mail", "member@northwind.example")
            for (browser, login) in [(Browser(), login), (Browser(), other)] {
                let page = try await server.signIn(browser, login)
                _ = try await server.notNow(browser, page)
            }
            let database = server.installation.database
            try await database.write { try $0.run("UPDATE openid_grants SET scope = scope || ' offline_access'") }
            #expect(try await Self.openGrants(server) >= 2)
            server.clock.advance(by: .days(31))
            let browser = Browser()
            var page = try await server.signIn(browser, login)
            page = try await browser.submit(try #require(page.form(to: JoinPath.password)), ["password": login.password + "-mail"])
            // Only the dashboard's own grant, in the session that joined, is left.
            page = try await browser.submit(try #require(page.form(to: JoinPath.offer)))
            #expect(page.url.hasPrefix(server.dashboard), "\(page.url) \(page.text.prefix(300))")
            #expect(try await Self.openGrants(server) == 1)
        }
    }

    @Test("Wrong tries at the offer are limited just as at sign-in")
    func limited() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let browser = Browser()
            let login = try Self.login("dashboard", "member@northwind.example")
            let page = try await server.signIn(browser, login)
            let form = try #require(page.form(to: JoinPath.password))
            var statuses: [Int] = []
            for number in 0..<7 { statuses.append(try await browser.submit(form, ["password": "wrong \(number)"]).status) }
            #expect(statuses.contains(422))
            #expect(statuses.suffix(2) == [429, 429])
            #expect(try await browser.submit(form, ["password": login.password + "-mail"]).status == 429)
            #expect(try await Self.people(server, login.email) == 2)
        }
    }

    @Test("\"Not now\" leads on, and nothing is offered for 30 days")
    func postponed() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let browser = Browser()
            let login = try Self.login("dashboard", "member@northwind.example")
            var page = try await server.signIn(browser, login)
            page = try await browser.submit(try #require(page.form(to: JoinPath.postponement)))
            #expect(page.url.hasPrefix(server.dashboard))
            #expect(try await server.signIn(Browser(), login).url.hasPrefix(server.dashboard))
            server.clock.advance(by: .days(31))
            #expect(try await server.signIn(Browser(), login).place.hasPrefix("/join"))
        }
    }

    @Test("Whoever looks at the offer keeps their session from becoming idle, as on every page of the ID")
    func keepsSession() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let browser = Browser()
            let page = try await server.signIn(browser, try Self.login("dashboard", "member@northwind.example"))
            #expect(page.place.hasPrefix("/join"))
            for _ in 0..<3 {
                server.clock.advance(by: .hours(7))
                #expect(try await browser.get(page.url).place.hasPrefix("/join"))
            }
        }
    }

    @Test("Who is signed out and opens the offer signs in, and goes on to where the offer leads")
    func signedOut() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let page = try await Browser().get(JoinPath.offer(returningTo: "/security").at(server.id))
            #expect(page.place == "/sign-in?return_to=%2Fsecurity")
        }
    }

    @Test("Before joining, neither login opens the other's product")
    func apart() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let browser = Browser()
            let login = try Self.login("dashboard", "member@northwind.example")
            let page = try await server.signIn(browser, login)
            _ = try await browser.submit(try #require(page.form(to: JoinPath.postponement)))
            let mail = try await browser.get(CommonPath.home.at(server.mail))
            #expect(mail.status != 200 || !mail.url.hasPrefix(server.mail), "\(mail.url) \(mail.status)")
            let other = try await server.signIn(Browser(), ExampleLogin.all()[3], password: login.password)
            #expect(other.status == 403 && other.text.contains("No access to"), "\(other.status) \(other.text.prefix(200))")
        }
    }

    private static func login(_ product: String, _ email: String) throws -> ExampleLogin {
        try #require(try ExampleLogin.all().first { $0.product == product && $0.email == email })
    }

    /// The number of grants that clients still get tokens for.
    private static func openGrants(_ server: RunningServer) async throws -> Int {
        try await server.installation.database.read { tx in
            try tx.first(
                """
                SELECT COUNT(*) AS number FROM openid_grants g WHERE g.revoked_at IS NULL AND NOT EXISTS (
                    SELECT 1 FROM ended_grants e WHERE e.person_id = g.person_id AND e.kept_session_id <> g.session_id)
                """)?["number"] ?? 0
        }
    }

    /// How many people sign in with the address.
    private static func people(_ server: RunningServer, _ email: String) async throws -> Int {
        try await server.installation.database.read { tx in
            try tx.first("SELECT COUNT(DISTINCT person_id) AS number FROM email_addresses WHERE canonical = \(email)")?["number"] ?? 0
        }
    }
}
