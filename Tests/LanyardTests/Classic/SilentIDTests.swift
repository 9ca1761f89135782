import Core
import Logging
import SQL
import TestSupport
import Testing
import Transition
import TransitionSite

@testable import Lanyard

extension RunningServer {
    /// The dashboard once more, on the same data, for which nobody answers at the ID's address.
    fileprivate func withSilentID(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let ports = try (0..<2).map { _ in try ReservedPort() }
        let dashboard = "http://localhost:\(ports[1].number)"
        var overrides = RunningServer.classic
        for name in ["data", "database", "database_connections", "example", "hashing.memory_kib", "hashing.passes", "hashing.queue"] {
            overrides[name] = installation.configuration.text(name)
        }
        overrides["sign_in.refusal_floor_ms"] = "0"
        overrides["id.public_address"] = "http://localhost:\(ports[0].number)"
        overrides["dashboard.public_address"] = dashboard
        overrides["dashboard.listen"] = "127.0.0.1:\(ports[1].number)"
        let second = try await Installation(
            configuration: try Configuration(file: nil, environment: [:], overrides: overrides), role: .command, clock: clock)
        let server = try await LanyardServer(second, only: .product(.dashboard), log: Logger(label: "test"))
        try await serving { listening in
            try await server.run(signals: []) { listening() }
        } whileRunning: {
            try await body(dashboard)
        }
    }
}

@Suite("When the ID is silent")
struct SilentIDTests {
    @Test("Whoever is outside signs in by the product's copy, and their session works once the ID answers; nobody who is inside does")
    func silent() async throws {
        try await RunningServer.withClassic(.sqlite) { server in
            let login = try RunningServer.classicLogin("dashboard")
            let inside = try #require(
                try ExampleLogin.all().first {
                    $0.product == "dashboard" && $0.factor == "none" && $0.outcome == "signs in" && $0.email != login.email
                })
            let store = try server.installation.stores.store(of: .dashboard).database
            let now = server.clock.now()
            try await store.write { tx in
                try tx.run(
                    """
                    UPDATE classic_logins SET sealed = NULL, arrived_at = \(now)
                    WHERE subject = (SELECT subject FROM classic_names WHERE name = \(inside.email))
                    """)
            }
            try await server.withSilentID { dashboard in
                let browser = Browser()
                var page = try await browser.get(dashboard + "/sign-in")
                page = try await browser.submit(try #require(page.form(with: "login")), ["login": login.email])
                page = try await browser.submit(try #require(page.form(with: "password"), "\(page.text)"), ["password": "not the password"])
                #expect(page.status == 422)
                page = try await browser.submit(try #require(page.form(with: "password")), ["password": login.password])
                #expect(page.status == 503, "signed in, and the ID is missing: \(page.status) \(page.text.prefix(200))")
                #expect(try await browser.get(server.dashboard + "/").status == 200, "the session works where the ID answers")
                let other = Browser()
                page = try await other.get(dashboard + "/sign-in")
                page = try await other.submit(try #require(page.form(with: "login")), ["login": inside.email])
                #expect(page.form(with: "password") == nil && page.status == 503)
                // The form tells nobody who has a login.
                let stranger = Browser()
                page = try await stranger.get(dashboard + "/sign-in")
                page = try await stranger.submit(try #require(page.form(with: "login")), ["login": "nobody@nowhere.example"])
                page = try await stranger.submit(try #require(page.form(with: "password")), ["password": "not the password"])
                #expect(page.status == 422)
            }
        }
    }
}
