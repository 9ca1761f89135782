import Core
import HTTPTypes
import Testing
import Web

@Suite("Forms, cookies and notices")
struct FormTests {
    private func opened(_ website: Website) async throws -> (cookie: String, token: String) {
        let page = await website.get("/form")
        return (page.cookieHeader, try #require(page.formToken))
    }

    @Test("A form sent back with its token and cookie is taken, and what it says is shown once on the next page")
    func taken() async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        let sent = await website.post("/form", form: "_token=\(token)&name=Ada+%3Cb%3E", [.cookie: cookie])
        #expect(sent.status == 303)
        let shown = await website.get("/form", [.cookie: cookie + "; " + sent.cookieHeader])
        #expect(shown.text.contains("Sent by Ada &lt;b&gt;"))
        #expect(shown.setCookies.contains { $0.hasPrefix("lanyard_test_notice=;") && $0.contains("Max-Age=0") })
    }

    private static let boundary = "----WebKitFormBoundary7MA4YWxk"

    private func parts(_ parts: [(head: String, content: [UInt8])]) -> [UInt8] {
        let all = parts.flatMap { part in
            Array("--\(Self.boundary)\r\nContent-Disposition: form-data; \(part.head)\r\n\r\n".utf8) + part.content + Array("\r\n".utf8)
        }
        return all + Array("--\(Self.boundary)--\r\n".utf8)
    }

    private func send(_ body: [UInt8], _ cookie: String, to website: Website) async -> WebResponse {
        await website.answer(
            .init(
                .post, "/form", headers: [.cookie: cookie, .contentType: "multipart/form-data; boundary=\(Self.boundary)"], bytes: body))
    }

    @Test(
        "A file that is sent with a form is its text, in whichever form a spreadsheet wrote it",
        arguments: [
            Array("Åsa, Lund".utf8), [0xEF, 0xBB, 0xBF] + Array("Åsa, Lund".utf8), [0xC5] + Array("sa, Lund".utf8),
            [0xFF, 0xFE] + Array("Åsa, Lund".utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
            [0xFE, 0xFF] + Array("Åsa, Lund".utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] },
        ] as [[UInt8]])
    func file(content: [UInt8]) async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        let body = parts([
            ("name=\"_token\"", Array(token.utf8)),
            ("name=\"name\"; filename=\"people; of \u{E5}r.csv\"\r\nContent-Type: text/csv", content),
        ])
        let sent = await send(body, cookie, to: website)
        #expect(sent.status == 303)
        #expect(await website.get("/form", [.cookie: cookie + "; " + sent.cookieHeader]).text.contains("Sent by Åsa, Lund"))
    }

    @Test(
        "A NUL in a file is seen where it stood, in whichever form a spreadsheet wrote the rest",
        arguments: [
            Array("Asa\u{0}Lund\nBo".utf8), [0xEF, 0xBB, 0xBF] + Array("Asa\u{0}Lund\nBo".utf8),
            [0xFF, 0xFE] + Array("Asa\u{0}Lund\nBo".utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
            Array("Asa\u{0}Lund\nBo".utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] },
            Array("Asa\u{0}Lund\nBo".utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] },
        ] as [[UInt8]])
    func nulInFile(content: [UInt8]) async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        let body = parts([("name=\"_token\"", Array(token.utf8)), ("name=\"name\"; filename=\"a.csv\"", content)])
        let sent = await send(body, cookie, to: website)
        let shown = await website.get("/form", [.cookie: cookie + "; " + sent.cookieHeader]).text
        #expect(shown.contains("Sent by Asa\u{FFFD}Lund\nBo"))
    }

    @Test(
        "A form with files that is cut off, has no boundary or no names, or holds too many parts is refused, and nothing ends",
        arguments: ["cut", "no end", "nameless", "not a form", "NUL", "many", "another boundary"])
    func brokenFile(kind: String) async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        let good = parts([("name=\"_token\"", Array(token.utf8)), ("name=\"name\"", Array("x".utf8))])
        let body: [UInt8] =
            switch kind {
            case "cut": Array(good.prefix(40))
            case "no end": Array(good.dropLast(4))
            case "nameless": parts([("filename=\"a\"", [120])])
            case "not a form": Array("name=x".utf8)
            case "NUL": parts([("name=\"_token\"", Array(token.utf8)), ("name=\"name\"", [0])])
            case "many": parts((0...500).map { ("name=\"a\($0)\"", [120]) })
            default: Array("--other\r\n\r\n--other--".utf8)
            }
        #expect(await send(body, cookie, to: website).status == 400)
        #expect(await website.get("/form").status == 200)
    }

    @Test("A form with files needs its token as every form does")
    func forgedFile() async throws {
        let website = TestSite.website()
        let (cookie, _) = try await opened(website)
        #expect(await send(parts([("name=\"name\"", Array("x".utf8))]), cookie, to: website).status == 403)
    }

    @Test("A form without its token, with another browser's, with another session's or from another site changes nothing")
    func forged() async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        let (_, otherToken) = try await opened(website)
        let tries: [(String, HTTPFields)] = [
            ("name=x", [.cookie: cookie]), ("_token=&name=x", [.cookie: cookie]), ("_token=\(otherToken)", [.cookie: cookie]),
            ("_token=\(token)", [:]), ("_token=\(token)", [.cookie: cookie, .origin: "https://evil.example"]),
            ("_token=\(token)", [.cookie: cookie, .origin: "null", .known("Sec-Fetch-Site"): "cross-site"]),
            ("_token=\(token)", [.cookie: cookie, .known("Sec-Fetch-Site"): "cross-site"]), ("_token=\(token)x", [.cookie: cookie]),
        ]
        for (form, headers) in tries {
            let answer = await website.post("/form", form: form, headers)
            #expect(answer.status == 403, "\(form)")
            #expect(answer.text.contains("Nothing was changed"))
        }
        #expect(await website.post("/form", form: "_token=\(token)", [.cookie: cookie, .origin: "http://localhost:8080"]).status == 303)
    }

    @Test("A form that belongs to a session is refused in another one; one that anybody may send is not")
    func sessions() async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        for (path, session, status) in [
            ("/own-form", "", 303), ("/own-form", "; lanyard_test=a-session", 403), ("/form", "; lanyard_test=a-session", 303),
        ] {
            #expect(await website.post(path, form: "_token=\(token)", [.cookie: cookie + session]).status == status, "\(path)\(session)")
        }
    }

    @Test("A proxy that makes the origin null disturbs nobody, and the true reason of a refusal is told")
    func reasons() async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        #expect(await website.post("/form", form: "_token=\(token)", [.cookie: cookie, .origin: "null"]).status == 303)
        let blocked = await website.post("/form", form: "_token=\(token)")
        #expect(blocked.status == 403 && blocked.text.contains("Allow cookies for this site"))
        let foreign = await website.post("/form", form: "_token=\(token)", [.cookie: cookie, .origin: "https://evil.example"])
        #expect(foreign.status == 403 && foreign.text.contains("Another site sent this form"))
    }

    @Test("The token of a form differs in each answer, so that its length in a compressed page tells nothing")
    func masked() async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        let again = try #require(await website.get("/form", [.cookie: cookie]).formToken)
        #expect(again != token)
        #expect(await website.post("/form", form: "_token=\(token)", [.cookie: cookie]).status == 303)
    }

    @Test("A notice that somebody else wrote into the cookie is not shown")
    func forgedNotice() async {
        let website = TestSite.website()
        let body = Base64URL.encode(Array("good:Call this number".utf8))
        let page = await website.get(
            "/form", [.cookie: "lanyard_test_notice=\(body).\(Base64URL.encode([UInt8](repeating: 0, count: 32)))"])
        #expect(!page.text.contains("Call this number"))
    }

    @Test("Malformed forms get a 400 that says so, other content a 415, and never an error of ours")
    func malformed() async throws {
        let website = TestSite.website()
        for form in ["_token=%", "_token=%zz", "a=%ff", "a=%00", "%=1"] { #expect(await website.post("/form", form: form).status == 400) }
        #expect(
            await website.answer(.init(.post, "/form", headers: [.contentType: "application/json"], bytes: Array("{}".utf8))).status == 415)
        let many = (0..<600).map { "f\($0)=1" }.joined(separator: "&")
        #expect(await website.post("/form", form: many).status == 400)
        #expect(await website.post("/form", form: "a=" + String(repeating: "x", count: 70000)).status == 413)
    }

    @Test("Over https cookies are Secure and carry the prefix __Host-, and others are not seen; over loopback http neither")
    func cookieNames() async throws {
        let plain = await TestSite.website().get("/form").setCookies
        #expect(
            plain.allSatisfy {
                $0.hasPrefix("lanyard_test_form=") && $0.contains("HttpOnly") && $0.contains("SameSite=Lax") && !$0.contains("Secure")
            })
        let secure = TestSite.website(secureAddress)
        let page = await secure.get("/form")
        #expect(
            page.setCookies.allSatisfy { $0.hasPrefix("__Host-lanyard_test_form=") && $0.contains("; Secure") && $0.contains("Path=/;") })
        let token = try #require(page.formToken)
        let stripped = page.cookieHeader.replacing("__Host-", with: "")
        #expect(await secure.post("/form", form: "_token=\(token)", [.cookie: stripped]).status == 403)
        #expect(await secure.post("/form", form: "_token=\(token)", [.cookie: page.cookieHeader]).status == 303)
    }

    @Test("The theme is chosen by a form, kept in a cookie, and stands on the page")
    func theme() async throws {
        let website = TestSite.website()
        let (cookie, token) = try await opened(website)
        let sent = await website.post("/theme", form: "_token=\(token)&theme=dark&return_to=/form", [.cookie: cookie])
        #expect(sent.headers[.location] == "/form")
        #expect(await website.get("/form", [.cookie: sent.cookieHeader]).text.contains("data-theme=\"dark\""))
        let away = await website.post("/theme", form: "_token=\(token)&theme=dark&return_to=//evil.example", [.cookie: cookie])
        #expect(away.headers[.location] == "/")
    }

    @Test("Fields sent twice are seen, so that OAuth endpoints can refuse them")
    func duplicates() async {
        #expect(await TestSite.website().post("/oauth/token", form: "a=1&b=2&a=3").text == "a")
    }
}
