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

@Suite("A product's own sign-in")
struct ClassicSignInTests {
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
            let login = try RunningServer.classicLogin("dashboard")
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
            let login = try RunningServer.classicLogin("dashboard")
            let page = try await server.signInThere(Browser(), login)
            #expect(page.url.hasPrefix(server.id), "\(page.url)")
            #expect(page.form(with: "address")?.fields.contains { $0.name == "address" && $0.value == login.email } == true)
        }
    }

    @Test("Somebody outside who opens the ID directly learns so after the right password, and stays outside", .onEveryDatabase)
    func directly() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.classicLogin("dashboard")
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

    @Test("A password that was set at the ID meanwhile is the one that opens the product's own form")
    func changedPassword() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try RunningServer.classicLogin("dashboard")
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

    @Test("A code works once, and a page opened out of nowhere begins again")
    func codes() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try RunningServer.classicLogin("dashboard", "totp")
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
