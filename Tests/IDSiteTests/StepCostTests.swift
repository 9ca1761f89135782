import Access
import Core
import Credentials
import IDSite
import Identity
import Outbox
import SQL
import Schema
import TestSupport
import Testing
import Web

/// What each step of the ID's pages waits for, as docs/architecture.md states it.
@Suite("What the steps cost", .onEveryDatabase) struct StepCostTests: PasskeyJourney {
    /// One walk, which notes each request by its name in the table.
    private final class Walk {
        let counting: CountingDatabase
        let site: TestSite
        var costs: StepCosts

        init(_ database: any Database) throws {
            counting = CountingDatabase(database)
            site = try TestSite(counting)
            costs = try StepCosts(under: "A step on a page")
        }

        func get(_ step: String, _ path: String, _ browser: Browser) async {
            _ = counting.take()
            await browser.get(path)
            costs.note(step, counting)
        }

        func post(_ step: String, _ path: String, _ fields: [(String, String)], _ browser: Browser) async {
            _ = counting.take()
            await browser.post(path, fields)
            costs.note(step, counting)
        }

        /// The newest mailed path that begins so.
        func link(_ path: String) async throws -> String {
            let mails = try await site.database.read { [site] in try $0.newestMessages(limit: 40, openedBy: site.keyring) }
            let paths = mails.compactMap { $0.text.firstMatch(of: #/http://localhost:8080(/\S+)/#).map { String($0.1) } }
            return try #require(paths.first { $0.hasPrefix(path) })
        }

        func token(_ link: String) throws -> String { try #require(link.split(separator: "=").last.map(String.init)) }
    }

    @Test("Each step on a page reads and commits as often as the table says, and waits for one commit at most")
    func pages() async throws {
        try await TestDatabase.with(IDSchema.migrations) { database in
            let walk = try Walk(database)
            try await signIns(walk)
            try await passkey(walk)
            try await proofs(walk)
            try await arrivals(walk)
            let differences = walk.costs.differences
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
            #expect(walk.costs.measured.values.allSatisfy { $0.commits <= 1 })
        }
    }

    private func signIns(_ walk: Walk) async throws {
        let site = walk.site
        try await site.add("ada@northwind.example")
        try await site.add("ben@northwind.example", name: "Ben", app: true)
        try await site.add("tel@northwind.example", name: "Tel", telephone: true)
        let ada = Browser(site)
        await walk.get("the address is asked for", SignInPath.address.text, ada)
        await walk.post("the address", SignInPath.address.text, [("address", "ada@northwind.example")], ada)
        await walk.get("the password is asked for", SignInPath.password.text, ada)
        await walk.post("a wrong password", SignInPath.password.text, [("password", "a guess")], ada)
        await walk.post("the password, where it is enough", SignInPath.password.text, [("password", TestSite.password)], ada)
        #expect(ada[IDSite.sessionCookie] != nil)
        await walk.get("a page of the ID, signed in", "/profile", ada)

        let ben = Browser(site)
        await ben.get(SignInPath.address)
        await ben.post(SignInPath.address, [("address", "ben@northwind.example")])
        await ben.follow()
        await walk.post("the password, before a second factor", SignInPath.password.text, [("password", TestSite.password)], ben)
        await walk.get("the second factor is asked for", SignInPath.secondFactor.text, ben)
        await walk.post("a wrong code", SignInPath.secondFactor.text, [("code", "000000x")], ben)
        await walk.post("the code of an authenticator app", SignInPath.secondFactor.text, [("code", try site.code)], ben)
        #expect(ben[IDSite.sessionCookie] != nil)

        let tel = Browser(site)
        await tel.signIn("tel@northwind.example")
        await tel.follow()
        let sent = try await site.database.read { try $0.newestMessages(limit: 20, openedBy: site.keyring) }
        let code = String(try #require(sent.first { $0.recipient.hasPrefix("+") }?.text.prefix(6)))
        site.clock.advance(by: .seconds(30))
        await walk.post("another text message", SignInPath.codeResend.text, [], tel)
        await tel.get(SignInPath.secondFactor)
        await walk.post("the code of a text message", SignInPath.secondFactor.text, [("code", code)], tel)
        #expect(tel[IDSite.sessionCookie] != nil)
    }

    private func passkey(_ walk: Walk) async throws {
        let (_, key) = try await keyOwner(walk.site)
        let browser = Browser(walk.site)
        await browser.get(SignInPath.address)
        let challenge = try challenge(browser, "/sign-in/passkey")
        let made = try key.get(challenge: try #require(Base64URL.decode(challenge)))
        await walk.post("a passkey", "/sign-in/passkey", assertion(made, challenge, key.credentialID), browser)
        #expect(browser[IDSite.sessionCookie] != nil)
    }

    private func proofs(_ walk: Walk) async throws {
        let site = walk.site
        let page = "/security/authenticator-app"
        let back = ("return_to", page)
        let browser = Browser(site)
        await browser.signIn("ben@northwind.example")
        await browser.follow()
        site.clock.advance(by: .minutes(1))
        await browser.post(SignInPath.secondFactor, [("code", try site.code)])
        await walk.get("a page that wants a fresh proof, given", page, browser)
        site.clock.advance(by: .minutes(5))
        await browser.get(page)
        await browser.follow()
        await walk.post("a fresh proof by the password", "/security/proof/password", [back, ("password", TestSite.password)], browser)
        await browser.follow()
        let with = String(try #require(browser.page.firstMatch(of: #/name="with" value="([^"]+)"/#)).1)
        await walk.post("a fresh proof by a code", "/security/proof/code", [back, ("with", with), ("code", try site.code)], browser)
        await browser.get(SecurityPath.password)
        let words = "another battery staple horse"
        await walk.post(
            "a new password, by the old one", "/security/password", [("current", TestSite.password), ("password", words)], browser)
        #expect(browser.location == "/")
    }

    private func arrivals(_ walk: Walk) async throws {
        let site = walk.site
        let browser = Browser(site)
        let words = "seven quiet harbours at night"
        await browser.get("/register")
        await walk.post("registration: the address", "/register", [("address", "nea@fresh.example")], browser)
        let begun = try await walk.link("/register/finish")
        await walk.get("registration: the mailed link", begun, browser)
        let person = [("token", try walk.token(begun)), ("name", "Nea"), ("account", "Fresh"), ("password", words)]
        await walk.post("registration: the person and their account", "/register/finish", person, browser)
        #expect(browser[IDSite.sessionCookie] != nil)

        let lost = Browser(site)
        await lost.get(RecoveryPath.forgotPassword)
        await walk.post("recovery: the address", RecoveryPath.forgotPassword.text, [("address", "nea@fresh.example")], lost)
        let link = try await walk.link("/set-password")
        await walk.get("recovery: the mailed link", link, lost)
        await walk.post("recovery: the new password", "/set-password", [("token", try walk.token(link)), ("password", words)], lost)
        #expect(lost.status == 303)

        let inviter = try await site.add("bo@northwind.example", name: "Bo")
        let token = try await site.invite("new@northwind.example", by: inviter).exposed
        let invited = Browser(site)
        await walk.get("invitation: the mailed link", InvitationPath.invitation(token).text, invited)
        let entry = [("name", "Nia"), ("password", words)]
        await walk.post("invitation: the new person", InvitationPath.person(token).text, entry, invited)
        #expect(invited[IDSite.sessionCookie] != nil)
    }
}
