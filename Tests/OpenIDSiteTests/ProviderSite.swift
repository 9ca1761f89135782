import Access
import Audit
import Core
import Credentials
import Crypto
import Directory
import Foundation
import HTTPTypes
import IDSite
import Identity
import JOSE
import Language
import Logging
import OpenID
import SQL
import Schema
import Synchronization
import TestSupport
import Testing
import Web

/// The ID's website with its OpenID endpoints on a fresh database, and one person with a session.
final class ProviderSite: Sendable {
    static let callback = "https://app.example/callback"
    static let sessionToken = String(repeating: "s", count: 43)

    let database: any Database
    let clock = TestClock()
    let provider: OpenIDProvider
    let website: Website
    let person: PersonID
    let session: SessionID
    let client: Client
    let secret: String

    struct NoSleep: Sleeper {
        func sleep(for duration: Duration) async {}
    }

    static func with(_ body: (ProviderSite) async throws -> Void) async throws {
        try await TestDatabase.with(.sqlite, IDSchema.migrations) { database in try await body(try await ProviderSite(database)) }
    }

    static func catalog() throws -> ProductCatalog {
        try ProductCatalog(
            files: ["dashboard.yaml", "mail.yaml"].map {
                let data = try Data(contentsOf: Vectors.project.appending(path: "Products/" + $0))
                return ProductCatalog.File(name: "Products/" + $0, text: String(decoding: data, as: UTF8.self))
            })
    }

    private static let keyring = Keyring(keys: [1: [UInt8](repeating: 7, count: 32)])

    init(_ database: any Database) async throws {
        self.database = database
        let now = clock.now()
        let keyring = try #require(Self.keyring)
        let address = try #require(PublicAddress("http://localhost:8080"))
        try await KeyRotation.prepare(database, keyring: keyring, at: now)
        let provider = OpenIDProvider(issuer: address.origin, database: database, directory: PeopleDirectory(), keyring: keyring)
        self.provider = provider
        let products = [
            ProductPlace(
                id: "dashboard", brand: Brand("Customer Dashboard", .teal), address: "http://localhost:8081", signIn: Path("/sign-in"),
                purpose: "Messages")
        ]
        let steps = SignInSteps(
            database: database, clock: clock, hashing: try HashingPool(threads: 1, queueLimit: 10, parameters: .forTests), keyring: keyring,
            defence: GuessingDefence(floor: RefusalFloor(clock: clock, sleeper: NoSleep())),
            passkeys: try #require(PasskeySite(wanted: nil, host: address.host, origin: address.origin)))
        let recovery = Recovery(steps: steps, policy: PasswordPolicy(), link: { address.url(RecoveryPath.setPassword($0)) })
        let site = IDSite(
            address: address, catalog: try Self.catalog(), products: products, recovery: recovery,
            asking: { try await provider.askingParty(of: $0, products: products) })
        let join = PathTo<String>("/join/:product")
        let endpoints = OpenIDEndpoints(site, provider, joinPath: { _, product, _ in join(product) })
        let routes = Routes<IDSite>()
        IDSite.register(on: routes)
        let endpointRoutes = Routes<OpenIDEndpoints>()
        OpenIDEndpoints.register(on: endpointRoutes)
        var settings = WebsiteSettings(address: address, cookieName: IDSite.sessionCookie, brand: .id, formKey: keyring.derivedKey("forms"))
        settings.clock = clock
        settings.log.logLevel = .critical
        settings.sharing = { await endpoints.sharedWith($0) }
        website = Website(routes.bound(to: site) + endpointRoutes.bound(to: endpoints), settings)

        var registration = ClientRegistration.relyingParty("App", redirectURIs: [Self.callback])
        registration.firstParty = true
        registration.postLogoutRedirectURIs = ["https://app.example/out"]
        registration.backchannelLogoutURI = "https://app.example/logout"
        let made = try registration.client(at: now)
        client = made.client
        secret = try #require(made.secret?.exposed)
        let person = PersonID(at: now)
        let email = try #require(EmailAddress("ada@example.com"))
        self.person = person
        try await database.write { tx in
            try tx.add(made.client, by: .operatorCommand, at: now)
            try tx.insert(Person(id: person, name: "Ada Example", status: .active, createdAt: now), by: .system, at: now)
            try tx.insert(PersonAddress(id: AddressID(at: now), personID: person, address: email, verifiedAt: now, createdAt: now))
        }
        session = try await Self.insertSession(Self.sessionToken, of: person, in: database, at: now)
    }

    func add(_ registration: ClientRegistration) async throws -> (Client, String) {
        let now = clock.now()
        let made = try registration.client(at: now)
        try await database.write { tx in try tx.add(made.client, by: .operatorCommand, at: now) }
        return (made.client, made.secret?.exposed ?? "")
    }

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        var location: String? { headers[.location] }
        /// Where a page goes on to by itself.
        var goesOnTo: String? { HTTPField.Name("Refresh").flatMap { headers[$0] }.map { String($0.dropFirst("0; url=".count)) } }
        /// null if the body is not JSON.
        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        /// The query parameters of the redirect address.
        var parameters: Parameters { Parameters(encoded: String((location ?? "").drop { $0 != "?" }.dropFirst())) ?? Parameters([]) }
    }

    /// With `signedIn: false` no session cookie is sent. `form` is sent with its content type unless the headers name another.
    func send(
        _ method: HTTPRequest.Method, _ path: String, form: String? = nil, signedIn: Bool = true, cookies: [String: String] = [:],
        headers: [String: String] = [:]
    ) async -> Answer {
        var fields: HTTPFields = [.accept: "text/html"]
        var all = cookies
        if signedIn { all[IDSite.sessionCookie] = Self.sessionToken }
        if !all.isEmpty { fields[.cookie] = all.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        if form != nil { fields[.contentType] = "application/x-www-form-urlencoded" }
        for (name, value) in headers { if let known = HTTPField.Name(name) { fields[known] = value } }
        let answer = await website.answer(
            Website.Incoming(method, path, headers: fields, peer: "192.0.2.7", bytes: Array((form ?? "").utf8)))
        return Answer(status: answer.status, headers: answer.headers, body: answer.body)
    }

    /// Sends a form of the page with its token.
    func submit(_ action: Path, on page: Path, _ fields: [(String, String)], session: String = sessionToken) async throws -> Answer {
        let cookies = [IDSite.sessionCookie: session]
        let shown = await send(.get, page, signedIn: false, cookies: cookies)
        let token = shown.text.firstMatch(of: /name="_token" value="([^"]*)"/).map { String($0.1) } ?? ""
        let cookie = try #require(shown.headers[values: .setCookie].first { $0.hasPrefix("lanyard_id_form=") }, "\(shown.status)")
        let form = String(cookie.prefix { $0 != ";" }.dropFirst("lanyard_id_form=".count))
        let all = [(name: "_token", value: token)] + fields.map { (name: $0.0, value: $0.1) }
        return await send(
            .post, action, form: Parameters.encoded(all), signedIn: false,
            cookies: cookies.merging(["lanyard_id_form": form]) { $1 })
    }

    /// Another session of the person; returns its token.
    func addSession(token: String) async throws -> String {
        try await Self.insertSession(token, of: person, in: database, at: clock.now())
        return token
    }

    @discardableResult
    private static func insertSession(
        _ token: String, of person: PersonID, in database: any Database, at now: Timestamp
    ) async throws -> SessionID {
        let session = SessionID(at: now)
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO sessions (id, person_id, token_hash, started_at, last_seen_at, ends_at, auth_time, acr, amr, address, agent)
                VALUES (\(session), \(person), \(TokenHash(token, purpose: .session).bytes), \(now), \(now),
                    \(now + .days(30)), \(now), \("urn:lanyard:1"), \("pwd"), \("192.0.2.1"), \("test"))
                """)
        }
        return session
    }

    func send(
        _ method: HTTPRequest.Method, _ path: Path, form: String? = nil, signedIn: Bool = true, cookies: [String: String] = [:],
        headers: [String: String] = [:]
    ) async -> Answer {
        await send(method, path.text, form: form, signedIn: signedIn, cookies: cookies, headers: headers)
    }

    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    func authorizePath(_ changes: [String: String?] = [:]) -> Path {
        var pairs = [
            "client_id": client.id.text, "redirect_uri": Self.callback, "response_type": "code", "scope": "openid profile email",
            "state": "st&te", "nonce": "n0nce", "code_challenge_method": "S256",
            "code_challenge": Base64URL.encode(Array(SHA256.hash(data: Array(Self.verifier.utf8)))),
        ]
        for (name, value) in changes { pairs[name] = value }
        return OpenIDPath.authorize.query(encoded: Parameters.encoded(pairs.map { (name: $0.key, value: $0.value) }))
    }

    static func basic(_ id: String, _ secret: String) -> String { "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString() }

    var basic: String { Self.basic(client.id.text, secret) }

    func token(_ fields: [(String, String)], headers: [String: String]? = nil) async -> Answer {
        await send(
            .post, OpenIDPath.token, form: Parameters.encoded(fields.map { (name: $0.0, value: $0.1) }), signedIn: false,
            headers: headers ?? ["Authorization": basic])
    }

    /// The tokens of a complete flow.
    func tokens() async throws -> JSONValue {
        let code = try #require(await send(.get, authorizePath()).parameters["code"])
        let answer = await token([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Self.callback), ("code_verifier", Self.verifier),
        ])
        try #require(answer.status == 200)
        return answer.json
    }
}

extension JSONValue {
    func text(_ name: String) throws -> String { try #require(self[name]?.string, "\(name) is missing") }
}
