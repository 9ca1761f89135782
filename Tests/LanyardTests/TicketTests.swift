import Audit
import Core
import Identity
import Outbox
import SQL
import TestSupport
import Testing

@testable import Lanyard

@Suite("Asking for help")
struct TicketTests {
    @Test("From the step of a sign-in: a reference on the page and by mail, the operator's list, an answer by mail, once", .onEveryDatabase)
    func ticket() async throws {
        try await RunningServer.with(example: true) { server in
            let browser = Browser()
            var page = try await browser.get(server.dashboard + "/")
            page = try await browser.submit(try #require(page.form(with: "address")), ["address": "member@northwind.example"])
            let link = try #require(Page.matches("href=\"(/help[^\"]*)\"", in: page.body).first?[0]).replacing("&amp;", with: "&")
            page = try await browser.get(server.id + link)
            let form = try #require(page.form(with: "words"))
            #expect(form.fields.contains { $0.name == "address" && $0.value == "member@northwind.example" })
            #expect(try await browser.submit(form, ["words": ""]).status == 422)
            #expect(try await browser.submit(form, ["words": "x", "address": "nowhere"]).status == 422)
            #expect(try await browser.submit(form, ["words": String(repeating: "x", count: 2001)]).status == 422)
            page = try await browser.submit(form, ["words": "My code <b>never</b> comes."])
            #expect(page.status == 200)
            let database = server.installation.database
            let tickets = try await database.read { try $0.tickets(answered: false) }
            let ticket = try #require(tickets.first)
            #expect(tickets.count == 1 && ticket.step == .password && ticket.product == "dashboard")
            #expect(page.text.contains(ticket.reference))
            let keyring = server.installation.keyring
            func mails() async throws -> [String] {
                try await database.read { tx in
                    try tx.newestMessages(limit: 20, openedBy: keyring).filter { $0.recipient == "member@northwind.example" }.map(\.text)
                }
            }
            #expect(
                try await mails().contains { $0.contains(ticket.reference) && !$0.contains("never") }, "nothing of what was typed is mailed"
            )
            let now = server.clock.now()
            #expect(try await database.write { try $0.answer(ticket, "It does now.", by: .operatorCommand, at: now) })
            #expect(try await !database.write { try $0.answer(ticket, "Again", by: .operatorCommand, at: now) })
            #expect(try await mails().contains { $0.contains("It does now.") })
            #expect(try await database.read { try $0.tickets(answered: false) }.isEmpty)
        }
    }

    @Test("Nobody floods an address or the list")
    func limits() async throws {
        try await RunningServer.with(.sqlite) { server in
            let browser = Browser()
            let form = try #require(try await browser.get(server.id + "/help").form(with: "words"))
            var answers: [Int] = []
            for _ in 0..<6 { answers.append(try await browser.submit(form, ["words": "x", "address": "a@b.example"]).status) }
            #expect(answers == [200, 200, 200, 200, 200, 429])
            var rest: [Int] = []
            for number in 0..<16 { rest.append(try await browser.submit(form, ["words": "x", "address": "a\(number)@b.example"]).status) }
            #expect(rest.last == 429)
        }
    }

    @Test("The operator's commands list, show and answer by the reference")
    func commands() async throws {
        try await RunningServer.with(.sqlite) { server in
            let browser = Browser()
            let form = try #require(try await browser.get(server.id + "/help?step=second-factor").form(with: "words"))
            _ = try await browser.submit(form, ["words": "Where is my code?", "address": "kim@example.com"])
            let lanyard = CommandLine(data: server.installation.configuration.text("data"))
            let reference = try await server.installation.database.read { try #require(try $0.tickets(answered: false).first).reference }
            #expect(try lanyard("ticket", "list").output.contains(reference))
            #expect(try lanyard("ticket", "show", reference.lowercased()).output.contains("second-factor"))
            #expect(try lanyard("ticket", "show", "NOPE1234").errors.contains("There is no question"))
            #expect(
                try lanyard("ticket", "answer", reference, "--text", "On its way.", "--json").object["answer"] as? String == "On its way.")
            #expect(try lanyard("ticket", "answer", reference, "--text", "Again").errors.contains("was answered at"))
            #expect(try lanyard("ticket", "list").output.contains("Nobody asks for help."))
            #expect(try lanyard("ticket", "list", "--all", "--json").output.contains(reference))
        }
    }
}
