import Access
import Core
import IDSite
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

@Suite("What ends an episode", .onEveryDatabase)
struct EpisodeEndTests {
    private func results(_ server: RunningServer) async throws -> [String] {
        try await server.installation.database.read { tx in
            try tx.rows("SELECT side, result FROM rollout_episodes ORDER BY side, result").map {
                "\(try $0["side"] as String) \(try $0["result"] as String)"
            }
        }
    }

    @Test("Whoever forgot their password at the product's own door is led to the ID with their login, and the episode is over")
    func forgot() async throws {
        try await RunningServer.withClassic { server in
            let login = try RunningServer.classicLogin("dashboard")
            let browser = Browser()
            var page = try await browser.get(server.dashboard + "/")
            page = try await browser.submit(try #require(page.form(with: "login")), ["login": login.email])
            page = try await browser.submit(try #require(page.form(to: "/sign-in/forgot"), "\(page.text.prefix(400))"))
            #expect(page.url.hasPrefix(server.id), "\(page.url)")
            #expect(page.body.contains(login.email), "the login need not be typed again")
            #expect(try await results(server) == ["classic forgot"])
        }
    }

    @Test("A failed try of an unknown browser is its person's once they sign in there, at the product as at the ID, or use a mailed link")
    func claimed() async throws {
        try await RunningServer.withClassic { server in
            func known(_ side: String) async throws -> [Bool] {
                try await server.installation.database.read { tx in
                    try tx.rows("SELECT known FROM rollout_episodes WHERE side = \(side) AND result <> 'succeeded' ORDER BY started_at").map
                    {
                        try $0["known"]
                    }
                }
            }
            let login = try RunningServer.classicLogin("dashboard")
            let browser = Browser()
            #expect(try await server.signInThere(browser, login, password: "not this one").status == 422)
            #expect(try await known("classic") == [false])
            server.clock.advance(by: .hours(1))
            #expect(try await server.signInThere(browser, login).status == 200)
            #expect(try await known("classic") == [true])
        }
    }

    @Test("A question from the sign-in of a product ends the episode, and one out of nowhere is nobody's")
    func ticket() async throws {
        try await RunningServer.withClassic(percent: 10_000) { server in
            let login = try RunningServer.classicLogin("dashboard")
            let browser = Browser()
            var page = try await server.signInThere(browser, login)
            page = try await browser.submit(try #require(page.form(with: "address"), "\(page.url)"))
            page = try await browser.submit(try #require(page.form(with: "password")), ["password": "not this one"])
            let helping = /"(\/help[^"]*)"/
            let link = try #require(page.body.firstMatch(of: helping)?.1).replacing("&amp;", with: "&")
            func ask(_ browser: Browser) async throws {
                let help = try await browser.get(server.id + link)
                let sent = try await browser.submit(
                    try #require(help.form(with: "words")), ["address": login.email, "words": "My password is refused."])
                #expect(sent.status == 200, "\(sent.text.prefix(300))")
            }
            try await ask(Browser())
            #expect(try await results(server) == ["id wrong-password"])
            try await ask(browser)
            #expect(try await results(server) == ["id ticket"])
        }
    }
}
