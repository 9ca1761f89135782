import Access
import Core
import Foundation
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

/// A server whose products sign their people in by their old logins, but for those whom a phase takes.
extension RunningServer {
    static var classic: [String: String] {
        [
            "dashboard.classic_sign_in": "true", "mail.classic_sign_in": "true",
            // Only the test of silence meets it; beside a hundred other tests the ID may take longer.
            "classic_sign_in.patience_ms": "60000",
        ]
    }

    static func withClassic(
        _ kind: DatabaseKind = .current, percent: Int = 0, _ body: @escaping @Sendable (RunningServer) async throws -> Void
    ) async throws {
        try await with(kind, example: true, settings: classic) { server in
            for product in ["dashboard", "mail"] { try await server.begin(product, percent: percent) }
            try await server.copyOldLogins()
            try await body(server)
        }
    }

    /// Somebody of the product with that second factor.
    static func classicLogin(_ product: String, _ factor: String = "none") throws -> ExampleLogin {
        try #require(try ExampleLogin.all().first { $0.product == product && $0.factor == factor && $0.outcome == "signs in" })
    }

    /// A running phase of the product.
    @discardableResult
    func begin(_ product: String, percent: Int) async throws -> RolloutPhase {
        let now = clock.now()
        return try await installation.database.write { tx in
            var terms = RolloutPhase.Terms()
            terms.percent = percent
            let work = RolloutWork(tx, at: now)
            return try work.start(work.add(named: "of " + product, to: ProductID(rawValue: product), terms), at: nil)
        }
    }

    /// Takes everybody of the product in.
    func takeIn(_ product: String) async throws {
        let now = clock.now()
        try await installation.database.write { tx in
            let phase = try #require(try tx.rolloutPhase(named: "of " + product))
            var terms = phase.terms
            terms.percent = 10_000
            _ = try RolloutWork(tx, at: now).change(phase, to: terms)
        }
    }

    /// The products read the ID's list, as they do every few seconds.
    func copyOldLogins() async throws { for work in server.ofProducts { try await work.work() } }

    /// Signs in at the product's own form, and returns the last page.
    func signInThere(_ browser: Browser, _ login: ExampleLogin, password: String? = nil) async throws -> Page {
        var page = try await browser.get(address(of: login.product) + "/")
        page = try await browser.submit(
            try #require(page.form(with: "login"), "no sign-in of the product's own at \(page.url)"), ["login": login.email])
        guard page.url.hasPrefix(address(of: login.product)), let form = page.form(with: "password") else { return page }
        page = try await browser.submit(form, ["password": password ?? login.password])
        guard let code = page.form(with: "code") else { return page }
        return try await browser.submit(code, ["code": try await login.code(self)])
    }
}
