import API
import Access
import Core
import HTTPTypes
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("What waits for somebody", .onEveryDatabase)
struct WaitingTests {
    private func waiting(_ world: APIWorld, as role: RoleID) async throws -> JSON? {
        let answer = try await world.send(.get, "/api/v1/me?include=waiting", as: role)
        #expect(answer.status == 200)
        return answer.body["waiting"]
    }

    private func key(_ world: APIWorld, of project: Project, endingIn time: Duration?) async throws -> String {
        let end = time.map { JSON.string((world.clock.now() + $0).rfc3339) } ?? .null
        let body: JSON = ["name": "Key", "project": .string(project.id.text), "expires_at": end]
        let made = try await world.send(.post, world.path("/access-keys"), as: "administrator", body)
        #expect(made.status == 201)
        return try #require(made.body["client_id"]?.string)
    }

    @Test("Requests and keys that end are counted for whoever may act on them, keys only in the projects in which they may")
    func roles() async throws {
        try await APIWorld.with { world in
            let asked = try await world.send(.post, world.path("/access-requests"), as: "associate", ["area": "billing"])
            #expect(asked.status == 201)
            for project in world.projects { _ = try await key(world, of: project, endingIn: .days(3)) }
            _ = try await key(world, of: world.projects[0], endingIn: .days(8))
            _ = try await key(world, of: world.projects[0], endingIn: nil)
            let revoked = try await key(world, of: world.projects[0], endingIn: .days(2))
            #expect(try await world.send(.delete, world.path("/access-keys/" + revoked), as: "administrator").status == 204)
            let expected: [RoleID: JSON] = [
                "administrator": ["access_requests": 1, "keys_ending": 2], "member": ["access_requests": nil, "keys_ending": 1],
                "support-member": ["access_requests": nil, "keys_ending": nil], "associate": ["access_requests": nil, "keys_ending": 1],
                "it-admin": ["access_requests": 1, "keys_ending": nil],
            ]
            for role in try APIWorld.roles() { #expect(try await waiting(world, as: role) == expected[role], "\(role)") }
            world.clock.advance(by: .days(4))
            #expect(
                try await waiting(world, as: "administrator") == ["access_requests": 1, "keys_ending": 1], "two ended, one more is near")
        }
    }

    @Test("A request that was answered waits no more, and what waits in another account or product is not counted")
    func answered() async throws {
        try await APIWorld.with { world in
            let asked = try await world.send(.post, world.path("/access-requests"), as: "associate", ["area": "billing"])
            let id = try #require(asked.body["id"]?.string)
            let stranger = await world.send(.get, "/api/v1/me?include=waiting", token: try await world.token(of: world.stranger.person))
            #expect(stranger.body["waiting"] == ["access_requests": 0, "keys_ending": 0])
            let denial = try await world.send(.post, world.path("/access-requests/\(id)/denial"), as: "it-admin", .object([]))
            #expect(denial.status == 204)
            #expect(try await waiting(world, as: "it-admin")?["access_requests"]?.integer == 0)
        }
    }

    @Test("Nothing is counted unless it is asked for, and no other thing can be asked for")
    func unasked() async throws {
        try await APIWorld.with { world in
            #expect(try await world.send(.get, "/api/v1/me", as: "administrator").body["waiting"] == nil)
            let other = try await world.send(.get, "/api/v1/me?include=everything", as: "administrator")
            #expect(other.status == 400 && other.code == "unknown-include")
        }
    }
}
