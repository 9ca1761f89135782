import Core
import IDSite
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// Drives an authenticator through the pages of the ID, as passkey.js does.
protocol PasskeyJourney {}

extension PasskeyJourney {
    func authenticator() -> SoftwareAuthenticator {
        SoftwareAuthenticator(relyingParty: "localhost", origin: "http://localhost:8080")
    }

    /// The challenge of the page's form for this action.
    func challenge(_ browser: Browser, _ action: String) throws -> String {
        let form = try #require(browser.page.split(separator: "<form").first { $0.contains("action=\"\(action)") }, "\(action)")
        return String(try #require(form.firstMatch(of: /name="challenge" value="([^"]+)"/)).1)
    }

    func creation(_ made: SoftwareAuthenticator.Created, _ challenge: String, kind: String) -> [(String, String)] {
        [
            ("challenge", challenge), ("kind", kind), ("client_data", Base64URL.encode(made.clientDataJSON)),
            ("attestation", Base64URL.encode(made.attestationObject)), ("transports", "internal hybrid strange"),
        ]
    }

    func assertion(
        _ made: SoftwareAuthenticator.Asserted, _ challenge: String, _ credential: [UInt8]
    ) -> [(String, String)] {
        [
            ("challenge", challenge), ("credential", Base64URL.encode(credential)),
            ("client_data", Base64URL.encode(made.clientDataJSON)),
            ("authenticator_data", Base64URL.encode(made.authenticatorData)), ("signature", Base64URL.encode(made.signature)),
        ]
    }

    func add(_ key: SoftwareAuthenticator, _ browser: Browser, kind: String = "passkey") async throws {
        await browser.get("/security/passkeys")
        let challenge = try challenge(browser, "/security/passkeys/new")
        let bytes = try #require(Base64URL.decode(challenge))
        await browser.post("/security/passkeys/new", creation(key.create(challenge: bytes), challenge, kind: kind))
        await browser.follow()
    }

    func signIn(_ key: SoftwareAuthenticator, _ browser: Browser) async throws {
        await browser.get(SignInPath.address(returningTo: "/profile"))
        let challenge = try challenge(browser, "/sign-in/passkey")
        let made = try key.get(challenge: try #require(Base64URL.decode(challenge)))
        await browser.post("/sign-in/passkey", assertion(made, challenge, key.credentialID) + [("return_to", "/profile")])
    }

    func session(of browser: Browser) async throws -> Session? {
        let token = browser[IDSite.sessionCookie] ?? ""
        let now = browser.site.clock.now()
        return try await browser.site.database.read { try $0.session(token: token, at: now) }
    }

    func wasTold(_ subject: String, _ site: TestSite) async throws -> Bool {
        try await site.database.read { try $0.newestMessages(limit: 20, openedBy: site.keyring) }.contains { $0.subject == subject }
    }

    /// Ada, who is there already, signed in with a new passkey of hers.
    func keyOwner(_ site: TestSite) async throws -> (owner: Browser, key: SoftwareAuthenticator) {
        let owner = Browser(site)
        let key = authenticator()
        await owner.signIn("ada@northwind.example")
        try await add(key, owner)
        return (owner, key)
    }
}
