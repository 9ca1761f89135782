import Access
import Audit
import Core
import Credentials
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// What somebody shows again before they change how they sign in.
@Suite("Fresh proof") struct FreshProofTests: PasskeyJourney {
    private static let changes = [
        "/security/password", "/security/authenticator-app", "/security/passkeys", "/security/passkeys/offer", "/security/recovery-codes",
        "/profile/addresses/new",
    ]

    private func proof(_ page: String) -> String { "/security/proof?return_to=" + page.replacing("/", with: "%2F") }

    @Test("Every page that changes a sign-in wants a proof of the last five minutes, and comes back after it", .onEveryDatabase)
    func password() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            for page in Self.changes {
                await browser.get(page)
                #expect(browser.status == 200, "\(page)")
            }
            site.clock.advance(by: .minutes(5))
            for page in Self.changes {
                await browser.get(page)
                #expect(browser.location == proof(page))
            }
            await browser.follow()
            #expect(browser.has("Show that it is you"))
            await browser.post("/security/proof/password", [("return_to", "/security/recovery-codes"), ("password", "a guess")])
            #expect(browser.status == 422 && browser.has("That is not your password."))
            await browser.post("/security/proof/password", [("return_to", "/security/recovery-codes"), ("password", TestSite.password)])
            await browser.follow()
            #expect(browser.status == 200 && browser.has("Recovery codes"))
            await browser.get(CommonPath.home)
            #expect(browser.status == 200)
        }
    }

    @Test("Where there is a second factor, the password alone is no proof", .onEveryDatabase)
    func secondFactor() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", app: true, telephone: true)
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.follow()
            await browser.post(SignInPath.secondFactor, [("code", try site.code)])
            site.clock.advance(by: .minutes(5))
            let page = "/security/authenticator-app"
            await browser.get(page)
            await browser.follow()
            await browser.post("/security/proof/password", [("return_to", page), ("password", TestSite.password)])
            await browser.follow()
            #expect(browser.has("Code from your authenticator app") && browser.has("Use a text message instead"))
            await browser.get(page)
            #expect(browser.location == proof(page))
            await browser.follow()
            let with = try #require(browser.page.firstMatch(of: #/name="with" value="([^"]+)"/#)).1
            await browser.post("/security/proof/code", [("return_to", page), ("with", String(with)), ("code", "000000x")])
            #expect(browser.status == 422)
            await browser.post("/security/proof/code", [("return_to", page), ("with", String(with)), ("code", try site.code)])
            await browser.follow()
            #expect(browser.has("Add an authenticator app"))
            // The code was used for it.
            site.clock.advance(by: .minutes(5))
            await browser.get(page)
            #expect(browser.location == proof(page))
        }
    }

    @Test("A passkey that verified its person is enough; a security key, and a passkey that did not, are a second factor", .onEveryDatabase)
    func passkeys() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let (owner, passkey) = try await keyOwner(site)
            let page = "/security/password"
            func prove(_ key: SoftwareAuthenticator) async throws {
                site.clock.advance(by: .minutes(5))
                await owner.get(page)
                #expect(owner.location == proof(page))
                await owner.follow()
                let challenge = try challenge(owner, "/security/proof/key")
                let made = try key.get(challenge: try #require(Base64URL.decode(challenge)))
                await owner.post("/security/proof/key", assertion(made, challenge, key.credentialID) + [("return_to", page)])
                await owner.follow()
            }
            try await prove(passkey)
            #expect(owner.has("Change your password"))
            var unverified = passkey
            unverified.flags = [.userPresent, .backupEligible, .backedUp]
            try await prove(unverified)
            #expect(owner.has("Show that it is you"))
            // Of somebody else, who answers the same challenge.
            try await site.add("ben@northwind.example", name: "Ben")
            let ben = Browser(site)
            let bens = authenticator()
            await ben.signIn("ben@northwind.example")
            try await add(bens, ben)
            try await prove(bens)
            #expect(owner.has("Show that it is you"))

            let alone = Browser(site)
            try await signIn(passkey, alone)
            await alone.get(page)
            #expect(alone.status == 200, "a sign-in by passkey is a proof")
        }
    }

    @Test("A password that was set by a mailed link proves nothing: the link proved the address alone")
    func mailedLink() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let token = try await site.invite("new@northwind.example", by: ada)
            let browser = Browser(site)
            await browser.get(InvitationPath.invitation(token.exposed))
            await browser.post(InvitationPath.person(token.exposed), [("name", "Newcomer"), ("password", "seven quiet lanterns drift")])
            await browser.get(CommonPath.home)
            #expect(browser.status == 200 && browser.has("Hello Newcomer"))
            await browser.get("/security/passkeys")
            #expect(browser.location == proof("/security/passkeys"))
        }
    }

    @Test("Every address of the person is told of a change")
    func told() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let now = site.clock.now()
            let other = try #require(EmailAddress("ada@home.example"))
            let same = try #require(EmailAddress("Ada@Home.example"))
            try await site.database.write { tx in
                try tx.insert(PersonAddress(id: AddressID(at: now), personID: ada, address: other, createdAt: now))
                // As a joined login brings it along.
                try tx.insert(PersonAddress(id: AddressID(at: now), personID: ada, address: same, product: "mail", createdAt: now))
            }
            _ = try await keyOwner(site)
            let told = try await site.database.read { try $0.newestMessages(limit: 20, openedBy: site.keyring) }
            let recipients = told.filter { $0.subject == "A passkey was added" }.map(\.recipient)
            #expect(recipients.map { $0.lowercased() }.sorted() == ["ada@home.example", "ada@northwind.example"])
        }
    }

    @Test("Whoever is led away from a form comes back to a page, whatever the form was")
    func forms() async throws {
        try await TestSite.with(.sqlite) { site in
            try await site.add("ada@northwind.example")
            let signedOut = Browser(site)
            let stale = Browser(site)
            await stale.signIn("ada@northwind.example")
            site.clock.advance(by: .minutes(5))
            var led = 0
            for entry in site.website.entries where entry.kind == .post {
                let path = entry.path.split(separator: "/").map { $0.hasPrefix(":") ? "x" : String($0) }.joined(separator: "/")
                for (browser, home) in [(signedOut, "/sign-in"), (stale, "/profile")] {
                    await browser.get(home)
                    await browser.post("/" + path, [])
                    guard let to = browser.location?.firstMatch(of: #/return_to=([^&]+)/#)?.1 else { continue }
                    led += 1
                    await browser.get(String(to).replacing("%2F", with: "/"))
                    #expect(browser.status != 405, "\(path) leads back to \(to)")
                }
            }
            #expect(led > 20)
        }
    }
}
