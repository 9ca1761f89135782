import Core
import HTTPTypes
import Logging
import Synchronization
import Testing
import Web

@Suite("Answers")
struct AnswerTests {
    @Test("Every page forbids foreign scripts, styles, frames and form targets")
    func securityHeaders() async {
        let page = await TestSite.website().get("/form", [.accept: "text/html"])
        let policy = page.headers[.contentSecurityPolicy] ?? ""
        for part in [
            "default-src 'none'", "style-src 'self'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            #expect(policy.contains(part))
        }
        #expect(!policy.contains("unsafe"))
        #expect(page.headers[.xContentTypeOptions] == "nosniff")
        #expect(page.headers[.known("X-Frame-Options")] == "DENY")
        #expect(page.headers[.known("Referrer-Policy")] == "same-origin")
        #expect(page.headers[.known("Cross-Origin-Opener-Policy")] == "same-origin")
        #expect(page.headers[.known("Cross-Origin-Resource-Policy")] == "same-origin")
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(page.headers[.strictTransportSecurity] == nil)
        #expect(await TestSite.website(secureAddress).get("/form").headers[.strictTransportSecurity] != nil)
    }

    @Test("A page may name the flow's own origin for its form, and nothing else gets into the policy that way")
    func formOrigins() async {
        let policy = await TestSite.website().get("/to-client").headers[.contentSecurityPolicy] ?? ""
        #expect(policy.contains("form-action 'self' https://app.example.com;"))
        #expect(!policy.contains("evil"))
    }

    @Test("An error of ours shows a reference and nothing of what went wrong")
    func failure() async throws {
        let answer = await TestSite.website().get("/broken", [.accept: "text/html"])
        #expect(answer.status == 500)
        let reference = try #require(answer.headers[.known("X-Request-ID")])
        #expect(answer.text.contains(reference))
        #expect(!answer.text.replacing(reference, with: "").contains("Broken"), "the reference is random and may spell anything")
    }

    @Test("The log of an error names the route, not the path: a link's token may stand in it")
    func loggedFailure() async {
        let lines = LogLines()
        _ = await TestSite.website { $0.log = Logger(label: "test") { _ in lines } }.get("/broken/s3cret-token")
        let text = lines.text.withLock { $0 }
        #expect(text.contains("/broken/:secret"))
        #expect(!text.contains("s3cret-token"))
    }

    @Test("A server with too much to do says so kindly and when to come back")
    func overload() async {
        let answer = await TestSite.website().get("/full", [.accept: "text/html"])
        #expect(answer.status == 503)
        #expect(answer.headers[.retryAfter] == "2")
        #expect(answer.text.contains("Many people are signing in just now"))
    }

    @Test("HEAD answers as GET does without the body; another method names those there are")
    func methods() async {
        let website = TestSite.website()
        let head = await website.answer(.init(.head, "/form"))
        #expect(head.status == 200 && head.body.isEmpty)
        let other = await website.answer(.init(.delete, "/form"))
        #expect(other.status == 405)
        #expect(other.headers[.allow] == "GET, HEAD, POST")
        #expect(await website.answer(.init(.post, "/client", bytes: [])).status == 405)
    }

    @Test("A proof that does not hold answers in its own way, and its handler does not run")
    func proof() async {
        let answer = await TestSite.website().get("/mine")
        #expect(answer.status == 303 && answer.headers[.location] == "/sign-in")
    }

    @Test("The route table names every route with its proof")
    func routeTable() {
        let entries = TestSite.website().entries
        #expect(entries.contains(RouteEntry(method: "GET", path: "/mine", proof: "Nobody", kind: .page)))
        #expect(entries.contains(RouteEntry(method: "POST", path: "/form", proof: "Anyone", kind: .post)))
        #expect(entries.contains { $0.path == "/health/ready" })
    }

    @Test("Health, metrics and assets answer; an asset is kept for ever under the hash of its content")
    func ownRoutes() async throws {
        let ready = Mutex(false)
        let website = TestSite.website { settings in settings.isReady = { ready.withLock { $0 } } }
        #expect(await website.get("/health/live").status == 200)
        #expect(await website.get("/health/ready").status == 503)
        ready.withLock { $0 = true }
        #expect(await website.get("/health/ready").status == 200)
        let style = await website.get(Asset.path("style.css").text)
        #expect(style.status == 200 && style.headers[.contentType] == "text/css; charset=utf-8")
        #expect(style.headers[.cacheControl]?.contains("immutable") == true)
        for index in 0..<50 { _ = await website.get("/nothing/\(index)") }
        let metrics = await website.get("/metrics").text
        #expect(metrics.contains("lanyard_requests_total{method=\"GET\",route=\"(none)\",status=\"404\"} 50"))
        #expect(!metrics.contains("/nothing/"))
    }

    @Test(
        "A cell of an export that a spreadsheet would run as a formula is made text",
        arguments: [
            ("=1+1", "'=1+1"), ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"),
            ("\t=1", "'\t=1"), (" =1", "' =1"), ("\u{A0}=1", "'\u{A0}=1"), ("\u{FEFF}=1", "'\u{FEFF}=1"), ("\u{200B}@A", "'\u{200B}@A"),
            ("\u{FF1D}1", "'\u{FF1D}1"), ("\u{FF0B}1", "'\u{FF0B}1"), ("\u{FF20}A", "'\u{FF20}A"),
            ("-12.50", "-12.50"), ("+46701234567", "+46701234567"), ("+467012+345", "'+467012+345"), ("+46 70", "'+46 70"),
            ("+1234567890123456", "'+1234567890123456"), ("+", "'+"), ("++46", "'++46"), ("+A1", "'+A1"), ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("\r=1", "\"'\r=1\""), ("", ""), ("plain", "plain"),
        ])
    func csv(_ cell: String, _ expected: String) {
        var csv = CSV(header: ["a"])
        csv.append([cell])
        #expect(String(decoding: csv.bytes, as: UTF8.self) == "a\r\n\(expected)\r\n")
    }

    @Test(
        "A page outside the products names the organisation, and leads to its help",
        arguments: [
            ("help@fish.example", "Help: <a href=\"mailto:help@fish.example\">help@fish.example</a>"),
            ("+46 8 123 456 78", "Help: <a href=\"tel:+46812345678\">+46 8 123 456 78</a>"),
            ("https://fish.example/help", "Help: <a href=\"https://fish.example/help\">https://fish.example/help</a>"),
            ("javascript:alert(1)", "Help: javascript:alert(1)</p>"),
        ])
    func organisation(_ support: String, _ words: String) async {
        let website = TestSite.website { settings in
            settings.organisation = Organisation(
                name: "Fish & Chips", support: support, address: "https://id.fish.example", logo: CommonPath.logo.text)
            settings.logo = ("image/svg+xml", Array("<svg/>".utf8))
        }
        let page = await website.get("/form").text
        #expect(page.contains("Fish &amp; Chips · \(words)"))
        #expect(page.contains("<img class=\"logo\" src=\"/logo\" alt=\"Fish &amp; Chips\""))
        let logo = await website.get("/logo")
        #expect(logo.status == 200 && logo.headers[.contentType] == "image/svg+xml" && logo.text == "<svg/>")
        #expect(logo.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        #expect(await TestSite.website().get("/logo").status == 404)
    }

    @Test("Times and addresses are written as people read them")
    func pageText() {
        let time = PageText.time(Timestamp(seconds: 1_717_423_500)).string
        #expect(time.hasSuffix(">3\u{A0}June\u{A0}2024, 14:05\u{A0}UTC</time>"))
        #expect(PageText.breakable("a<b@example.com").string == "a&lt;b@<wbr>example.com")
        #expect(PageText.breakable("Ada").string == "Ada")
    }
}
