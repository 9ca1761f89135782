import API
import Access
import Core
import Delivery
import IDSite
import SQL
import TestSupport
import Testing
import Web

@testable import Lanyard

/// Threats 10, 11 and 15 over the whole route table: a new route is walked the day it is added.
@Suite("Every route", .serialized)
struct EveryRouteTests {
    @Test("Only what is listed here is open to whoever comes; every other route proves who may run it")
    func openRoutes() {
        for part in LanyardServer.Part.allCases {
            let open = Set(part.routes.filter { $0.proof == "Anyone" }.map { "\($0.method) \($0.path)" })
            let listed = Set((part == .id ? OpenRoutes.id : OpenRoutes.product) + OpenRoutes.all)
            #expect(open.subtracting(listed) == [], "\(part): open, and not listed")
            #expect(listed.subtracting(open) == [], "\(part): listed, and not open")
        }
    }

    @Test("No form of any page is taken without its token, or from another site", .onEveryDatabase)
    func forms() async throws {
        try await RoleWorld.with { world in
            let ids = try await world.realIDs()
            let before = try await events(world)
            var walked = 0
            for (part, website) in world.server.server.websites {
                let product: ProductID = part.name == "mail" ? "mail" : "dashboard"
                let browser = try await world.browser(part.name == "mail" ? "admin" : "administrator", product)
                let server = part == .id ? world.server.id : world.address(of: product)
                let token = try world.formToken(of: await browser.get(CommonPath.home.at(server)))
                for entry in website.entries where entry.kind == .post {
                    let named = entry.path.replacing(
                        /:(client|change|session|browser|passkey|factor|address|ticket|brake|phase|person|product|join)/, with: "none")
                    let url = try server + world.filled(named, ids, product)
                    let without = try await world.post(browser, url, [("name", "Mine")])
                    // A page that is only there at a moment of the sign-in leads away from itself.
                    // Pages of those who run the server are not there for anybody else.
                    let isThere = !entry.path.hasPrefix(OperatorPath.overview.text)
                    #expect((isThere ? [403, 303] : [404]).contains(without.status), "\(part) \(entry.path): \(without.status)")
                    let headers = [
                        (name: "Content-Type", value: "application/x-www-form-urlencoded"), (name: "Origin", value: "https://evil.example"),
                    ]
                    let body = Array(PercentCoding.query([("_token", token), ("name", "Mine")]).utf8)
                    let foreign = try await browser.send(OutgoingRequest("POST", url, headers: headers, body: body))
                    #expect(foreign.status == 403, "\(part) \(entry.path) from elsewhere: \(foreign.status)")
                    walked += 1
                }
            }
            #expect(walked > 80)
            let quiet = try await events(world) == before
            #expect(quiet, "and nothing was done")
        }
    }

    @Test("No write of the API takes a member that it does not know, and then it does nothing", .onEveryDatabase)
    func massAssignment() async throws {
        try await RoleWorld.with { world in
            let ids = try await world.realIDs()
            let token = try await world.token(world.browser("administrator"))
            let website = try #require(world.server.server.website(.id))
            let person = try world.member("associate").person
            let planted: [(String, JSON)] = [
                ("account_id", .string(world.rival.text)), ("person_id", .string(person.text)), ("verified", true),
                ("is_administrator", true),
            ]
            let before = try await events(world)
            var walked = 0
            // Those of a product's client are walked in RolloutRouteTests.
            for entry in website.entries
            where entry.path.hasPrefix("/api/v1/") && entry.proof == "Caller" && ["POST", "PATCH", "PUT"].contains(entry.method) {
                let known = RoleWorld.bodies[entry.path] ?? ["name": "Mine"]
                guard case .object(let members) = known else { continue }
                let path = try world.filled(entry.path, ids, "dashboard")
                let answer = try await world.call(entry.method, path, token: token, .object(members + planted))
                #expect(answer.status == 400 || answer.status == 422, "\(entry.method) \(entry.path): \(answer.status) \(answer.body)")
                walked += 1
            }
            #expect(walked > 20)
            let quiet = try await events(world) == before
            #expect(quiet, "and nothing was done")
        }
    }

    @Test("Whoever was suspended meanwhile reads and does nothing at any route, by page or token", .onEveryDatabase)
    func staleRights() async throws {
        try await RoleWorld.with { world in
            let ids = try await world.realIDs()
            let browser = try await world.browser("it-admin")
            let token = try await world.token(browser)
            let member = try world.member("it-admin")
            let account = world.account
            let installation = world.server.installation
            let catalog = installation.catalog
            let now = installation.clock.now()
            _ = try await installation.database.write { tx in
                try Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                    .changeMember(member.id, of: account, as: "dashboard", to: .init(status: .suspended))
            }
            for (part, website) in world.server.server.websites where part.name == "dashboard" {
                for entry in website.entries where entry.kind == .page && entry.proof != "Anyone" {
                    let page = try await browser.get(world.server.dashboard + world.filled(entry.path, ids, "dashboard"))
                    #expect(!page.body.contains("Northwind"), "\(part) \(entry.path): \(page.status)")
                }
            }
            let website = try #require(world.server.server.website(.id))
            // Leaving is everybody's.
            let own = APIPath.ownMembership.template
            for entry in website.entries where entry.path.hasPrefix("/api/v1/accounts/:account") && entry.path != own {
                let given = ["POST", "PATCH", "PUT"].contains(entry.method) ? RoleWorld.bodies[entry.path] ?? ["name": "Mine"] : nil
                let path = try world.filled(entry.path, ids, "dashboard") + (entry.path.hasSuffix("role-holders") ? "?area=users" : "")
                let answer = try await world.call(entry.method, path, token: token, given)
                #expect(answer.status == 404, "\(entry.method) \(entry.path): \(answer.status) \(answer.body)")
            }
        }
    }

    private func events(_ world: RoleWorld) async throws -> Int {
        try await world.server.installation.database.read {
            try $0.rows("SELECT id FROM audit_events WHERE account_id = \(world.account)").count
        }
    }
}

/// The routes that prove nothing of whoever calls them.
private enum OpenRoutes {
    /// Sign-in and what leads back to it, what standards publish or authenticate by themselves, and the description of the API.
    static let id = list(
        """
        POST /sign-in
        GET /sign-in/change
        POST /sign-in/forget
        GET /sign-in/password
        POST /sign-in/password
        GET /sign-in/second-factor
        POST /sign-in/second-factor
        POST /sign-in/second-factor/resend
        POST /sign-in/second-factor/choice
        POST /sign-in/second-factor/passkey
        GET /sign-in/second-factor/other
        GET /sign-in/second-factor/recovery-code
        POST /sign-in/second-factor/recovery-code
        GET /forgot-password
        GET /help
        POST /help
        POST /forgot-password
        GET /sign-in/second-factor/recovery
        POST /sign-in/second-factor/recovery
        GET /recovery/stop
        POST /recovery/stop
        GET /recovery/finish
        POST /recovery/finish
        GET /join/separation
        POST /join/separation
        GET /not-me
        POST /not-me
        GET /register
        POST /register
        GET /register/finish
        POST /register/finish
        POST /sign-in/passkey
        GET /.well-known/passkey-endpoints
        GET /.well-known/change-password
        GET /.well-known/openid-configuration
        GET /.well-known/oauth-authorization-server
        GET /.well-known/ssf-configuration
        GET /.well-known/oauth-protected-resource
        POST /oauth/par
        POST /oauth/device_authorization
        GET /device
        POST /device
        GET /oauth/jwks
        GET /oauth/errors
        POST /oauth/authorize
        POST /oauth/token
        POST /oauth/revoke
        POST /oauth/introspect
        GET /oauth/userinfo
        POST /oauth/userinfo
        POST /oauth/logout
        GET /.well-known/authzen-configuration
        GET /api/openapi.yaml
        GET /api
        GET /scim/v2/ServiceProviderConfig
        GET /scim/v2/ResourceTypes
        GET /scim/v2/ResourceTypes/:type
        GET /scim/v2/Schemas
        GET /scim/v2/Schemas/:schema
        GET /scim/v2/Me
        POST /scim/v2/Me
        PUT /scim/v2/Me
        PATCH /scim/v2/Me
        DELETE /scim/v2/Me
        """)

    /// The relying party's part of a sign-in, and the product's own sign-in by old logins.
    static let product = list(
        """
        GET /sign-in
        GET /oidc/callback
        GET /.well-known/oauth-protected-resource
        POST /sign-out
        GET /signed-out
        POST /oidc/back-channel-logout
        POST /sign-in/login
        POST /sign-in/forgot
        GET /sign-in/password
        POST /sign-in/password
        GET /sign-in/code
        POST /sign-in/code
        POST /sign-in/code/new
        """)

    /// What every server has.
    static let all = list(
        """
        GET /.well-known/webauthn
        GET /health/live
        GET /health/ready
        GET /metrics
        GET /robots.txt
        GET /favicon.ico
        GET /logo
        GET /assets/:name
        POST /theme
        """)

    private static func list(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}
