import Access
import Audit
import Core
import Credentials
import Directory
import Foundation
import HTTPTypes
import IDSite
import Identity
import Language
import Logging
import SQL
import Schema
import Synchronization
import TestSupport
import Testing
import Web

struct NoSleep: Sleeper {
    func sleep(for duration: Duration) async {}
}

/// How often authorization requests were judged for the sign-in pages.
final class JudgedRequests: Sendable {
    private let counted = Mutex(0)
    func add() { counted.withLock { $0 += 1 } }
    var count: Int { counted.withLock { $0 } }
}

/// The ID's website on a fresh database.
struct TestSite: Sendable {
    static let password = "correct horse battery staple"
    let database: any Database
    let clock = TestClock()
    let hashing: HashingPool
    let keyring: Keyring
    let catalog: ProductCatalog
    let site: IDSite
    let website: Website
    let judged = JudgedRequests()

    init(_ database: any Database, example: Bool = false, queueLimit: Int = 100, asking: AskingParty? = nil, registers: Bool = true) throws
    {
        self.database = database
        hashing = try HashingPool(threads: 1, queueLimit: queueLimit, parameters: .forTests)
        keyring = try .ofTests
        catalog = try ProductCatalog(
            files: ["dashboard.yaml", "mail.yaml"].map {
                let data = try Data(contentsOf: Vectors.project.appending(path: "Products/" + $0))
                return ProductCatalog.File(name: "Products/" + $0, text: String(decoding: data, as: UTF8.self))
            })
        let address = try #require(PublicAddress("http://localhost:8080"))
        let steps = SignInSteps(
            database: database, clock: clock, hashing: hashing, keyring: keyring,
            defence: GuessingDefence(floor: RefusalFloor(clock: clock, sleeper: NoSleep())),
            passkeys: try #require(PasskeySite(wanted: nil, host: address.host, origin: address.origin)))
        let recovery = Recovery(steps: steps, policy: PasswordPolicy(), link: { address.url(RecoveryPath.setPassword($0)) })
        let signIn = Path("/sign-in")
        var site = IDSite(
            address: address, catalog: catalog,
            products: [
                ProductPlace(
                    id: "dashboard", brand: Brand("Customer Dashboard", .teal), address: "http://localhost:8081", signIn: signIn,
                    purpose: "Messages, projects and billing"),
                ProductPlace(
                    id: "mail", brand: Brand("Mail Control Panel", .amber), address: "http://localhost:8082", signIn: signIn,
                    purpose: "Sending domains for e-mail"),
            ], recovery: recovery,
            asking: { [judged] in
                judged.add()
                return $0.text.hasPrefix("/authorize") ? asking : nil
            })
        site.place = { address, language in address == "192.0.2.7" && language == .swedish ? "Göteborg <Sverige>" : nil }
        if registers { site.registration = Registration(products: ["dashboard"]) }
        site.factorRecovery.accounts = AccountRecoveries(catalog: catalog) { "http://localhost:8081/users/\($0.id)" }
        if example { site.example = Example(addresses: ["ada@northwind.example"]) }
        self.site = site
        let routes = Routes<IDSite>()
        IDSite.register(on: routes)
        var settings = WebsiteSettings(
            address: address, cookieName: IDSite.sessionCookie, brand: .id, formKey: keyring.derivedKey("forms"))
        settings.clock = clock
        // A full queue, which a test arranges, is a warning.
        settings.log.logLevel = .error
        settings.problem = { identityProblem(for: $0) }
        settings.problemPage = { problem, request in IDSite.problemPage(problem, request) }
        website = Website(routes.bound(to: site), settings)
    }

    static func with(
        _ kind: DatabaseKind = .current, example: Bool = false, queueLimit: Int = 100, asking: AskingParty? = nil,
        registers: Bool = true, _ body: (TestSite) async throws -> Void
    ) async throws {
        try await TestDatabase.with(kind, IDSchema.migrations) {
            try await body(TestSite($0, example: example, queueLimit: queueLimit, asking: asking, registers: registers))
        }
    }

    @discardableResult
    func add(
        _ address: String, name: String = "Ada Example", password: String? = TestSite.password, status: Person.Status = .active,
        app: Bool = false, telephone: Bool = false
    ) async throws -> PersonID {
        let now = clock.now()
        let hash: Secret<String>? = if let password { Secret(try await hashing.hash(Secret(password)).text) } else { nil }
        let email = try #require(EmailAddress(address))
        let number = try #require(PhoneNumber("+4915112345678"))
        let generator = try #require(TOTP(secret: Array("12345678901234567890".utf8)))
        let keyring = keyring
        return try await database.write { tx in
            let person = Person(id: PersonID(at: now), name: name, status: status, createdAt: now)
            try tx.insert(person, by: .system, at: now)
            try tx.insert(PersonAddress(id: AddressID(at: now), personID: person.id, address: email, createdAt: now))
            if let hash { try tx.setPassword(of: person.id, hash: hash, setBy: .import, by: .system, at: now) }
            if app {
                let factor = try SecondFactor.authenticatorApp(generator, of: person.id, setBy: .import, sealedBy: keyring, at: now)
                try tx.insert(factor, by: .system, at: now)
            }
            if telephone { try tx.insert(SecondFactor.telephone(number, of: person.id, setBy: .import, at: now), by: .system, at: now) }
            return person.id
        }
    }

    var code: String {
        get throws { try #require(TOTP(secret: Array("12345678901234567890".utf8))).code(at: clock.now()) }
    }

    /// Opens an account of the dashboard whose administrator invites the address. Returns the token of the invitation.
    func invite(_ address: String, by administrator: PersonID, role: RoleID = "member") async throws -> Secret<String> {
        let now = clock.now()
        let catalog = catalog
        let token = SystemRandom().token()
        let email = try #require(EmailAddress(address))
        try await database.write { tx in
            let operation = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
            let account = try operation.openAccount(named: "Northwind", products: ["dashboard"], first: administrator)
            let delivery = InvitationDelivery(token: token, issuer: "http://localhost:8080", inviterName: "Ada Example", keyring: keyring)
            _ = try Administration(tx, catalog: catalog, by: .person(administrator), at: now).invite(
                Invitee(email, knownAs: []), to: account.id, as: "dashboard", role: role, delivery: delivery)
        }
        return token
    }
}

/// A browser that keeps cookies and fills in forms.
final class Browser {
    let site: TestSite
    private(set) var cookies: [String: String] = [:]
    private(set) var page = ""
    private(set) var status = 0
    private(set) var location: String?
    private(set) var headers: HTTPFields = [:]
    /// The languages that it asks for.
    var languages: String?
    /// The sign-in of this tab, as the addresses of its pages name it.
    var flow: String?

    init(_ site: TestSite) { self.site = site }

    /// A page of a sign-in is one of this tab's.
    private func own(_ path: String) -> String {
        guard let flow, path.hasPrefix("/sign-in/") || path == RecoveryPath.forgotPassword.text, !path.contains("?") else { return path }
        return path + "?flow=" + flow
    }

    func get(_ path: String) async { await send(.get, own(path), nil) }
    func get(_ path: Path) async { await get(path.text) }

    /// Sends a form with the token of the previous page; `token: false` leaves the token out.
    func post(_ path: String, _ fields: [(String, String)], token: Bool = true) async {
        let known = page.firstMatch(of: /name="_token" value="([^"]*)"/).map { String($0.1) } ?? ""
        let all = (token ? [("_token", known)] : []) + fields
        await send(.post, own(path), PercentCoding.query(all.map { ($0.0, $0.1 as String?) }))
    }

    func post(_ path: Path, _ fields: [(String, String)], token: Bool = true) async { await post(path.text, fields, token: token) }

    /// Follows redirects on this server.
    func follow() async {
        while let next = location, next.hasPrefix("/") { await get(next) }
    }

    func has(_ text: String) -> Bool { page.contains(text) }
    subscript(_ cookie: String) -> String? {
        get { cookies[cookie] }
        set { cookies[cookie] = newValue }
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ form: String?) async {
        var fields: HTTPFields = [.accept: "text/html", .userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0"]
        fields[.acceptLanguage] = languages
        if !cookies.isEmpty { fields[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        if form != nil { fields[.contentType] = "application/x-www-form-urlencoded" }
        let answer = await site.website.answer(
            Website.Incoming(method, path, headers: fields, peer: "192.0.2.7", bytes: Array((form ?? "").utf8)))
        for value in answer.headers[values: .setCookie] {
            let pair = value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            cookies[pair[0]] = value.contains("Max-Age=0") ? nil : pair[1]
        }
        page = String(decoding: (try? await answer.wholeBody()) ?? [], as: UTF8.self)
        status = answer.status
        headers = answer.headers
        location = answer.headers[.location]
        if let begun = location?.firstMatch(of: /flow=([A-Za-z0-9_-]+)/) { flow = String(begun.1) }
    }

    func signIn(_ address: String, returnTo: Path) async { await signIn(address, returnTo: returnTo.text) }

    /// The complete sign-in of a person without a second factor.
    func signIn(_ address: String, _ password: String = TestSite.password, returnTo: String? = nil) async {
        await get(SignInPath.address.query([("return_to", returnTo)]))
        await post(SignInPath.address, [("address", address)] + (returnTo.map { [("return_to", $0)] } ?? []))
        await follow()
        await post(SignInPath.password, [("password", password)])
    }
}

extension WebResponse {
    /// The whole body, also of a stream.
    fileprivate func wholeBody() async throws -> [UInt8] {
        guard let stream else { return body }
        var whole: [UInt8] = []
        try await stream { whole += $0 }
        return whole
    }
}
