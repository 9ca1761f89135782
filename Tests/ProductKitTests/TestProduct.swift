import Contract
import Core
import HTTPTypes
import Language
import Logging
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Web

enum TestPath {
    static let overview = Path("/overview")
    static let billing = Path("/billing")
    static let messages = Path("/api/messages")
}

enum TestProduct: Product {
    static let id = "test_product"
    static let brand = Brand("Test Product", .teal)
    static let purpose: Phrase = "Being tested"
    static let standardPort = 8089
    static let areas = [
        AreaEntry("overview", "Overview", TestPath.overview, .overview), AreaEntry("billing", "Billing", TestPath.billing, .billing),
        AreaEntry("users", "Users", UserPath.list, .people), AreaEntry("settings", "Settings", SettingsPath.settings, .settings),
    ]
    static let keyUse = AccessKeyUse([.readMessages], path: TestPath.messages)
    static let migrations: [Migration] = []

    enum Overview: ProductArea { static let id = "overview" }
    enum Billing: ProductArea { static let id = "billing" }

    static func register(on routes: Routes<ProductSite>) {
        routes.get(TestPath.overview, as: MayView<Overview>.self) { proof, request, site in
            .page(site.shell(proof).page("Overview", request, content: "<p>Hello \(proof.member.me.person.name)</p>"))
        }
        routes.get(TestPath.billing, as: MayView<Billing>.self) { _, _, _ in .text("money") }
        routes.api(.get, TestPath.messages, as: ProjectKeyHolder.self) { key, _, _ in .text(key.project) }
        UsersPages.register(on: routes)
        SettingsPages.register(on: routes)
    }
}

/// A product with a fake ID, and a browser that keeps its cookies.
final class ProductInTest {
    let clock = TestClock()
    let id: FakeID
    let website: Website
    let database: any Database
    var cookies: [String: String] = [:]

    init(_ database: any Database) throws {
        self.database = database
        id = try FakeID(clock)
        id.state.withLock { $0.me = FakeID.me(areas: ["overview": "manage", "users": "view"]) }
        id.state.withLock { $0.refusal = FakeID.refusal }
        try id.activate("good", project: "prj_1")
        let address = try #require(PublicAddress("http://localhost:8081"))
        let keyring = try #require(Keyring(keys: [1: [UInt8](repeating: 3, count: 32)]))
        var site = ProductSite(
            TestProduct.self, database: database, address: address,
            connection: .init(
                issuer: FakeID.issuer, clientID: FakeID.client, clientSecret: Secret("s3cret:with/odd&marks"), http: id),
            keyring: keyring, clock: clock)
        // Tokens that are not believed and an ID that does not answer, which many tests arrange, are warnings.
        site.log.logLevel = .error
        website = Website(TestProduct.routes(for: site), site.websiteSettings(formKey: Secret([UInt8](repeating: 9, count: 32))))
    }

    static func with(_ body: (ProductInTest) async throws -> Void) async throws {
        try await TestDatabase.with(TestProduct.schema) { database in try await body(ProductInTest(database)) }
    }

    func get(_ path: Path) async -> WebResponse { await get(path.text) }
    func get(_ target: String) async -> WebResponse { await send(.get, target, form: nil) }

    func post(_ path: Path, _ form: String = "") async throws -> WebResponse {
        let page = await get(RelyingPartyPath.signedOut)
        let token = try #require(page.text.firstMatch(of: /name="_token" value="([^"]+)"/).map { String($0.1) })
        return await send(.post, path.text, form: "_token=\(token)&\(form)")
    }

    private func send(_ method: HTTPRequest.Method, _ target: String, form: String?) async -> WebResponse {
        var headers: HTTPFields = [.accept: "text/html"]
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let answer = await website.answer(.init(method, target, headers: headers, bytes: Array((form ?? "").utf8)))
        for cookie in answer.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            cookies[pair[0]] = cookie.contains("Max-Age=0") ? nil : pair[1]
        }
        return answer
    }

    /// Starts a sign-in. Returns the parameters of the authorization request.
    func begin(_ returnTo: String = TestPath.overview.text) async throws -> Values {
        let start = await get(RelyingPartyPath.signIn.query([("return_to", returnTo)]))
        let location = try #require(start.headers[.location])
        #expect(location.hasPrefix(FakeID.issuer + "/oauth/authorize?"))
        return Self.query(of: location)
    }

    static func query(of location: String) -> Values {
        let query = location.split(separator: "?", maxSplits: 1).last ?? ""
        return Values(
            query.split(separator: "&").map { part in
                let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
                return (pair[0], pair.count == 2 ? pair[1].replacing("%2F", with: "/").replacing("%3A", with: ":") : "")
            })
    }

    func finish(_ asked: Values, code: String = "code", issuer: String = FakeID.issuer) async throws -> WebResponse {
        await get(RelyingPartyPath.callback.query([("code", code), ("state", asked["state"]), ("iss", issuer)]))
    }

    /// Signs in with a valid ID token. Returns the last response.
    @discardableResult
    func signIn(_ returnTo: String = TestPath.overview.text) async throws -> WebResponse {
        let asked = try await begin(returnTo)
        let token = try id.sign(id.claims(nonce: asked["nonce"]))
        id.state.withLock { $0.idToken = token }
        return try await finish(asked)
    }

    var isSignedIn: Bool {
        get async { await get(TestPath.overview).status == 200 }
    }
}

extension WebResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
