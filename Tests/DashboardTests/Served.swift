import Contract
import Core
import Dashboard
import Foundation
import HTTPTypes
import SQL
import Synchronization
import TestSupport
import Web

@testable import ProductKit

/// The dashboard served over a database with some traffic, and one person signed in.
struct Served {
    let id: FakeID
    let website: Website
    let site: ProductSite
    let database: any Database
    let clock: TestClock
    private let cookie: String

    struct Answer {
        let status: Int
        let text: String
        let headers: HTTPFields

        /// `text` without what is drawn at random for each answer and may spell any short word: form tokens and a problem's reference.
        /// What must not be there is looked for in this.
        var settled: String {
            let text = text.replacing(/name="_token" value="[^"]*"/, with: "")
            return headers[.known("X-Request-ID")].map { text.replacing($0, with: "") } ?? text
        }
    }

    /// What the operator configured for the dashboard alone.
    @TaskLocal static var options: [String: String] = [:]

    static let prices = ["0.0075", "0.0123", "0.0088"]

    static func with(
        _ kind: DatabaseKind, _ role: Role, assigned: Set<String> = ["prj_checkout"], lines: [String]? = nil, linked: Bool = true,
        _ body: (Served) async throws -> Void
    ) async throws {
        try await Traffic.with(kind) { database in
            try await Traffic.load(
                lines ?? traffic, into: database,
                knowing: { account in
                    linked && account == "acc_1"
                        ? [.init("Checkout", project: "prj_checkout"), .init("Alerts", project: "prj_alerts")] : []
                })
            let now = Timestamp(seconds: 1_717_416_000)
            try await database.write { tx in
                _ = try LedgerEntry.topUp(
                    account: "acc_id", amount: Amount("250.99") ?? .zero, currency: "EUR", note: "Invoice 7", at: now, in: tx)
            }
            try await body(try await Served(try FakeID(role, assigned: assigned), database, now))
        }
    }

    /// One message in each project of the account, one that did not arrive, and one of another account.
    static let traffic = [
        TrafficLine("c1").with(\.price, "0.0075").with(\.body, "code for checkout").text,
        TrafficLine("c2").with(\.recipient, "+14155550100").with(\.country, "US").with(\.status, "Failed").with(\.errorCode, "402")
            .with(\.price, "0.0123").with(\.body, "=HYPERLINK(\\\"http://evil\\\")").text,
        TrafficLine("a1").with(\.project, "Alerts").with(\.recipient, "+46709999999").with(\.price, "0.0088")
            .with(\.sentAt, 1_717_286_400_000).with(\.body, "alert words").text,
        TrafficLine("x1").with(\.account, "acc_2").with(\.body, "another account").text,
    ]

    private init(_ id: FakeID, _ database: any Database, _ now: Timestamp) async throws {
        guard let address = PublicAddress("http://localhost:8081"), let keyring = Keyring(keys: [1: Array(repeating: 7, count: 32)]),
            let tokens = Tokens(answer: ["access_token": "person-token", "token_type": "Bearer", "expires_in": 864_000], at: now)
        else { throw SealedValueUnreadable() }
        let clock = TestClock(now)
        var site = ProductSite(
            CustomerDashboard.self, database: database, address: address,
            connection: .init(issuer: FakeID.issuer, clientID: "cli_dashboard", clientSecret: Secret("s"), http: id), keyring: keyring,
            clock: clock)
        site.options = Self.options
        let token = SystemRandom().token().exposed
        let session = ProductSession(
            tokenHash: TokenHash(token, purpose: .productSession), subject: "per_1", idSession: "ses_1",
            sealedTokens: try tokens.sealed(by: keyring), project: nil, lastSeen: now)
        try await database.write { tx in try tx.addSession(session, at: now) }
        website = Website(
            CustomerDashboard.routes(for: site), site.websiteSettings(formKey: Secret(Array(repeating: 9, count: 32))))
        self.id = id
        self.site = site
        self.database = database
        self.clock = clock
        cookie = "lanyard_dashboard=" + token
    }

    /// The id of whoever is signed in, as the ID says it.
    var own: String { id.state.withLock { $0.me["person"]?["id"]?.string ?? "" } }

    func get(_ path: Path, bearer: String? = nil) async -> Answer { await get(path.text, bearer: bearer) }

    /// `cookies` are sent besides that of the session.
    func get(_ target: String, bearer: String? = nil, cookies: String? = nil) async -> Answer {
        var headers: HTTPFields = [.accept: "text/html"]
        if let bearer {
            headers[.authorization] = "Bearer " + bearer
        } else {
            headers[.cookie] = [cookie, cookies].compactMap(\.self).joined(separator: "; ")
        }
        return Self.answer(await website.answer(.init(.get, target, headers: headers)))
    }

    /// Sends lines as a program with that token would.
    func send(_ lines: [String], bearer: String, type: String = "application/x-ndjson") async -> Answer {
        let headers: HTTPFields = [.authorization: "Bearer " + bearer, .contentType: type]
        let body = Array(lines.map { $0 + "\n" }.joined().utf8)
        return Self.answer(await website.answer(.init(.post, MessagePath.api.text, headers: headers, bytes: body)))
    }

    /// Sends a form as a browser would: with the token of a page that was loaded before.
    func post(_ target: Path, from page: Path, _ fields: [(String, String)]) async -> Answer {
        let loaded = await website.answer(.init(.get, page.text, headers: [.cookie: cookie, .accept: "text/html"]))
        let html = String(decoding: loaded.body, as: UTF8.self)
        let token = html.components(between: "name=\"_token\" value=\"", and: "\"").first ?? ""
        let formCookie = loaded.headers[values: .setCookie].first { $0.hasPrefix("lanyard_dashboard_form=") }?.prefix { $0 != ";" } ?? ""
        let headers: HTTPFields = [
            .cookie: cookie + "; " + formCookie, .contentType: "application/x-www-form-urlencoded", .accept: "text/html",
        ]
        let body = PercentCoding.query([("_token", token)] + fields.map { ($0.0, $0.1) })
        return Self.answer(await website.answer(.init(.post, target.text, headers: headers, bytes: Array(body.utf8))))
    }

    private static func answer(_ response: WebResponse) -> Answer {
        Answer(status: response.status, text: String(decoding: response.body, as: UTF8.self), headers: response.headers)
    }
}

extension String {
    /// Every text between the two marks.
    func components(between start: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let from = rest.range(of: start), let to = rest[from.upperBound...].range(of: end) {
            found.append(String(rest[from.upperBound..<to.lowerBound]))
            rest = rest[to.upperBound...]
        }
        return found
    }
}
