import API
import Access
import Core
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

@Suite("A member's history", .onEveryDatabase)
struct MemberHistoryTests {
    @Test("It tells each change of a member, newest first: by whom, and what was before and after")
    func changes() async throws {
        try await APIWorld.with { world in
            let member = try world.member("associate").id
            let path = APIPath.member(world.account, member)
            world.clock.advance(by: .seconds(1))
            let given: JSON = ["role": "member", "projects": [.string(world.projects[1].id.text)]]
            #expect(try await world.send(.patch, path, as: "it-admin", given).status == 200)
            world.clock.advance(by: .seconds(1))
            #expect(try await world.send(.patch, path, as: "administrator", ["status": "suspended"]).status == 200)
            let events = APIPath.memberEvents(world.account, member)
            let items = try #require(try await world.send(.get, events, as: "it-admin").body["items"]?.array)
            #expect(items.map { $0["action"]?.string } == ["member.changed", "member.changed", "member.added"])
            #expect(items.map { $0["by"]?["name"]?.string } == ["The administrator", "The it-admin", nil])
            #expect(items.map { $0["source"]?.string } == ["person", "person", "operator"])
            #expect(items[0]["status"] == ["before": ["active"], "after": ["suspended"]] && items[0]["roles"] == .null)
            let roles = items[1]["roles"]
            #expect(roles?["before"]?.array?.compactMap { $0["id"]?.string } == ["associate"])
            #expect(roles?["after"]?.array?.compactMap { $0["name"]?.string } == ["Member"])
            #expect(items[1]["projects"]?["before"]?.array?.compactMap { $0["name"]?.string } == ["Checkout"])
            #expect(items[1]["projects"]?["after"]?.array?.compactMap { $0["name"]?.string } == ["Alerts"])
            #expect(items[2]["roles"]?["before"] == [] && items[2]["roles"]?["after"]?.array?.count == 1)
            let page = try await world.send(.get, events.query([("limit", "1")]), as: "it-admin").body
            let next = try #require(page["next"]?.string)
            let rest = try await world.send(.get, events.query([("after", next)]), as: "it-admin").body
            #expect(rest["items"]?.array == Array(items.dropFirst()) && rest["next"] == .null)
        }
    }

    @Test("A closed project stays in it without a name, and a group that was joined is named")
    func goneThings() async throws {
        try await APIWorld.with { world in
            let member = try world.member("associate").id
            let group = try #require(
                try await world.send(.post, APIPath.groups(world.account), as: "it-admin", ["name": "On call"]).body["id"]?.string)
            world.clock.advance(by: .seconds(1))
            let joined = try await world.send(
                .post, world.path("/groups/\(group)/members"), as: "it-admin", ["member": .string(member.text)])
            #expect(joined.status == 201)
            let closed = APIPath.project(world.account, world.projects[0].id)
            #expect(try await world.send(.delete, closed, as: "administrator").status == 204)
            let events = APIPath.memberEvents(world.account, member)
            let items = try #require(try await world.send(.get, events, as: "administrator").body["items"]?.array)
            let event = try #require(items.first { $0["action"]?.string == "group.joined" })
            #expect(event["group"]?["name"]?.string == "On call")
            let added = try #require(items.first { $0["action"]?.string == "member.added" })
            #expect(added["projects"]?["after"] == [["id": .string(world.projects[0].id.text), "name": .null]])
        }
    }

    @Test("The member's page says where they have this product open, without a network")
    func sessions() async throws {
        try await APIWorld.with { world in
            let member = try world.member("associate")
            _ = try await world.token(of: member.person)
            let path = APIPath.member(world.account, member.id)
            let shown = try await world.send(.get, path, as: "it-admin").body["sessions"]?.array
            #expect(shown?.count == 1)
            #expect(shown?.first?.object?.map(\.0) == ["browser", "system", "started_at", "last_used_at"])
            try await world.database.write { try $0.run("UPDATE openid_grants SET revoked_at = 1 WHERE person_id = \(member.person)") }
            #expect(try await world.send(.get, path, as: "it-admin").body["sessions"] == [])
        }
    }
}
