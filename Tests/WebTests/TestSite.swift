import Core
import HTTPTypes
import Language
import Logging
import Testing
import Web

let testAddress: PublicAddress = PublicAddress("http://localhost:8080") ?? fallback()
let secureAddress: PublicAddress = PublicAddress("https://id.example.com") ?? fallback()
private func fallback() -> PublicAddress { preconditionFailure("the test's own address is well formed") }

/// A site with one route of each kind, to test everything around the handlers.
struct TestSite: RouteSite {
    struct Broken: Error {}
    struct Full: Error {}

    /// A proof that everybody has, but that is not `Anyone`: forms for it belong to a session.
    struct Somebody: Proof {
        static func establish(_ request: WebRequest, in site: TestSite) async throws -> Somebody { Somebody() }
    }

    static func website(_ address: PublicAddress = testAddress, _ adjust: (inout WebsiteSettings) -> Void = { _ in }) -> Website {
        let routes = Routes<TestSite>()
        routes.get(Path("/"), as: Anyone.self) { _, _, _ in .text("start") }
        routes.get(Path("/form"), as: Anyone.self) { _, request, _ in
            .page(
                ColumnPage("A form", brand: .id, request: request, content: Form(Path("/form"), request, content: Button("Send").html).html)
            )
        }
        routes.post(Path("/form"), as: Anyone.self) { _, request, _ in
            .redirect(Path("/form"), notice: .good(.text("Sent by \(request.form.text("name"))")))
        }
        routes.post(Path("/own-form"), as: Somebody.self) { _, _, _ in .redirect(Path("/form")) }
        routes.get(Path("/long"), as: Anyone.self) { _, request, _ in
            .text(String(repeating: "All work and no play. ", count: 60), type: request.query.text("type"))
        }
        routes.get(Path("/things/:thing"), as: Anyone.self) { _, request, _ in .text(request["thing"]) }
        routes.get(Path("/things/new"), as: Anyone.self) { _, _, _ in .text("(new)") }
        routes.get(Path("/client"), as: Anyone.self) { _, request, _ in .text(request.client) }
        routes.get(Path("/where"), as: Anyone.self) { _, request, _ in .text(request.address.url(Path("/link"))) }
        routes.get(Path("/broken"), as: Anyone.self) { _, _, _ in throw Broken() }
        routes.get(Path("/broken/:secret"), as: Anyone.self) { _, _, _ in throw Broken() }
        routes.get(Path("/full"), as: Anyone.self) { _, _, _ in throw Full() }
        routes.get(Path("/mine"), as: Nobody.self) { _, _, _ in .text("never") }
        routes.get(Path("/to-client"), as: Anyone.self) { _, _, _ in
            .page("<p></p>", formOrigins: ["https://app.example.com", "https://evil.example; script-src *"])
        }
        routes.api(.post, Path("/api/v1/things"), as: Anyone.self, limit: 1000) { _, request, _ in
            var body = try request.jsonObject()
            let name = body.text("name", max: 20)
            let count = body.value("count")?.integer
            if let count, count > 9 { body.refuse("count", "“count” must be at most 9.") }
            try body.finish()
            return .json(["name": .string(name), "count": .int(count.map(Int.init)), "cookie": .text(request.cookie("lanyard_test"))])
        }
        routes.api(.get, Path("/oauth/keys"), as: Anyone.self, refusals: .oauth) { _, _, _ in throw Full() }
        routes.api(.post, Path("/access/v1/evaluation"), as: Anyone.self, limit: 1000, refusals: .message) { _, _, _ in throw Broken() }
        routes.standard(.post, Path("/oauth/token"), as: Anyone.self) { _, request, _ in
            .text(request.form.duplicates.joined(separator: ","))
        }
        var settings = settings(address)
        settings.problem = { error in
            error is Full ? Problem(status: 503, code: "busy", title: "Many people are signing in just now.", retryAfter: 2) : nil
        }
        // Its routes fail on purpose.
        settings.log = Logger(label: "test") { _ in LogLines() }
        adjust(&settings)
        return Website(routes.bound(to: TestSite()), settings)
    }

    /// On a machine that runs every test at once a request may wait for minutes: only a test that sets a limit of time meets one.
    static func settings(_ address: PublicAddress = testAddress) -> WebsiteSettings {
        var settings = WebsiteSettings(
            address: address, cookieName: "lanyard_test", brand: .id, formKey: Secret([UInt8](repeating: 7, count: 32)))
        settings.idleTime = .seconds(3600)
        settings.bodyTime = .seconds(3600)
        return settings
    }

    /// A proof that is never established.
    struct Nobody: Proof {
        static func establish(_ request: WebRequest, in site: TestSite) async throws -> Nobody {
            throw Answered(.redirect(Path("/sign-in")))
        }
    }
}

extension Website {
    func get(_ path: String, _ headers: HTTPFields = [:], peer: String = "192.0.2.9") async -> WebResponse {
        await answer(.init(.get, path, headers: headers, peer: peer))
    }

    func post(_ path: String, form: String, _ headers: HTTPFields = [:]) async -> WebResponse {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return await answer(.init(.post, path, headers: headers, bytes: Array(form.utf8)))
    }

    func post(_ path: String, json: String, _ headers: HTTPFields = [:]) async -> WebResponse {
        var headers = headers
        headers[.contentType] = "application/json"
        return await answer(.init(.post, path, headers: headers, bytes: Array(json.utf8)))
    }
}

extension WebResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
    var setCookies: [String] { headers[values: .setCookie] }
    /// What a browser would send back.
    var cookieHeader: String { setCookies.map { String($0.prefix { $0 != ";" }) }.joined(separator: "; ") }
    var formToken: String? { text.firstMatch(of: /name="_token" value="([^"]+)"/).map { String($0.1) } }
}
