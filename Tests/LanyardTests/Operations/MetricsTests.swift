import Core
import OpenID
import TestSupport
import Testing

@testable import Lanyard

@Suite("Metrics of a running server", .onEveryDatabase)
struct MetricsTests {
    /// The value of a sample; 0 for one that is not shown.
    private func value(_ text: String, _ sample: String) -> Double {
        text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }.flatMap { Double($0.dropFirst(sample.count + 1)) } ?? 0
    }

    @Test("Sign-ins are counted by outcome, factor and product; tokens, commits and what waits are there; products show requests alone")
    func counted() async throws {
        try await RunningServer.with(example: true) { server in
            let browser = Browser()
            let before = try await browser.get(server.id + "/metrics").body
            let succeeded = "lanyard_sign_ins_total{outcome=\"succeeded\",factor=\"pwd\",product=\"dashboard\"}"
            let wrong = "lanyard_sign_ins_total{outcome=\"wrong\",factor=\"pwd\",product=\"dashboard\"}"
            let page = server.dashboard + "/overview"
            try await server.signIn(Browser(), at: page, as: "member@northwind.example", password: "wrong horse battery")
            let member = Browser()
            let offer = try await server.signIn(member, at: page, as: "member@northwind.example")
            _ = try await server.notNow(member, offer)
            let after = try await browser.get(server.id + "/metrics").body
            // Other tests of the same process count too: nothing is less than this one added.
            for sample in [succeeded, wrong, "lanyard_tokens_total{grant=\"authorization_code\",outcome=\"given\"}"] {
                #expect(value(after, sample) >= value(before, sample) + 1, "\(sample)")
            }
            #expect(after.contains("lanyard_database_commits_total{database=\"id\",outcome=\"done\"}"))
            #expect(after.contains("lanyard_outbox_waiting{kind=\"mail\"}") && after.contains("lanyard_hashing_waiting "))
            #expect(after.contains("lanyard_requests_total{method=\"GET\",route=\"/sign-in\""))
            #expect(!after.contains("northwind"), "a metric names nobody")
            let product = try await browser.get(server.dashboard + "/metrics").body
            #expect(product.contains("lanyard_requests_total") && !product.contains("lanyard_sign_ins_total"))
        }
    }
}
