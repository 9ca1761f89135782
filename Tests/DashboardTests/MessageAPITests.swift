import Contract
import Core
import Dashboard
import Foundation
import HTTPTypes
import TestSupport
import Testing
import Web

@Suite("The dashboard's message API")
struct MessageAPITests {
    @Test("A key's token reads the messages of its project, and no price", .onEveryDatabase)
    func reads() async throws {
        try await Served.with(.current, .administrator) { served in
            _ = await served.get(OverviewPath.overview)
            try served.id.activate("key-token", project: "prj_checkout")
            let answer = await served.get(MessagePath.api, bearer: "key-token")
            #expect(answer.status == 200)
            let ids = try Self.items(answer).compactMap { $0["id"]?.string }
            #expect(Set(ids) == ["c1", "c2"])
            for sign in Served.prices + ["EUR", "price", "cost", "currency"] { #expect(!answer.settled.contains(sign), "\(sign)") }
        }
    }

    @Test("A revoked key's token is refused at its next request")
    func revoked() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            try served.id.activate("key-token", project: "prj_checkout")
            #expect(await served.get(MessagePath.api, bearer: "key-token").status == 200)
            served.id.revoke("key-token")
            let answer = await served.get(MessagePath.api, bearer: "key-token")
            #expect(answer.status == 401)
            let challenge = answer.headers[.wwwAuthenticate] ?? ""
            #expect(challenge.contains("invalid_token"))
            // A client that knows nothing finds from here what is asked for (RFC 9728).
            let named = try #require(challenge.components(between: "resource_metadata=\"", and: "\"").first)
            let path = try #require(named.components(separatedBy: "://").last?.drop { $0 != "/" })
            let metadata = try JSON(reading: Array(await served.get(String(path)).text.utf8))
            #expect(metadata["scopes_supported"] == ["messages.read", "messages.write"])
            #expect(metadata["resource"]?.string.map { named.hasPrefix($0 + "/") } == true)
            #expect(metadata["authorization_servers"]?.array?.count == 1)
        }
    }

    @Test("Without a token, with a session's cookie only, or without the scope, nothing is read")
    func refused() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            #expect(await served.get(MessagePath.api).status == 401)
            #expect(await served.get(MessagePath.api, bearer: "guess").status == 401)
            try served.id.activate("narrow", project: "prj_checkout", scope: "access.evaluate")
            #expect(await served.get(MessagePath.api, bearer: "narrow").status == 403)
        }
    }

    @Test("Pages are turned by key until there is no next, and hold each message once")
    func paging() async throws {
        let lines = (0..<25).map { TrafficLine("m\($0)").with(\.sentAt, 1_717_200_000_000 + Int64($0 / 5)).text }
        try await Served.with(.sqlite, .administrator, lines: lines) { served in
            _ = await served.get(OverviewPath.overview)
            try served.id.activate("key-token", project: "prj_checkout")
            var seen: [String] = []
            var next: String? = ""
            while let after = next {
                let answer = await served.get(
                    MessagePath.api.query([("limit", "10"), ("after", after.isEmpty ? nil : after)]), bearer: "key-token")
                seen += try Self.items(answer).compactMap { $0["id"]?.string }
                next = try JSON(reading: Array(answer.text.utf8))["next"]?.string
            }
            #expect(seen.count == 25)
            #expect(Set(seen).count == 25)
        }
    }

    @Test(
        "What is not understood is named",
        arguments: ["limit=0", "limit=1000", "limit=x", "colour=red", "status=Lost", "after=x", "before=7", "from=June"])
    func malformed(query: String) async throws {
        try await Served.with(.sqlite, .administrator) { served in
            try served.id.activate("key-token", project: "prj_checkout")
            let answer = await served.get(MessagePath.api.text + "?" + query, bearer: "key-token")
            #expect(answer.status == 400)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.text.contains("\"field\":\"\(query.prefix { $0 != "=" })\""))
        }
    }

    private static func items(_ answer: Served.Answer) throws -> [JSON] {
        try JSON(reading: Array(answer.text.utf8))["items"]?.array ?? []
    }
}
