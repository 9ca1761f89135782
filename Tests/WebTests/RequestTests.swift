import Core
import HTTPTypes
import Testing
import Web

@Suite("Requests, paths and proxies")
struct RequestTests {
    @Test(
        "A return path leads nowhere but to this server",
        arguments: [
            "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example",
            "javascript:alert(1)",
            "/%2f/evil.example", "/%5cevil.example", "/a\nb", "/a\rLocation: x", "/ evil", "/\t/evil.example", "", " /x", "/a/../../b",
            "/./x", "/a//b",
            "/x;@evil.example", "/ü", "/a#b", "@evil.example", "/%", "/%zz", "/%00", "/%0d%0aSet-Cookie:x", "evil.example/x", "?x=1", "/.",
            "/..",
            "//", "/" + String(repeating: "a", count: 17_000),
        ])
    func openRedirect(_ text: String) { #expect(LocalPath(text) == nil) }

    @Test(
        "A return path may be any page of ours with its query",
        arguments: [
            "/", "/users", "/users?after=a%20b&x=%2F%2Fevil.example", "/authorize?redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
            "/a/b-c_d~e.f", "/?x=1",
        ])
    func localPath(_ text: String) { #expect(LocalPath(text)?.text == text) }

    @Test(
        "Strange paths find nothing or are malformed, and never fail on our side",
        arguments: [
            "/things/../form", "/things/%2e%2e/form", "/things//x", "//form", "/form/", "/form;x=1", "/form%2fx", "/things/a%5cb",
            "/things/%00", "/things/%0a", "/things/..", "/things/%2e%2e", "/things/%2E", "/things/a%2fb",
            "/form.", "/FORM", "/things/%", "/things/%ff", "/things/%c0%af", "http://localhost/form", "form", "", "*", "/form%20", "/\u{0}",
            "/a b", "/ä",
            "/assets/../style.css", "/assets/style.css", "/things/" + String(repeating: "a", count: 17_000), "/?%", "/?a=%ff",
        ])
    func strangePaths(_ path: String) async {
        let answer = await TestSite.website().get(path)
        #expect(answer.status == 404 || answer.status == 400, "\(path) answered \(answer.status)")
        #expect(!answer.text.contains("A form"))
    }

    @Test("A path is read once: what is encoded within a segment stays within it")
    func parameters() async {
        let website = TestSite.website()
        #expect(await website.get("/things/a%20b").text == "a b")
        #expect(await website.get("/things/%252e%252e").text == "%2e%2e")
        #expect(await website.get("/things/new").text == "(new)")
        #expect(await website.get("/things").status == 404)
    }

    @Test("Proxy headers count only from a trusted peer, read from the right")
    func proxies() async throws {
        let forwarded: HTTPFields = [.known("X-Forwarded-For"): "198.51.100.1", .known("Forwarded"): "for=198.51.100.2"]
        #expect(await TestSite.website().get("/client", forwarded).text == "192.0.2.9")
        let networks = try ["10.0.0.0/8", "::1"].map { try #require(Network($0)) }
        let website = TestSite.website { $0.proxies = TrustedProxies(networks) }
        #expect(await website.get("/client", forwarded, peer: "192.0.2.9").text == "192.0.2.9")
        #expect(await website.get("/client", forwarded, peer: "10.1.2.3").text == "198.51.100.1")
        for (value, expected) in [
            ("203.0.113.9, 198.51.100.1", "198.51.100.1"), ("198.51.100.1, 10.9.9.9", "198.51.100.1"), ("evil", "10.1.2.3"),
            ("", "10.1.2.3"),
            ("203.0.113.9, evil", "10.1.2.3"), ("[2001:db8::7]:443", "2001:db8::7"), ("198.51.100.1:1234", "198.51.100.1"),
        ] {
            #expect(await website.get("/client", [.known("X-Forwarded-For"): value], peer: "10.1.2.3").text == expected, "\(value)")
        }
        let standard = TestSite.website { $0.proxies = TrustedProxies(networks, header: .forwarded) }
        #expect(
            await standard.get("/client", [.known("Forwarded"): "for=\"[2001:db8::7]\";proto=http"], peer: "10.1.2.3").text == "2001:db8::7"
        )
        #expect(await standard.get("/client", [.known("X-Forwarded-For"): "1.2.3.4"], peer: "10.1.2.3").text == "10.1.2.3")
    }

    @Test("Links are made from the configured address, never from the Host header or a proxy's")
    func hostHeader() async {
        let headers: HTTPFields = [
            .known("Host"): "evil.example", .known("X-Forwarded-Host"): "evil.example", .known("X-Forwarded-Proto"): "https",
        ]
        #expect(await TestSite.website().get("/where", headers).text == "http://localhost:8080/link")
    }

    @Test(
        "The public address is https, or http on a loopback address",
        arguments: [
            ("https://id.example.com", true), ("https://id.example.com/", true), ("http://localhost:8080", true),
            ("http://127.0.0.1:1", true),
            ("http://[::1]:8080", true), ("http://id.example.com", false), ("http://localhost.evil.com", false), ("https://", false),
            ("https://a.b/path", false), ("https://user@a.b", false), ("ftp://a.b", false), ("http://127.0.0.1.evil.com", false),
        ])
    func publicAddress(_ text: String, _ isGood: Bool) { #expect((PublicAddress(text) != nil) == isGood) }
}
