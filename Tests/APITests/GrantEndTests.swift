import API
import Access
import Core
import Directory
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

@Suite("Ends of grants", .onEveryDatabase)
struct GrantEndTests {
    @Test("Seven days before the end the person and whoever gave the role are told, once")
    func warned() async throws {
        try await APIWorld.with { world in
            let end = world.clock.now() + .days(30)
            try await world.give("it-admin", until: end, to: "associate", as: "it-admin")
            try await world.carryOutEnds()
            #expect(try await world.letters().isEmpty)
            world.clock.advance(by: .days(23))
            try await world.carryOutEnds()
            try await world.carryOutEnds()
            let letters = try await world.letters()
            #expect(letters.count == 2)
            let own = try #require(letters.first { $0.contains("Your role IT Admin in Northwind of the Customer Dashboard ends with") })
            #expect(own.contains("ask The it-admin"))
            let theirs = try #require(letters.first { $0.contains("The associate holds the role IT Admin in Northwind") })
            #expect(theirs.contains("http://localhost:8081/users/\(try world.member("associate").id)?account=\(world.account)"))
            world.clock.advance(by: .days(7))
            try await world.carryOutEnds()
            #expect(try await world.letters().count == 2)
        }
    }

    @Test("Of a role that a group gives, each member is told, and whoever gave it once, for all of them")
    func ofGroup() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let end = world.clock.now() + .days(30)
            let members = try ["associate", "support-member"].map { try world.member($0).id }
            let giver = Administration.Actor.person(try world.member("it-admin").person)
            let now = world.clock.now()
            let catalog = world.catalog
            let group = try await world.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: giver, at: now)
                let group = try work.openGroup(named: "Night", in: account, as: "dashboard")
                _ = try work.give(GrantTerms(role: "member", endsAt: end), to: group.id, in: account, as: "dashboard")
                for member in members { _ = try work.add(member, to: group.id, in: account, as: "dashboard") }
                return group.id
            }
            world.clock.advance(by: .days(24))
            try await world.carryOutEnds()
            try await world.carryOutEnds()
            let letters = try await world.letters()
            #expect(letters.count { $0.contains("Your role Member in Northwind") } == 2)
            let theirs = letters.filter { $0.contains("The group Night gives 2 people the role Member in Northwind") }
            #expect(theirs.count == 1 && letters.count == 3)
            #expect(theirs.first?.contains("http://localhost:8081/users/groups/\(group)?account=\(account)") == true)
        }
    }

    @Test("Where the giver can no longer give it, those are told who can; a later end is warned of anew")
    func others() async throws {
        try await APIWorld.with { world in
            let account = world.account
            try await world.give("support-member", until: world.clock.now() + .days(10), to: "associate", as: "it-admin")
            let giver = try world.member("it-admin").id
            try await world.operatorWork { _ = try $0.removeMember(giver, of: account, as: "dashboard") }
            world.clock.advance(by: .days(5))
            try await world.carryOutEnds()
            let letters = try await world.letters()
            #expect(letters.count == 2 && letters.contains { $0.contains("ask The administrator") })
            let associate = try world.member("associate").id
            let later = world.clock.now() + .days(60)
            let grant = try #require(try await world.database.read { try $0.member(associate, of: account)?.grants.last }).id
            let terms = GrantTerms(role: "support-member", endsAt: later)
            try await world.operatorWork { _ = try $0.change(grant, of: associate, in: account, as: "dashboard", to: terms) }
            try await world.carryOutEnds()
            #expect(try await world.letters().count == 2)
            world.clock.advance(by: .days(54))
            try await world.carryOutEnds()
            #expect(try await world.letters().count == 4)
        }
    }

    @Test("What has ended is gone from the moment on, and taken away by the server in an event of its own")
    func swept() async throws {
        try await APIWorld.with { world in
            let end = world.clock.now() + .days(1)
            try await world.give("it-admin", until: end, to: "associate", as: "administrator")
            let path = APIPath.members(world.account)
            #expect(try await world.send(.get, path, as: "associate").status == 200)
            world.clock.advance(by: .days(1) - .milliseconds(1))
            #expect(try await world.send(.get, path, as: "associate").status == 200)
            world.clock.advance(by: .milliseconds(1))
            #expect(try await world.send(.get, path, as: "associate").status == 403)
            try await world.carryOutEnds()
            let id = try world.member("associate").id
            let (roles, actors): ([String], [String]) = try await world.database.read { tx in
                let member = try #require(try tx.member(id, of: world.account))
                let events = try tx.rows("SELECT actor FROM audit_events WHERE subject = \(id) AND action = 'member.changed' ORDER BY id")
                return (member.grants.map(\.role.rawValue), try events.map { try $0["actor"] })
            }
            #expect(roles == ["associate"] && actors.last == "system")
        }
    }
}

extension APIWorld {
    func give(_ role: String, until end: Timestamp, to holder: RoleID, as giver: RoleID) async throws {
        let answer = try await send(
            .post, APIPath.grants(account, member(holder).id), as: giver, ["role": .string(role), "ends_at": .string(end.rfc3339)])
        #expect(answer.status == 201, "\(answer.text)")
    }

    fileprivate func carryOutEnds() async throws {
        let ends = GrantEnds(catalog: catalog) { _ in
            "http://localhost:8081"
        } holderPage: { ending in
            switch ending.holder {
            case .member(let member, _, _): "http://localhost:8081/users/\(member)?account=\(ending.account)"
            case .group(let group, _, _): "http://localhost:8081/users/groups/\(group)?account=\(ending.account)"
            }
        }
        let now = clock.now()
        while try await database.read({ try ends.areDue(in: $0, at: now) }) {
            try await database.write { try ends.carryOut(in: $0, at: now) }
        }
    }

}
