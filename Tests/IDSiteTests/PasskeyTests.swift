import Audit
import Core
import Foundation
import HTTPTypes
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

extension HTTPField.Name {
    fileprivate static let refresh = known("Refresh")
}

/// Passkeys and security keys over HTTP, with an authenticator in software.
@Suite("Passkeys") struct PasskeyTests: PasskeyJourney {
    @Test("A passkey is added, told by mail, signs in alone with two factors, and never again once it is removed", .onEveryDatabase)
    func whole() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let (owner, key) = try await keyOwner(site)
            #expect(owner.has("Firefox on Linux is added.") && owner.has("Passkey, on all devices of its password manager"))
            #expect(try await wasTold("A passkey was added", site))
            let stored = try #require(try await site.database.read { try $0.passkeys(of: ada) }.first)
            #expect(stored.transports == ["internal", "hybrid"])

            let browser = Browser(site)
            try await signIn(key, browser)
            #expect(browser.status == 303 && browser.location == "/profile")
            let session = try await session(of: browser)
            #expect(session?.personID == ada && session?.acr == .twoFactors && session?.amr == ["swk", "mfa"])

            await owner.get("/security/passkeys/\(stored.id)/removal")
            await owner.post("/security/passkeys/\(stored.id)/removal", [])
            #expect(try await wasTold("A passkey or security key was removed", site))
            let late = Browser(site)
            try await signIn(key, late)
            #expect(late[IDSite.sessionCookie] == nil)
            await late.follow()
            #expect(late.has("This passkey opens no ID here.") && late.has("signalUnknownCredential"))
        }
    }

    @Test("An answer counts once, for its own browser, and for 15 minutes")
    func once() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let key = try await keyOwner(site).key
            let browser = Browser(site)
            await browser.get(SignInPath.address)
            let challenge = try challenge(browser, "/sign-in/passkey")
            let bytes = try #require(Base64URL.decode(challenge))
            let answer = assertion(try key.get(challenge: bytes), challenge, key.credentialID)
            let thief = Browser(site)
            await thief.get(SignInPath.address)
            await thief.post("/sign-in/passkey", answer)
            #expect(thief[IDSite.sessionCookie] == nil)
            await browser.post("/sign-in/passkey", answer)
            #expect(browser[IDSite.sessionCookie] != nil)
            browser[IDSite.sessionCookie] = nil
            await browser.get(SignInPath.address)
            await browser.post("/sign-in/passkey", answer)
            #expect(browser[IDSite.sessionCookie] == nil)

            await browser.get(SignInPath.address)
            let old = try self.challenge(browser, "/sign-in/passkey")
            let late = assertion(try key.get(challenge: try #require(Base64URL.decode(old))), old, key.credentialID)
            site.clock.advance(by: .minutes(15))
            await browser.post("/sign-in/passkey", late)
            #expect(browser[IDSite.sessionCookie] == nil)
            await browser.follow()
            #expect(browser.has("The page was open for too long."))
        }
    }

    @Test("An answer without verification, from elsewhere, or of somebody who is suspended opens nothing")
    func refused() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let key = try await keyOwner(site).key
            for change: (inout SoftwareAuthenticator) -> Void in [
                { $0.flags = [.userPresent, .backupEligible, .backedUp] }, { $0.origin = "http://localhost:8081" },
                { $0.relyingParty = "evil.example" }, { $0.flags = [.userPresent, .userVerified] }, { $0.isEmbedded = true },
            ] {
                var other = key
                change(&other)
                let browser = Browser(site)
                try await signIn(other, browser)
                #expect(browser[IDSite.sessionCookie] == nil)
            }
            let now = site.clock.now()
            try await site.database.write { try $0.setStatus(ada, to: .suspended, under: NoAccounts(), by: .system, at: now) }
            let browser = Browser(site)
            try await signIn(key, browser)
            #expect(browser[IDSite.sessionCookie] == nil)
            await browser.follow()
            #expect(browser.has("this sign-in has been suspended"))
        }
    }

    @Test("A security key is asked for after the password, and signs nobody in alone; one whose counter goes back is refused and told")
    func securityKeys() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            let owner = Browser(site)
            var key = authenticator()
            key.flags = [.userPresent]
            key.counter = 5
            await owner.signIn("ada@northwind.example")
            try await add(key, owner, kind: "security-key")
            #expect(try await wasTold("A security key was added", site))

            let alone = Browser(site)
            key.counter = 6
            try await signIn(key, alone)
            #expect(alone[IDSite.sessionCookie] == nil)

            func second(_ counter: UInt32) async throws -> Browser {
                key.counter = counter
                let browser = Browser(site)
                await browser.signIn("ada@northwind.example", returnTo: "/profile")
                await browser.follow()
                #expect(browser[IDSite.sessionCookie] == nil && browser.has("Use your security key"))
                let action = "/sign-in/second-factor/passkey?flow="
                let challenge = try challenge(browser, action)
                let made = try key.get(challenge: try #require(Base64URL.decode(challenge)))
                await browser.post(
                    "/sign-in/second-factor/passkey", assertion(made, challenge, key.credentialID))
                return browser
            }
            let right = try await second(7)
            #expect(right.location == "/profile")
            let session = try await session(of: right)
            #expect(session?.amr == ["pwd", "hwk", "mfa"])
            let copied = try await second(7)
            #expect(copied[IDSite.sessionCookie] == nil)
            #expect(try await wasTold("We refused one of your security keys", site))
            #expect(try await site.database.read { try $0.passkeys(of: ada).first?.counter } == 7)
        }
    }

    @Test("A key of an old domain is asked for by a button of its own after the password, and only by the ID's pages (threat 14)")
    func oldKeys() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            var key = SoftwareAuthenticator(relyingParty: "mail.old.example", origin: "http://localhost:8080")
            key.flags = [.userPresent]
            key.counter = 3
            let now = site.clock.now()
            let old = try OldSecurityKey(
                credentialID: key.credentialID, publicKey: key.publicKey, counter: 2, relyingParty: "mail.old.example", transports: [],
                name: nil)
            try await site.database.write { try $0.insert(.imported(old, of: ada, at: now), by: .system, at: now) }

            func answer(_ change: (inout SoftwareAuthenticator) -> Void) async throws -> Browser {
                var key = key
                change(&key)
                let browser = Browser(site)
                await browser.signIn("ada@northwind.example", returnTo: "/profile")
                await browser.follow()
                #expect(
                    browser.has("Use the security key of mail.old.example<") && browser.has("&quot;rpId&quot;:&quot;mail.old.example&quot;")
                )
                let challenge = try challenge(browser, "/sign-in/second-factor/passkey?flow=")
                let made = try key.get(challenge: try #require(Base64URL.decode(challenge)))
                await browser.post("/sign-in/second-factor/passkey", assertion(made, challenge, key.credentialID))
                return browser
            }
            for change: (inout SoftwareAuthenticator) -> Void in [
                { $0.origin = "https://mail.old.example" }, { $0.origin = "https://localhost:8080" },
                { $0.relyingParty = "localhost" }, { $0.relyingParty = "old.example" }, { $0.counter = 2 }, { $0.flags = [] },
            ] {
                #expect(try await answer(change)[IDSite.sessionCookie] == nil)
            }
            let right = try await answer { _ in }
            #expect(right.location == "/profile" && right[IDSite.sessionCookie] != nil)
            // Autofill asks for the ID's own keys alone, and the old one opens nothing there.
            let alone = Browser(site)
            key.counter = 9
            try await signIn(key, alone)
            #expect(alone[IDSite.sessionCookie] == nil && !alone.has("mail.old.example"))
        }
    }

    @Test("The last second factor goes only where the password is strong enough to stand alone")
    func lastKey() async throws {
        try await TestSite.with { site in
            let weak = "wq7 lemon"
            let ada = try await site.add("ada@northwind.example", password: weak)
            let owner = Browser(site)
            var key = authenticator()
            key.flags = [.userPresent]
            await owner.signIn("ada@northwind.example", weak)
            try await add(key, owner, kind: "security-key")
            await owner.get(CommonPath.home)
            #expect(owner.has("1 passkey or security key"))
            let id = try #require(try await site.database.read { try $0.passkeys(of: ada) }.first).id
            let path = "/security/passkeys/\(id)/removal"
            await owner.get(path)
            #expect(owner.has("so whoever learns it gets in"))
            for (password, words) in [("", "Enter your password."), ("a guess", "That is not your password."), (weak, "not strong enough")]
            {
                await owner.post(path, [("password", password)])
                #expect(owner.status == 422 && owner.has(words), "\(password)")
            }
            #expect(try await site.database.read { try $0.passkeys(of: ada) }.count == 1)
            let number = try #require(PhoneNumber("+4915112345678"))
            let now = site.clock.now()
            try await site.database.write { try $0.insert(.telephone(number, of: ada, setBy: .person, at: now), by: .system, at: now) }
            await owner.post(path, [])
            #expect(owner.location == "/security/passkeys")
            #expect(try await site.database.read { try $0.passkeys(of: ada) }.isEmpty)
        }
    }

    @Test("A passkey is offered after a password where the browser can make one, and not again for 30 days once declined")
    func offers() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            func signIn(can: Bool) async -> Browser {
                let browser = Browser(site)
                await browser.get(SignInPath.address)
                await browser.post(SignInPath.address, [("address", "ada@northwind.example"), ("return_to", "/profile")])
                await browser.follow()
                await browser.post(
                    SignInPath.password, [("password", TestSite.password)] + (can ? [("passkeys", "can")] : [("passkeys", "")]))
                return browser
            }
            #expect(await signIn(can: false).location == "/profile")
            let browser = await signIn(can: true)
            #expect(browser.location == "/security/passkeys/offer?return_to=%2Fprofile")
            await browser.follow()
            #expect(browser.has("Sign in faster next time?"))
            await browser.post("/security/passkeys/offer/declined", [("return_to", "/profile")])
            #expect(browser.location == "/profile")
            site.clock.advance(by: .days(29))
            #expect(await signIn(can: true).location == "/profile")
            site.clock.advance(by: .days(1))
            let again = await signIn(can: true)
            await again.follow()
            let challenge = try challenge(again, "/security/passkeys/new")
            let made = authenticator().create(challenge: try #require(Base64URL.decode(challenge)))
            await again.post("/security/passkeys/new", creation(made, challenge, kind: "passkey") + [("return_to", "/profile")])
            #expect(again.location == "/profile")
            #expect(await signIn(can: true).location == "/profile")
        }
    }

    @Test(
        "A passkey signs in to another one's application by a page that goes on, and so ends its offer, since a form must not redirect there"
    )
    func goingOn() async throws {
        let party = AskingParty(name: "Foreign App", product: nil, redirectOrigin: nil)
        try await TestSite.with(asking: party) { site in
            try await site.add("ada@northwind.example")
            let owner = Browser(site)
            let key = authenticator()
            await owner.signIn("ada@northwind.example")
            await owner.get("/security/passkeys/offer?return_to=%2Fauthorize%3Fclient_id%3Dx")
            let offered = try challenge(owner, "/security/passkeys/new")
            let made = key.create(challenge: try #require(Base64URL.decode(offered)))
            await owner.post(
                "/security/passkeys/new", creation(made, offered, kind: "passkey") + [("return_to", "/authorize?client_id=x")])
            #expect(owner.status == 200 && owner.headers[.refresh] == "0; url=/authorize?client_id=x")
            await owner.post("/security/passkeys/offer/declined", [("return_to", "/authorize?client_id=x")])
            #expect(owner.status == 200 && owner.headers[.refresh] == "0; url=/authorize?client_id=x")

            let browser = Browser(site)
            await browser.get(SignInPath.address(returningTo: "/authorize?client_id=x"))
            let asked = try challenge(browser, "/sign-in/passkey")
            let answer = assertion(try key.get(challenge: try #require(Base64URL.decode(asked))), asked, key.credentialID)
            await browser.post("/sign-in/passkey", answer + [("return_to", "/authorize?client_id=x")])
            #expect(browser[IDSite.sessionCookie] != nil && browser.has("Go on to Foreign App"))
            #expect(browser.headers[.refresh] == "0; url=/authorize?client_id=x")
        }
    }

    @Test("Nobody sees, renames or removes another one's passkey")
    func others() async throws {
        try await TestSite.with { site in
            let ada = try await site.add("ada@northwind.example")
            try await site.add("ben@northwind.example", name: "Ben")
            let owner = Browser(site)
            await owner.signIn("ada@northwind.example")
            try await add(authenticator(), owner)
            let stored = try #require(try await site.database.read { try $0.passkeys(of: ada) }.first)
            let ben = Browser(site)
            await ben.signIn("ben@northwind.example")
            await ben.get("/security/passkeys")
            #expect(!ben.has(stored.id.text))
            await ben.post("/security/passkeys/\(stored.id)/name", [("name", "Mine")])
            #expect(ben.status == 404)
            await ben.get("/security/passkeys/\(stored.id)/removal")
            #expect(ben.status == 404)
            await ben.get("/security/passkeys")
            await ben.post("/security/passkeys/\(stored.id)/removal", [])
            #expect(ben.status == 404)
            #expect(try await site.database.read { try $0.passkeys(of: ada).map(\.name) } == ["Firefox on Linux"])
            await owner.post("/security/passkeys/\(stored.id)/name", [("name", "  My\u{200B} laptop ")])
            await owner.follow()
            #expect(owner.has("My laptop"))
        }
    }

    @Test("Where the server is reached by a number there are no passkeys; a domain above the host is one, another is none")
    func relyingParties() {
        #expect(PasskeySite(wanted: nil, host: "127.0.0.1", origin: "http://127.0.0.1:8080")?.relyingParty == .some(nil))
        #expect(PasskeySite(wanted: nil, host: "[::1]", origin: "http://[::1]:8080")?.relyingParty == .some(nil))
        #expect(PasskeySite(wanted: "example.com", host: "id.example.com", origin: "https://id.example.com")?.relyingParty == "example.com")
        #expect(PasskeySite(wanted: "ple.com", host: "id.example.com", origin: "https://id.example.com") == nil)
        #expect(PasskeySite(wanted: "127.0.0.1", host: "127.0.0.1", origin: "http://127.0.0.1") == nil)
    }

    @Test("Browsers and password managers find the pages for passkeys and passwords")
    func wellKnown() async throws {
        try await TestSite.with { site in
            let browser = Browser(site)
            await browser.get("/.well-known/passkey-endpoints")
            #expect(
                browser.page == #"{"enroll":"http://localhost:8080/security/passkeys","manage":"http://localhost:8080/security/passkeys"}"#)
            await browser.get("/.well-known/change-password")
            #expect(browser.status == 303 && browser.location == "/security/password")
            await browser.get("/.well-known/webauthn")
            #expect(browser.page == #"{"origins":["http://localhost:8080"]}"#)
        }
    }
}
