import Access
import Core
import Foundation
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

@Suite("The pages of those who run the server", .onEveryDatabase)
struct OperatorPageTests {
    private func draft(_ server: RunningServer) async throws -> RolloutPhase {
        let now = server.clock.now()
        return try await server.installation.database.write { try RolloutWork($0, at: now).add(named: "first", to: "dashboard", .init()) }
    }

    /// Fresh as after a sign-in.
    private func fresh(_ server: RunningServer, _ number: Int = 0) async throws -> Browser {
        server.clock.advance(by: .minutes(2))
        return try await server.operatorBrowser("operator", number)
    }

    @Test("A phase is tried, started, widened, paused and gone on with, each an event by the person who did it")
    func phase() async throws {
        try await RunningServer.with(example: true) { server in
            let phase = try await draft(server)
            let browser = try await fresh(server)
            let path = "/operate/phases/\(phase.id.text)"
            var page = try await browser.get(server.id + path + "?share=100")
            #expect(page.text.contains("What it would bring with 100 % of people"), "\(page.text)")
            let wrong = try await browser.get(server.id + path + "?share=101")
            #expect(wrong.status == 422 && wrong.text.contains("Write a number from 0 to 100"))
            page = try await browser.submit(try #require(page.form(to: path + "/share")))
            #expect(page.text.contains("first takes 100 % of people"), "\(page.text)")
            page = try await browser.submit(try #require(page.form(to: path + "/start")))
            #expect(page.text.contains("first is running"))
            page = try await browser.submit(try #require(page.form(to: path + "/pause")))
            #expect(page.text.contains("first is paused"))
            page = try await browser.submit(try #require(page.form(to: path + "/resume")))
            #expect(page.text.contains("first goes on"))
            let state = try await server.installation.database.read { try $0.rolloutPhase(named: "first") }
            #expect(state?.state == .running && state?.terms.percent == 10_000)
            let actors = try await server.installation.database.read {
                try $0.rows("SELECT actor FROM audit_events WHERE action LIKE 'rollout.%' AND actor LIKE 'person:%'").count
            }
            #expect(actors == 4)
        }
    }

    @Test("Whoever confirms a share that somebody else changed meanwhile is told, and a share outlives the proof that is asked for")
    func twoOperators() async throws {
        try await RunningServer.with(example: true) { server in
            let phase = try await draft(server)
            let browser = try await fresh(server)
            let path = "/operate/phases/\(phase.id.text)"
            let tried = try await browser.get(server.id + path + "?share=10")
            let now = server.clock.now()
            _ = try await server.installation.database.write { tx in
                var terms = phase.terms
                terms.percent = 6000
                return try RolloutWork(tx, at: now).change(phase, to: terms)
            }
            let refused = try await browser.submit(try #require(tried.form(to: path + "/share")))
            #expect(refused.text.contains("Somebody changed the phase meanwhile: it takes 60 % of people"), "\(refused.text)")
            let again = try await browser.get(server.id + path + "?share=12")
            server.clock.advance(by: .minutes(6))
            let asked = try await browser.submit(try #require(again.form(to: path + "/share")))
            #expect(asked.url.contains("share%3D12") || asked.url.contains("share=12"), "\(asked.url)")
            #expect(try await server.installation.database.read { try $0.rolloutPhase(named: "first") }?.terms.percent == 6000)
        }
    }

    @Test("Nobody's mailbox is flooded with links, and whoever may not sign in gets none")
    func links() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let login = try RunningServer.appLogin(6)
            let person = try #require(try await server.installation.people(named: login.email).first).id
            let browser = try await server.operatorBrowser("support")
            let path = "/operate/people/\(person.text)"
            let form = try #require(try await browser.get(server.id + path).form(to: path + "/password-link"))
            var answers: [Bool] = []
            for _ in 0..<8 { answers.append(try await browser.submit(form).text.contains("The link is on its way")) }
            #expect(answers.first == true && answers.last == false, "\(answers)")
            _ = try await server.installation.database.write { try $0.run("UPDATE people SET status = 'suspended' WHERE id = \(person)") }
            #expect(try await browser.submit(form).text.contains("Nothing was sent"))
        }
    }

    @Test("What opens something asks anew who it is after five minutes; pausing does not")
    func freshProof() async throws {
        try await RunningServer.with(example: true) { server in
            let phase = try await draft(server)
            let browser = try await fresh(server)
            let path = "/operate/phases/\(phase.id.text)"
            let page = try await browser.get(server.id + path)
            server.clock.advance(by: .minutes(6))
            let asked = try await browser.submit(try #require(page.form(to: path + "/start")))
            #expect(asked.place.hasPrefix("/security/proof"), "\(asked.url)")
            #expect(try await server.installation.database.read { try $0.rolloutPhase(named: "first") }?.state == .draft)
            let now = server.clock.now()
            _ = try await server.installation.database.write { try RolloutWork($0, at: now).start(phase, at: nil) }
            let running = try await browser.get(server.id + path)
            let paused = try await browser.submit(try #require(running.form(to: path + "/pause")))
            #expect(paused.text.contains("first is paused"))
        }
    }

    @Test("A phase is rolled back by a button that says how many it is about, and the page says how far it is")
    func rollBack() async throws {
        try await RunningServer.withClassic(percent: 10_000) { server in
            let login = try RunningServer.appLogin(5)
            let person = try #require(try await server.installation.people(named: login.email).first).id
            let early = server.clock.now()
            try await server.installation.database.write { try $0.noteArrival(of: person, in: "dashboard", at: early) }
            let phase = try #require(try await server.installation.database.read { try $0.rolloutPhase(named: "of dashboard") })
            let browser = try await fresh(server)
            let path = "/operate/phases/\(phase.id.text)"
            var page = try await browser.get(server.id + path)
            #expect(page.text.contains("Roll 1 person back"), "\(page.text)")
            page = try await browser.submit(try #require(page.form(to: path + "/back")))
            #expect(page.text.contains("is paused, and its people go back now"), "\(page.text.prefix(600))")
            #expect(page.form(to: path + "/back") == nil, "it is under way")
            let now = server.clock.now()
            let keyring = server.installation.keyring
            try await server.installation.database.write { try $0.goOnWithRollBack(keyring, at: now) }
            page = try await browser.get(server.id + path)
            #expect(page.text.contains("People went back"), "\(page.text)")
            #expect(try await server.installation.database.read { try !$0.hasArrived(person, in: "dashboard") })
        }
    }

    @Test("What was paused by itself stands on the page of its move with its figures, and is released by one act")
    func paused() async throws {
        try await RunningServer.with(example: true) { server in
            _ = try await draft(server)
            let brake = RolloutBrakeID(at: server.clock.now())
            let now = server.clock.now()
            try await server.installation.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO rollout_brakes (id, product, hash, factor, begun_at, evidence, threshold, rate, inside, inside_failed,
                        outside, outside_failed)
                    VALUES (\(brake), 'dashboard', 'bcrypt 2a', 'totp', \(now), 90000, 40000, 72000, 40, 31, 300, 12)
                    """)
            }
            let browser = try await fresh(server)
            #expect(try await browser.get(server.id + "/operate").text.contains("1 class of people is paused"))
            var page = try await browser.get(server.id + "/operate/moves/dashboard")
            #expect(
                page.text.contains("Paused: bcrypt 2a, authenticator app")
                    && page.text.contains("31 of 40 failed at the ID, where 7.2 % were"))
            page = try await browser.submit(try #require(page.form(to: "/operate/moves/dashboard/paused/\(brake.text)/release")))
            #expect(page.text.contains("Released: bcrypt 2a, authenticator app.") && !page.text.contains("Paused: bcrypt"))
            let again = try await browser.get(server.id + "/operate/moves/dashboard/days?class=x&phase=y")
            #expect(again.status == 200 && again.body.hasPrefix("day,arrived,inside_episodes"))
            #expect(try await browser.get(server.id + "/operate/moves/nothing").status == 404)
        }
    }

    @Test("Somebody inside is rolled back from their story's page, and is told why where that cannot be")
    func rolledBack() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.appLogin(4)
            let person = try #require(try await server.installation.people(named: login.email).first).id
            let now = server.clock.now()
            try await server.installation.database.write { try $0.noteArrival(of: person, in: "dashboard", at: now) }
            func set(_ state: RolloutPhase.State) async throws {
                try await server.installation.database.write { _ = try $0.run("UPDATE rollout_phases SET state = \(state.rawValue)") }
            }
            try await set(.draft)
            let browser = try await fresh(server)
            let path = "/operate/people/\(person.text)"
            var page = try await browser.get(server.id + path)
            #expect(page.text.contains("Inside since"))
            page = try await browser.submit(try #require(page.form(to: path + "/back/dashboard")))
            #expect(page.text.contains("everybody signs in at the ID") && page.text.contains("Inside since"), "a draft counts for nobody")
            try await set(.running)
            page = try await browser.submit(try #require(page.form(to: path + "/back/dashboard")))
            #expect(
                page.text.contains("They sign in at Customer Dashboard itself again") && page.text.contains("Rolled back"), "\(page.text)")
            #expect(page.form(to: path + "/back/dashboard") == nil)
            // Sent again by hand, it finds nobody inside.
            let token = try #require(page.forms.flatMap(\.fields).first { $0.name == "_token" }).value
            let again = try await browser.post(server.id + path + "/back/dashboard", [("_token", token)])
            #expect(again.text.contains("They are not inside"), "\(again.status)")
        }
    }

    @Test("A question is read and answered, once, with what was typed kept when it is too long")
    func question() async throws {
        try await RunningServer.with(example: true) { server in
            let asking = Browser()
            let help = try #require(try await asking.get(server.id + "/help").form(with: "words"))
            _ = try await asking.submit(help, ["words": "My <b>code</b> never comes", "address": "member@northwind.example"])
            let browser = try await server.operatorBrowser("support")
            let list = try await browser.get(server.id + "/operate/questions")
            let path = try #require(Page.matches("href=\"(/operate/questions/tkt[^\"]*)\"", in: list.body).first?.first)
            var page = try await browser.get(server.id + path)
            #expect(page.text.contains("My <b>code</b> never comes") && !page.body.contains("<b>code"))
            let form = try #require(page.form(to: path + "/answer"))
            #expect(try await browser.submit(form, ["answer": ""]).text.contains("Write an answer."))
            let long = try await browser.submit(form, ["answer": String(repeating: "x", count: 2001)])
            #expect(long.status == 422 && long.body.contains(String(repeating: "x", count: 2001)))
            page = try await browser.submit(form, ["answer": "It does now."])
            #expect(page.text.contains("The answer is on its way to member@northwind.example"))
            let second = try await browser.submit(form, ["answer": "Again, for nothing"])
            #expect(second.text.contains("Somebody answered this question before you") && second.text.contains("Again, for nothing"))
        }
    }

    @Test("A person is found by their address, and their story says where they stand; a link goes out")
    func story() async throws {
        try await RunningServer.with(example: true) { server in
            let login = try RunningServer.appLogin(3)
            let browser = try await server.operatorBrowser("support")
            let found = try await browser.get(server.id + "/operate/people?q=" + (login.email.uppercased()).replacing("@", with: "%40"))
            let path = try #require(Page.matches("href=\"(/operate/people/per[^\"]*)\"", in: found.body).first?.first)
            var page = try await browser.get(server.id + path)
            #expect(page.text.contains(login.email) && page.text.contains("where everybody of the product signs in"), "\(page.text)")
            page = try await browser.submit(try #require(page.form(to: path + "/password-link")))
            #expect(page.text.contains("The link is on its way to \(login.email)"), "\(page.text)")
            #expect(try await browser.get(server.id + "/operate/people?q=nobody").text.contains("Nobody signs in with that"))
        }
    }

    @Test("A request of somebody who lost their factor is agreed to or refused, but nobody decides their own")
    func recovery() async throws {
        try await RunningServer.with(example: true) { server in
            func ask(_ number: Int) async throws {
                let login = try RunningServer.appLogin(number)
                let lost = Browser()
                var page = try await lost.get(server.id + "/")
                page = try await lost.submit(try #require(page.form(with: "address")), ["address": login.email])
                page = try await lost.submit(try #require(page.form(with: "password")), ["password": login.password])
                let flow = page.url.split(separator: "?").dropFirst().first.map { "?" + $0 } ?? ""
                page = try await lost.get(server.id + "/sign-in/second-factor/recovery" + flow)
                _ = try await lost.submit(
                    try #require(page.form(to: "/sign-in/second-factor/recovery"), "\(page.url) \(page.text.prefix(200))"))
            }
            try await ask(5)
            let browser = try await server.operatorBrowser("support")
            var page = try await browser.get(server.id + "/operate/recovery")
            let approval = try #require(Page.matches("action=\"(/operate/recovery/[^\"]*/approval)\"", in: page.body).first?.first)
            page = try await browser.submit(try #require(page.form(to: approval)))
            #expect(page.text.contains("Agreed. Their link leaves"), "\(page.text)")
            let denial = try #require(Page.matches("action=\"(/operate/recovery/[^\"]*/denial)\"", in: page.body).first?.first)
            page = try await browser.submit(try #require(page.form(to: denial)))
            #expect(page.text.contains("Refused."), "\(page.text)")
            server.clock.advance(by: .minutes(2))
            try await ask(0)
            page = try await browser.get(server.id + "/operate/recovery")
            let own = try #require(Page.matches("action=\"(/operate/recovery/[^\"]*/approval)\"", in: page.body).first?.first)
            let refused = try await browser.submit(try #require(page.form(to: own)))
            #expect(refused.status == 403 && refused.text.contains("This is your own request"), "\(refused.text)")
        }
    }

    @Test("An import's report stands on its page, with the lines that did not come in")
    func imports() async throws {
        try await RunningServer.with(example: true) { server in
            let browser = try await server.operatorBrowser("auditor")
            let list = try await browser.get(server.id + "/operate/imports")
            let path = try #require(Page.matches("href=\"(/operate/imports/rep[^\"]*)\"", in: list.body).first?.first, "\(list.text)")
            let page = try await browser.get(server.id + path)
            #expect(page.status == 200 && page.text.contains("Lines that did not come in whole"), "\(page.text.prefix(600))")
        }
    }
}
