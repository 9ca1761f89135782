import API
import Foundation
import HTTPTypes
import TestSupport
import Testing
import Web

@Suite struct DescriptionTests {
    @Test("The OpenAPI file, the readable page and the route table name the same addresses")
    func sameAddresses() async throws {
        try await APIWorld.with { world in
            let routes = world.website.entries.filter { $0.kind == .api && $0.path != "/api/openapi.yaml" }
                .map { "\($0.method) \($0.path.replacing(#/:([a-z]+)/#) { "{\($0.1)}" })" }
            let guide = (APIGuide.management + APIGuide.decisions).map { "\($0.method) \($0.path)" }
            let file = await world.send(.get, "/api/openapi.yaml", token: nil)
            #expect(file.status == 200)
            #expect(Set(guide) == Set(routes))
            #expect(Set(operations(in: file.text)) == Set(routes))
            let page = await world.send(.get, "/api", token: nil)
            #expect(page.status == 200)
            for entry in APIGuide.management { #expect(page.text.contains(entry.summary.replacing("'", with: "&#39;"))) }
        }
    }

    @Test("What decisions are and where is found at the well-known address")
    func metadata() async throws {
        try await APIWorld.with { world in
            let answer = await world.send(.get, "/.well-known/authzen-configuration", token: nil)
            #expect(answer.body["policy_decision_point"]?.string == APIWorld.issuer)
            #expect(answer.body["access_evaluation_endpoint"]?.string == APIWorld.issuer + "/access/v1/evaluation")
            #expect(answer.body["access_evaluations_endpoint"]?.string == APIWorld.issuer + "/access/v1/evaluations")
        }
    }

    /// `GET /api/v1/me` of each operation: paths stand two spaces in, methods four.
    private func operations(in file: String) -> [String] {
        var (path, found) = ("", [String]())
        for line in file.split(separator: "\n") {
            if line.hasPrefix("  /") { path = String(line.dropFirst(2).dropLast()) }
            let method = line.dropFirst(4).dropLast()
            if line.hasPrefix("    "), ["get", "post", "patch", "delete"].contains(method) {
                found.append("\(method.uppercased()) \(path)")
            }
        }
        return found
    }
}
