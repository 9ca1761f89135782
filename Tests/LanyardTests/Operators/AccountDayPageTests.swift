import Access
import Core
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

/// An administrator asks for another day, whoever runs the server answers, and the administrator is told.
@Suite("The day of an account's move, on the pages", .onEveryDatabase)
struct AccountDayPageTests {
    private func login(_ role: String, after count: Int = 0) throws -> ExampleLogin {
        let all = try ExampleLogin.all()
        let fitting = all.filter { login in
            login.product == "dashboard" && login.role == role && login.factor == "none" && login.outcome == "signs in"
                && all.count { $0.email.lowercased() == login.email.lowercased() } == 1
        }
        return try #require(fitting.dropFirst(count).first)
    }

    private func begin(_ server: RunningServer) async throws {
        let now = server.clock.now()
        try await server.installation.database.write { tx in
            var terms = RolloutPhase.Terms()
            terms.percent = 10_000
            let work = RolloutWork(tx, at: now)
            _ = try work.start(work.add(named: "all", to: "dashboard", terms), at: now + .days(20))
        }
    }

    private func enter(_ server: RunningServer, _ login: ExampleLogin) async throws -> Browser {
        let browser = Browser()
        let person = try #require(try await server.installation.people(named: login.email).first).id
        let now = server.clock.now()
        try await server.installation.database.write { try $0.setLocale(person, to: "en", at: now) }
        var page = try await server.signIn(browser, at: server.dashboard + "/", as: login.email, password: login.password)
        if let guide = page.form(to: "/moved/end") { page = try await browser.submit(guide) }
        #expect(page.url.hasPrefix(server.dashboard), "\(page.url)")
        return browser
    }

    @Test("It is asked, agreed to and told by mail; the page says each, and who else may not ask is not shown it")
    func asked() async throws {
        try await RunningServer.with(example: true) { server in
            try await begin(server)
            let administrator = try await enter(server, login("Administrator"))
            var page = try await administrator.get(server.dashboard + "/settings")
            #expect(page.text.contains("The move to one ID"), "\(page.text)")
            page = try await administrator.get(server.dashboard + "/settings/move")
            let before = page.text.replacing("\u{A0}", with: " ")
            #expect(before.contains("on 23 June 2024"), "\(before.prefix(900))")
            page = try await administrator.submit(
                try #require(page.form(to: "/settings/move")), ["day": "2024-06-01", "note": "The year closes in July."])
            #expect(page.status == 422 && page.text.contains("Choose a day after today"), "\(page.status)")
            #expect(page.body.contains("The year closes in July."), "what was typed stays")
            page = try await administrator.submit(try #require(page.form(to: "/settings/move")), ["day": "2024-08-01"])
            #expect(page.text.contains("has not answered yet"), "\(page.text.prefix(900))")

            let boss = try await server.operatorBrowser("operator")
            page = try await boss.get(server.id + "/operate/moves/dashboard")
            #expect(page.text.contains("asks for another day") && page.text.contains("The year closes in July."), "\(page.text)")
            let agree = try #require(page.forms.first { $0.action.hasSuffix("/agree") })
            page = try await boss.submit(agree)
            #expect(page.text.replacing("\u{A0}", with: " ").contains("Agreed: 1 August 2024."), "\(page.text.prefix(900))")
            let again = try await boss.submit(agree)
            #expect(again.text.contains("was answered or changed meanwhile"), "\(again.text.prefix(600))")

            let now = server.clock.now()
            let mails = AccountDayMails(catalog: server.installation.catalog) { _ in server.dashboard }
            try await server.installation.database.write { try mails.send(in: $0, at: now) }
            try await server.installation.database.write { try mails.send(in: $0, at: now) }
            let keyring = server.installation.keyring
            let told = try await server.installation.database.read { tx in
                try tx.newestMessages(limit: 50, openedBy: keyring).filter { $0.text.contains("It was agreed") }
            }
            #expect(told.count == 1 && told[0].text.contains("/settings/move"), "\(told.map(\.text))")
            page = try await administrator.get(server.dashboard + "/settings/move")
            #expect(page.text.contains("Agreed with this account"), "\(page.text.prefix(900))")
        }
    }

    @Test("The operator's commands list, agree and decline; whoever is no administrator gets no answer of the API")
    func commands() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            try await begin(server)
            let associate = try await enter(server, login("Member"))
            let page = try await associate.get(server.dashboard + "/settings/move")
            #expect(page.text.contains("Nothing is to move here"), "\(page.text.prefix(600))")
            let refused = try await associate.post(
                server.dashboard + "/settings/move",
                [("_token", try #require(page.forms.flatMap(\.fields).first { $0.name == "_token" }).value), ("day", "2024-08-01")])
            #expect(refused.status == 403, "\(refused.status) \(refused.text.prefix(1500))")
        }
    }
}
