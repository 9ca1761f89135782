import Core
import HTTPTypes
import Language
import Testing
import Web

@Suite("Refusals")
struct RefusalTests {
    static let accepting: [HTTPFields] = [[:], [.accept: "application/json"], [.accept: "text/html"]]

    @Test("At a program's address even a browser gets no page, whatever is wrong", arguments: accepting)
    func programs(headers: HTTPFields) async throws {
        let website = TestSite.website()
        for (method, path, status) in [
            (HTTPRequest.Method.get, "/api/v1/things", 405), (.get, "/api/v1/other", 404), (.get, "/api", 404),
            (.get, "/api/v1/things/a/b", 404),
            (.get, "/api/v1/../v1", 404), (.get, "/api/v1/%zz", 400), (.get, "/api/v1/things?a=%zz", 400),
            (.post, "/oauth/keys", 405), (.get, "/oauth/keys", 503), (.get, "/access/v1/evaluation", 405), (.post, "/access/v1/else", 404),
            (.get, "/access", 404), (.post, "/access/v1/evaluation", 500),
        ] {
            let answer = await website.answer(.init(method, path, headers: headers))
            #expect(answer.status == status, "\(method) \(path)")
            #expect(answer.headers[.contentType]?.hasPrefix("application/") == true, "\(method) \(path)")
            #expect((answer.headers[.allow] != nil) == (status == 405))
            let body = try JSON(reading: answer.body)
            switch path.split(separator: "/").first {
            case "api": #expect(body["type"]?.string?.hasPrefix("urn:lanyard:problem:") == true && body["status"]?.integer == Int64(status))
            case "oauth": #expect(body["error"] == (status == 503 ? "temporarily_unavailable" : "invalid_request"))
            default: #expect(body.string?.hasSuffix(".") == true)
            }
        }
        #expect(await website.answer(.init(.post, "/api/v1/things", bytes: [UInt8](repeating: 32, count: 2000))).status == 413)
    }

    @Test("Where people come too, whoever wants a page gets one")
    func both() async {
        let website = TestSite.website()
        for (method, path) in [(HTTPRequest.Method.delete, "/oauth/token"), (.get, "/oauth/else"), (.get, "/oauth/..")] {
            let page = await website.answer(.init(method, path, headers: [.accept: "text/html"]))
            #expect(page.headers[.contentType]?.hasPrefix("text/html") == true, "\(path)")
            let program = await website.answer(.init(method, path))
            #expect(program.headers[.contentType]?.hasPrefix("application/") == true, "\(path)")
            #expect(page.status == program.status)
        }
        for path in ["/else", "/things/a/b", "/form/else", "/things/..", "/form?a=%zz"] {
            #expect(await website.get(path).headers[.contentType]?.hasPrefix("text/html") == true)
        }
    }

    @Test("OAuth's descriptions hold plain text without quotes (RFC 6749 section 5.2)")
    func plain() throws {
        let problem = Problem(status: 409, code: "x", title: "Say “yes” or \"no\".", detail: "É\\ é\u{7}.", retryAfter: 3)
        let answer = WebResponse.refusal(problem, as: .oauth)
        #expect(answer.headers[.retryAfter] == "3")
        #expect(try JSON(reading: answer.body)["error_description"] == "Say yes or no.  .")
    }
}
