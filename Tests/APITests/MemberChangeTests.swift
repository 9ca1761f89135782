import API
import Access
import Core
import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

@Suite struct MemberChangeTests {
    private func ids(_ world: APIWorld, _ roles: RoleID...) throws -> JSON {
        .array(try roles.map { .string(try world.member($0).id.text) })
    }

    private func send(_ world: APIWorld, _ body: JSON, as role: RoleID = "administrator") async throws -> [JSON] {
        let answer = try await world.send(.post, APIPath.memberChanges(world.account), as: role, body)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.body["items"]?.array ?? []
    }

    private func changes(_ world: APIWorld) async throws -> Int {
        try await world.database.read { try $0.first("SELECT COUNT(*) AS number FROM audit_events")?["number"] ?? 0 }
    }

    @Test("A preview names what ends with somebody's right: tokens of directories and open invitations, and the access keys that stay")
    func ends() async throws {
        try await APIWorld.with { world in
            let helper = try world.member("it-admin").id.text
            let token = try await world.send(.post, APIPath.directoryTokens(world.account), as: "it-admin", ["role": "associate"])
            #expect(token.status == 201, "\(token.text)")
            let order: JSON = ["email": "guest@northwind.example", "role": "associate"]
            #expect(try await world.send(.post, APIPath.invitations(world.account), as: "it-admin", order).status == 201)
            func ends(_ act: [(String, JSON)]) async throws -> JSON? {
                let body = JSON.object([("members", .array([.string(helper)])), ("preview", true)] + act)
                let answer = try await world.send(.post, APIPath.memberChanges(world.account), as: "administrator", body)
                return answer.body["items"]?.array?.first?["ends"]
            }
            for act in [[("act", "remove")], [("act", "change"), ("role", "associate")]] as [[(String, JSON)]] {
                let ended = try #require(try await ends(act))
                #expect(ended["directory_tokens"]?.array?.count == 1)
                #expect(ended["invitations"]?.array?.compactMap { $0["email"]?.string } == ["guest@northwind.example"])
            }
            let kept = try #require(try await ends([("act", "change"), ("role", "administrator")]))
            #expect(kept["directory_tokens"] == [] && kept["invitations"] == [])
            // A preview ends nothing.
            let tokens = try await world.send(.get, APIPath.directoryTokens(world.account), as: "it-admin")
            #expect(tokens.body["items"]?.array?.count == 1)
        }
    }

    @Test("A preview says for each what opens and closes, and changes nothing", .onEveryDatabase)
    func preview() async throws {
        try await APIWorld.with { world in
            let before = try await world.database.read { tx in try world.members.values.map { try tx.member($0.id, of: world.account) } }
            let events = try await changes(world)
            let items = try await send(
                world, ["members": ids(world, "associate", "it-admin"), "act": "change", "role": "member", "preview": true])
            #expect(items.map { $0["outcome"] } == ["changed", "changed"])
            #expect(items[0]["area_changes"] == ["billing": ["before": nil, "after": "manage"]])
            #expect(items[0]["projects_before"]?.array?.map { $0["name"] } == ["Checkout"])
            #expect(items[0]["projects_after"] == items[0]["projects_before"])
            #expect(items[0]["roles_before"]?.array?.map { $0["id"] } == ["associate"])
            #expect(items[0]["roles_after"]?.array?.map { $0["id"] } == ["member"])
            #expect(items[1]["area_changes"]?["users"] == ["before": "manage", "after": nil])
            #expect(items[1]["projects_before"] == "all")
            #expect(items[1]["projects_after"] == [])
            let after = try await world.database.read { tx in try world.members.values.map { try tx.member($0.id, of: world.account) } }
            #expect(before == after)
            #expect(try await changes(world) == events)
        }
    }

    @Test("Each is changed by itself: one who is refused is named with the reason, and does not hold up the others", .onEveryDatabase)
    func refusedAlone() async throws {
        try await APIWorld.with { world in
            let act: [(String, JSON)] = [("act", "change"), ("status", "suspended")]
            let members = try ids(world, "associate", "administrator", "member")
            let asked = JSON.object([("members", members)] + act + [("preview", true)])
            let foreseen = try await send(world, asked, as: "it-admin")
            #expect(foreseen.map { $0["outcome"] } == ["changed", "refused", "changed"])
            let done = try await send(world, .object([("members", members)] + act), as: "it-admin")
            // A preview also says what ends.
            #expect(done == foreseen.map { item in .object((item.object ?? []).filter { $0.0 != "ends" }) })
            #expect(done[1]["problem"]?["type"] == "urn:lanyard:problem:administrator-only")
            #expect(done[0]["area_changes"]?["messages"] == ["before": "manage", "after": nil])
            #expect(
                try await send(world, .object([("members", members)] + act), as: "it-admin").map { $0["outcome"] } == [
                    "unchanged", "refused", "unchanged",
                ])
        }
    }

    @Test("Whoever is among those they chose is refused alone")
    func oneself() async throws {
        try await APIWorld.with { world in
            let second = try world.member("associate")
            _ = try await send(world, ["members": ids(world, "associate"), "act": "change", "role": "administrator"])
            let token = try await world.token(of: second.person)
            let body: JSON = ["members": try ids(world, "administrator", "associate"), "act": "remove", "preview": true]
            let answer = await world.send(.post, APIPath.memberChanges(world.account), token: token, body)
            #expect(answer.body["items"]?.array?.map { $0["outcome"] } == ["changed", "refused"], "\(answer.text)")
            #expect(answer.body["items"]?.array?[1]["problem"]?["type"] == "urn:lanyard:problem:own-role")
        }
    }

    @Test("One more role, one changed and one taken are foreseen as they come")
    func grants() async throws {
        try await APIWorld.with { world in
            let associate = try world.member("associate")
            let more = try await send(world, ["members": ids(world, "associate"), "act": "give", "role": "it-admin"])
            #expect(more[0]["area_changes"] == ["users": ["before": nil, "after": "manage"]])
            #expect(more[0]["projects_after"] == "all")
            let grants = try await world.database.read { try $0.member(associate.id, of: world.account)?.grants ?? [] }
            let given = try #require(grants.first { $0.role == "it-admin" }).id.text
            let narrowed = try await send(
                world,
                [
                    "members": ids(world, "associate"), "act": "change-grant", "grant": .string(given), "role": "support-member",
                    "preview": true,
                ])
            #expect(narrowed[0]["area_changes"] == ["users": ["before": "manage", "after": nil]])
            let taken = try await send(
                world, ["members": ids(world, "associate"), "act": "take-grant", "grant": .string(given), "preview": true])
            #expect(taken[0]["roles_after"]?.array?.map { $0["id"] } == ["associate"])
            let several = try await send(world, ["members": ids(world, "associate"), "act": "change", "role": "member"])
            #expect(several[0]["outcome"] == "refused")
        }
    }

    @Test("Whoever manages people in some projects alone learns no other project's name from a preview")
    func unseenProjects() async throws {
        try await APIWorld.with { world in
            _ = try await send(
                world,
                [
                    "members": ids(world, "associate"), "act": "change",
                    "projects": .array(world.projects.map { .string($0.id.text) }),
                ])
            let role = try await world.send(
                .post, world.path("/roles"), as: "administrator", ["name": "Desk", "areas": ["users": "manage"], "projects": "all"])
            let id = try #require(role.body["id"]?.string)
            // As roles are that were made before a role that opens people held everywhere.
            try await world.database.write { _ = try $0.run("UPDATE custom_roles SET projects = 'assigned' WHERE id = \(id)") }
            _ = try await send(world, ["members": ids(world, "member"), "act": "change", "role": .string(id)])
            let items = try await send(world, ["members": ids(world, "associate"), "act": "remove", "preview": true], as: "member")
            #expect(items[0]["projects_before"]?.array?.map { $0["name"] } == [.string(world.projects[0].name)])
        }
    }

    @Test("What cannot be done to anybody is refused as a whole, with the field that is wrong")
    func malformed() async throws {
        try await APIWorld.with { world in
            let one = try ids(world, "associate")
            let many = JSON.array((0...200).map { .string(String(format: "mem_%026d", $0)) })
            let bodies: [(JSON, String)] = [
                (["members": [], "act": "remove"], "members"), (["members": ["x"], "act": "remove"], "members"),
                (["members": many, "act": "remove"], "members"), (["members": one], "act"), (["members": one, "act": "burn"], "act"),
                (["members": one, "act": "take-grant"], "grant"), (["members": one, "act": "take-grant", "grant": "x"], "grant"),
                (["members": one, "act": "change", "status": "held"], "status"),
            ]
            for (body, field) in bodies {
                let answer = try await world.send(.post, APIPath.memberChanges(world.account), as: "administrator", body)
                #expect(answer.status == 422)
                #expect(answer.body["errors"]?.array?.contains { $0["field"]?.string == field } == true, "\(body): \(answer.text)")
            }
            let superfluous = try await world.send(
                .post, APIPath.memberChanges(world.account), as: "administrator", ["members": one, "act": "remove", "role": "member"])
            #expect(superfluous.status == 400)
            let nothing = try await world.send(
                .post, APIPath.memberChanges(world.account), as: "administrator", ["members": one, "act": "change"])
            #expect(nothing.code == "nothing-to-change")
            let stranger = try await send(world, ["members": [.string(world.stranger.id.text)], "act": "remove"])
            #expect(stranger[0]["problem"]?["status"] == 404)
        }
    }
}
