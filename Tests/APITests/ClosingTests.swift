import API
import Access
import Core
import Directory
import HTTPTypes
import OpenID
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// An account that its administrators close: 14 days, then the end.
@Suite("Closing an account", .onEveryDatabase) struct ClosingTests {
    private func carryOut(_ world: APIWorld) async throws -> Int {
        let now = world.clock.now()
        let due = try await world.database.read { try $0.dueClosings(at: now) }
        let closings = AccountClosings(catalog: world.catalog) { _ in "http://localhost:8081" }
        for closing in due { try await world.database.write { try closings.carryOut(closing, in: $0, at: now) } }
        return due.count
    }

    @Test("For 14 days nothing changes but that everybody is told the day; then nobody opens it, by no sign-in, key or invitation")
    func end() async throws {
        try await APIWorld.with { world in
            let key: JSON = ["name": "Key", "project": .string(world.projects[0].id.text)]
            #expect(try await world.send(.post, world.path("/access-keys"), as: "administrator", key).status == 201)
            let invitation: JSON = ["email": "late@example.com", "role": "member"]
            #expect(try await world.send(.post, world.path("/invitations"), as: "administrator", invitation).status == 201)
            #expect(try await world.send(.post, world.path("/groups"), as: "administrator", ["name": "On call"]).status == 201)
            let second = world.path("/projects/\(world.projects[1].id)")
            #expect(try await world.send(.delete, second, as: "administrator").status == 204)

            let day = world.clock.now() + .days(14)
            let asked = try await world.send(.post, world.path("/closing"), as: "administrator")
            #expect(asked.status == 200 && asked.body["closes_at"]?.string == day.rfc3339)
            #expect(asked.body["requested_by"]?["name"]?.string == "The administrator")
            let letters = try await world.letters().filter { $0.contains("asked for Northwind to be closed") }
            #expect(letters.count == 1, "asking again tells nobody again")
            world.clock.advance(by: .days(3))
            #expect(try await world.send(.post, world.path("/closing"), as: "administrator").body["closes_at"]?.string == day.rfc3339)
            let me = try await world.send(.get, "/api/v1/me", as: "member").body
            #expect(me["current"]?["closes_at"]?.string == day.rfc3339)
            #expect(try await carryOut(world) == 0)

            world.clock.advance(by: .days(11))
            #expect(try await carryOut(world) == 1)
            let boss = try world.member("administrator").person
            await #expect(throws: APIWorld.NoToken.self) { try await world.token(of: boss) }
            let account = world.account
            let left = try await world.database.read { tx in
                let keys = try tx.accessKeys(of: account).count
                let pending = try tx.rows("SELECT id FROM invitations WHERE account_id = \(account) AND state = 'pending'").count
                let members = try tx.rows("SELECT id FROM members WHERE account_id = \(account)").count
                let groups = try tx.rows("SELECT id FROM access_groups WHERE account_id = \(account)").count
                let archived = try tx.archivedProjects(of: account, limit: 10).count
                return [keys, pending, members, groups, archived, try tx.products(of: account).count]
            }
            #expect(left == [0, 0, 0, 0, 0, 0])
            #expect(try await world.letters().contains { $0.contains("was closed") })
            #expect(try await carryOut(world) == 0)
        }
    }

    @Test("Any administrator keeps it until then; whoever else manages people does neither")
    func kept() async throws {
        try await APIWorld.with { world in
            let refused = try await world.send(.post, world.path("/closing"), as: "it-admin")
            #expect(refused.status == 403, "\(refused.text)")
            // No role is named that would not do either.
            #expect(refused.text.contains("Administrator") && !refused.text.contains("Associate"), "\(refused.text)")
            #expect(try await world.send(.post, world.path("/closing"), as: "administrator").status == 200)
            #expect(try await world.send(.delete, world.path("/closing"), as: "it-admin").status == 403)
            #expect(try await world.send(.delete, world.path("/closing"), as: "administrator").status == 204)
            let state = try await world.send(.get, world.path("/closing"), as: "administrator").body
            #expect(state["closes_at"] == .null)
            world.clock.advance(by: .days(15))
            #expect(try await carryOut(world) == 0)
            #expect(try await world.send(.get, world.path("/projects"), as: "member").status == 200)
        }
    }

    @Test("What is taken along names people, roles, groups and projects, and holds no secret")
    func export() async throws {
        try await APIWorld.with { world in
            let key: JSON = ["name": "Key of Ada", "project": .string(world.projects[0].id.text)]
            let made = try await world.send(.post, world.path("/access-keys"), as: "administrator", key)
            let reached: JSON = ["contacts": ["billing": "pay@northwind.example"], "zoneinfo": "Europe/Stockholm"]
            #expect(try await world.send(.patch, world.path(""), as: "administrator", reached).status == 200)
            let secret = try #require(made.body["client_secret"]?.string)
            let export = try await world.send(.get, world.path("/export"), as: "administrator")
            #expect(export.status == 200 && !export.text.contains(secret))
            let everybody = try APIWorld.roles().count
            #expect(export.body["members"]?.array?.count == everybody)
            #expect(export.body["access_keys"]?.array?.first?["name"]?.string == "Key of Ada")
            #expect(export.body["projects"]?.array?.count == world.projects.count)
            #expect(export.body["account"]?["contacts"] == ["technical": nil, "billing": "pay@northwind.example", "security": nil])
            #expect(export.body["account"]?["zoneinfo"]?.string == "Europe/Stockholm")
        }
    }
}
