import Core
import HTTPTypes
import Testing
import Web

@Suite("Paths that are written once")
struct PathTests {
    private static let list = Path("/users")
    private static let member = PathTo<MemberID>("/users/:member")
    private static let key = PathTo<String, String>("/accounts/:account/keys/:key")

    @Test("A path with parameters is filled in, each percent-encoded")
    func filling() {
        let id = MemberID(at: Timestamp(seconds: 1))
        #expect(Self.member(id).text == "/users/\(id)")
        #expect(Self.key("a/b", "ü?").text == "/accounts/a%2Fb/keys/%C3%BC%3F")
    }

    @Test("A query is appended, and what is nil is left out")
    func queries() {
        #expect(Self.list.query([("after", "x y"), ("words", nil)]).text == "/users?after=x%20y")
        #expect(Self.list.query([("words", nil)]).text == "/users")
        #expect(Self.list.query([("a", "1")]).query([("b", "2")]).text == "/users?a=1&b=2")
    }

    @Test("A route's handler reads typed parameters, and what is no value of the type is not found")
    func reading() async throws {
        let routes = Routes<TestSite>()
        routes.get(Self.member, as: Anyone.self) { _, request, _ in .text(try request.parameters(of: Self.member).text) }
        routes.get(Self.key, as: Anyone.self) { _, request, _ in
            let (account, key) = try request.parameters(of: Self.key)
            return .text("\(account) \(key)")
        }
        let website = Website(routes.bound(to: TestSite()), TestSite.settings())
        let id = MemberID(at: Timestamp(seconds: 1))
        #expect(await website.get(Self.member(id).text).text == id.text)
        #expect(await website.get("/users/per_1").status == 404)
        #expect(await website.get(Self.key("a b", "c").text).text == "a b c")
    }

    @Test("The route table is known without a site: method, path and proof")
    func table() {
        let routes = Routes<TestSite>()
        routes.post(Self.member, as: Anyone.self) { _, _, _ in .empty() }
        #expect(routes.entries == [RouteEntry(method: "POST", path: "/users/:member", proof: "Anyone", kind: .post)])
    }
}
