import Core
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import TransitionSite
import Web

@testable import Lanyard

@Suite("Separating two sign-ins over HTTP")
struct SeparatingOverHTTPTests {
    private static let email = "member@northwind.example"

    private static func login(_ product: String) throws -> ExampleLogin {
        try #require(try ExampleLogin.all().first { $0.product == product && $0.email == email })
    }

    /// The dashboard's login of the member with the mail panel's joined into it, in a browser that is signed in.
    private func joined(_ server: RunningServer) async throws -> Browser {
        let browser = Browser()
        let login = try Self.login("dashboard")
        var page = try await server.signIn(browser, login)
        page = try await browser.submit(try #require(page.form(to: JoinPath.password)), ["password": login.password + "-mail"])
        _ = try await browser.submit(try #require(page.form(to: JoinPath.offer)))
        return browser
    }

    private func people(_ server: RunningServer) async throws -> Int { try await server.installation.people(named: Self.email).count }

    @Test(
        "From the list under Accounts, with what goes back: each sign-in opens its own product again, with its own password",
        .onEveryDatabase)
    func asked() async throws {
        try await RunningServer.with(example: true) { server in
            let browser = try await joined(server)
            #expect(try await people(server) == 1)
            #expect(try await browser.get(server.id + "/accounts").body.contains("href=\"/join/joined\""))
            let list = try await browser.get(server.id + "/join/joined")
            #expect(list.text.contains("Mail Control Panel"), "\(list.text)")
            let form = try #require(list.forms.first { $0.action.hasSuffix("/separation") })
            let page = try await browser.submit(form)
            #expect(page.text.contains("They are separate again"), "\(page.url) \(page.text.prefix(400))")
            #expect(try await people(server) == 2)
            #expect(try await browser.submit(form).text.contains("separate already"))
            #expect(try await browser.get(server.id + "/").status == 200, "still signed in here")
            for (product, password) in [("dashboard", RunningServer.password), ("mail", RunningServer.password + "-mail")] {
                let fresh = Browser()
                let opened = try await server.notNow(fresh, try await server.signIn(fresh, try Self.login(product), password: password))
                #expect(opened.url.hasPrefix(server.address(of: product)), "\(product): \(opened.url)")
            }
        }
    }

    @Test("It asks anew who it is, and only the person whose join it is can undo it")
    func proofs() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let browser = try await joined(server)
            let list = try await browser.get(server.id + "/join/joined")
            let form = try #require(list.forms.first { $0.action.hasSuffix("/separation") })
            let stranger = Browser()
            try await server.signIn(stranger, at: server.id + "/", as: "it@northwind.example")
            let token = try #require(
                try await stranger.get(server.id + "/profile").forms.flatMap(\.fields).first { $0.name == "_token" }
            ).value
            #expect(try await stranger.post(form.action, [("_token", token)]).text.contains("separate already"))
            server.clock.advance(by: .minutes(6))
            let asked = try await browser.submit(form)
            #expect(asked.place.hasPrefix("/security/proof"), "\(asked.url)")
            #expect(try await people(server) == 1)
        }
    }

    @Test(
        "By the link that every address was mailed: everybody is out, and the sign-in that was brought in sets a password by mail",
        .onEveryDatabase)
    func byMail() async throws {
        try await RunningServer.with(example: true) { server in
            let browser = try await joined(server)
            let keyring = server.installation.keyring
            func newest(_ part: String) async throws -> String {
                let mails = try await server.installation.database.read { try $0.newestMessages(limit: 20, openedBy: keyring) }
                return try #require(mails.first { $0.recipient.lowercased() == Self.email && $0.text.contains(part) }).text
            }
            let link = try #require(Page.matches("(http\\S*/join/separation\\S*)", in: try await newest("/join/separation")).first?.first)
            let reader = Browser()
            let asked = try await reader.get(link)
            #expect(asked.text.contains("Separate the two sign-ins?"))
            #expect(try await people(server) == 1, "opening it does nothing")
            let done = try await reader.submit(try #require(asked.forms.first { $0.action.hasSuffix("/join/separation") }))
            #expect(done.text.contains("They are separate again"), "\(done.url) \(done.text.prefix(300))")
            #expect(try await people(server) == 2)
            #expect(try await browser.get(server.id + "/").place.hasPrefix("/sign-in"), "everybody is out")
            #expect(try await reader.get(link).status == 410)
            #expect(try await newest("/set-password").contains("/set-password"))
        }
    }

    @Test(
        "A sign-in with another address is joined by naming it: its password and second factor are asked for, the name is chosen, and all is undone",
        .onEveryDatabase)
    func otherAddress() async throws {
        try await RunningServer.with(example: true) { server in
            let own = try RunningServer.appLogin(0, factor: "none")
            let other = try RunningServer.appLogin(2)
            let browser = Browser()
            try await server.signIn(browser, at: server.id + "/", as: own.email, password: own.password)
            let accounts = try await browser.get(server.id + "/accounts")
            #expect(accounts.body.contains("href=\"/join/other\""))
            let form = try #require(try await browser.get(server.id + "/join/other").form(with: "login"))
            #expect(try await browser.submit(form, ["login": "", "password": ""]).status == 422)
            for wrong in [(other.email, "not this one"), ("nobody@nowhere.example", other.password), (own.email, own.password)] {
                let refused = try await browser.submit(form, ["login": wrong.0, "password": wrong.1])
                #expect(refused.status == 422 && refused.form(with: "login") != nil, "\(wrong.0): \(refused.url)")
            }
            var page = try await browser.submit(form, ["login": other.email.uppercased(), "password": other.password])
            #expect(page.place.hasPrefix("/join?"), "\(page.url)")
            page = try await browser.submit(try #require(page.form(with: "code")), ["code": try await other.code(server)])
            #expect(page.body.contains(other.email) && page.form(with: "name") != nil, "\(page.text.prefix(500))")
            page = try await browser.submit(try #require(page.form(to: JoinPath.offer)), ["name": "other"])
            let ids = try await server.installation.people(named: own.email).map(\.id)
            #expect(try await server.installation.people(named: other.email).map(\.id) == ids)
            let list = try await browser.get(server.id + "/join/joined")
            #expect(list.body.contains(other.email.split(separator: "@")[0]))
            let separation = try #require(list.forms.first { $0.action.hasSuffix("/separation") })
            page = try await browser.submit(separation)
            // The factor is theirs only since the join, so it is asked for.
            server.clock.advance(by: .minutes(2))
            page = try await browser.submit(try #require(page.form(with: "code")), ["code": try await other.code(server)])
            page = try await browser.submit(try #require(page.forms.first { $0.action.hasSuffix("/separation") }))
            let after = try await server.installation.people(named: own.email).map(\.name)
            let others = try await server.installation.people(named: other.email)
            #expect(others.map(\.id) != ids && others.map(\.name) != after, "\(page.url) \(page.text.prefix(200))")
        }
    }

    @Test("Naming logins is counted like signing in")
    func guesses() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let own = try RunningServer.appLogin(0, factor: "none")
            let other = try RunningServer.appLogin(2)
            let browser = Browser()
            try await server.signIn(browser, at: server.id + "/", as: own.email, password: own.password)
            let form = try #require(try await browser.get(server.id + "/join/other").form(with: "login"))
            for login in [other.email, "nobody@nowhere.example"] {
                var answers: [Int] = []
                for _ in 0..<12 { answers.append(try await browser.submit(form, ["login": login, "password": "a guess"]).status) }
                #expect(answers.first == 422 && answers.last == 429, "\(login): \(answers)")
            }
        }
    }
}
