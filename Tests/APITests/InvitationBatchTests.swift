import API
import Access
import Core
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

@Suite struct InvitationBatchTests {
    private func send(_ world: APIWorld, _ list: [JSON], as role: RoleID = "it-admin", preview: Bool = false) async throws -> [JSON] {
        let answer = try await world.send(
            .post, APIPath.invitationBatches(world.account), as: role, ["invitations": .array(list), "preview": .bool(preview)])
        #expect(answer.status == 200, "\(answer.text)")
        return answer.body["items"]?.array ?? []
    }

    private func code(_ item: JSON) -> String? { item["problem"]?["type"]?.string?.split(separator: ":").last.map(String.init) }

    private func mails(_ world: APIWorld) async throws -> Int {
        try await world.database.read { try $0.first("SELECT COUNT(*) AS number FROM outbox")?["number"] ?? 0 }
    }

    @Test("Each is sent or refused by itself, and a preview foretells it and sends nothing", .onEveryDatabase)
    func each() async throws {
        try await APIWorld.with { world in
            let project = JSON.string(world.projects[0].id.text)
            let list: [JSON] = [
                ["email": "ada@new.example", "role": "member", "projects": [project]], ["email": "ADA@new.example", "role": "associate"],
                ["email": "associate@northwind.example", "role": "member"], ["email": "boss@new.example", "role": "administrator"],
                ["email": "nowhere", "role": "member"], ["email": "x@new.example", "role": "king"], ["role": "member"], 7,
                ["email": "bo@new.example", "role": "it-admin", "projects": [project]],
                ["email": "cy@new.example", "role": "support-member"],
            ]
            let foreseen = try await send(world, list, preview: true)
            #expect(try await mails(world) == 0)
            let done = try await send(world, list)
            let expected = [
                nil, "already-invited", "already-member", "administrator-only", "invalid-members", "unknown-role", "invalid-members",
                "not-an-object", "projects-not-assignable", nil,
            ]
            for items in [foreseen, done] {
                #expect(items.map { $0["outcome"]?.string } == expected.map { $0 == nil ? "sent" : "refused" })
                for (item, expected) in zip(items, expected) where expected != nil && expected != "not-an-object" {
                    #expect(code(item) == expected || expected == "projects-not-assignable", "\(item)")
                }
            }
            #expect(try await mails(world) == 2)
            let listed = try await world.send(.get, APIPath.invitations(world.account), as: "it-admin").body["items"]?.array ?? []
            #expect(Set(listed.compactMap { $0["email"]?.string }) == ["ada@new.example", "cy@new.example"])
        }
    }

    @Test("The limit of invitations holds over a batch; addresses of a domain that the account verified do not use it up (threat 9)")
    func limits() async throws {
        try await APIWorld.with { world in
            func batch(_ domain: String, _ count: Int) -> [JSON] {
                (0..<count).map { ["email": .string("guest\($0)@\(domain)"), "role": "support-member"] }
            }
            let first = try await send(world, batch("new.example", 102))
            #expect(first.count { $0["outcome"] == "sent" } == 100)
            #expect(first.suffix(2).allSatisfy { code($0) == "too-many-invitations" })
            let now = world.clock.now()
            try await world.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO account_domains (account_id, name, token, created_at, verified_at, confirmed_at)
                    VALUES (\(world.account), 'own.example', 't', \(now), \(now), \(now))
                    """)
            }
            let own = try await send(world, batch("own.example", 5))
            #expect(own.allSatisfy { $0["outcome"] == "sent" })
        }
    }

    @Test("A list that is none, or too long, is refused as a whole")
    func malformed() async throws {
        try await APIWorld.with { world in
            let one: JSON = ["email": "a@new.example", "role": "member"]
            for list: JSON in [nil, [], "x", .array(Array(repeating: one, count: 201))] {
                let answer = try await world.send(
                    .post, APIPath.invitationBatches(world.account), as: "administrator", ["invitations": list])
                #expect(answer.status == 422, "\(answer.text.prefix(200))")
            }
        }
    }
}
