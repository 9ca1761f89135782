import Access
import Core
import SQL
import TestSupport
import Testing

/// Groups give the same grants to everybody in them, within rule 2.
@Suite("Groups", .onEveryDatabase) struct GroupTests {
    private func group(_ world: Northwind, gives terms: GrantTerms? = nil, to roles: [RoleID] = []) async throws -> AccessGroup {
        let account = world.account
        let members = try roles.map { try world.member($0).id }
        return try await world.acting(as: "administrator") { work in
            var group = try work.openGroup(named: "On call", in: account, as: "dashboard")
            for member in members { _ = try work.add(member, to: group.id, in: account, as: "dashboard") }
            if let terms { group = try work.give(terms, to: group.id, in: account, as: "dashboard") }
            return group
        }
    }

    @Test("Whoever is in a group has what it gives, from the moment on and no longer, and what they have themselves stays")
    func members() async throws {
        try await Northwind.with { world in
            let product = try #require(world.catalog["dashboard"])
            let account = world.account
            let project = world.projects[1].id
            let support = try world.member("support-member").id
            let group = try await group(world, gives: GrantTerms(role: "associate", projects: [project]), to: ["support-member"])
            func may() async throws -> Bool {
                let member = try await world.now(support)
                let resource = Resource.project(project, of: account, area: "access-keys")
                return decide(member, .manage, resource, in: product, at: world.clock.now()).isPermitted
            }
            #expect(try await may())
            let held = try #require(try await world.now(support)).grants
            #expect(held.count == 2 && held.contains { $0.group == group.id && $0.origin.source == .group })
            let grant = try #require(group.grants.first).id
            _ = try await world.acting(as: "it-admin") {
                try $0.change(grant, of: group.id, in: account, as: "dashboard", to: GrantTerms(role: "associate", projects: []))
            }
            #expect(try await !may())
            _ = try await world.acting(as: "it-admin") {
                try $0.change(grant, of: group.id, in: account, as: "dashboard", to: GrantTerms(role: "associate", projects: [project]))
            }
            #expect(try await may())
            _ = try await world.acting(as: "it-admin") { try $0.remove(support, from: group.id, in: account, as: "dashboard") }
            #expect(try await !may())
            _ = try await world.acting(as: "it-admin") { try $0.add(support, to: group.id, in: account, as: "dashboard") }
            #expect(try await may())
            try await world.acting(as: "it-admin") { try $0.closeGroup(group.id, in: account, as: "dashboard") }
            #expect(try await !may())
            #expect(try await world.now(support)?.grants.map(\.role) == ["support-member"])
        }
    }

    @Test("Each member whose roles a group changes is told of by an event of their own, as a product hears of it")
    func eventsOfMembers() async throws {
        try await Northwind.with { world in
            let account = world.account
            let group = try await group(world, gives: GrantTerms(role: "associate"), to: ["support-member", "member"])
            func events(_ action: String) async throws -> Int {
                try await world.database.read { try $0.rows("SELECT id FROM audit_events WHERE action = \(action)").count }
            }
            #expect(try await events("member.changed") == 2, "what the group gives, to both")
            let grant = try #require(group.grants.first).id
            _ = try await world.acting(as: "administrator") {
                try $0.change(grant, of: group.id, in: account, as: "dashboard", to: GrantTerms(role: "it-admin"))
            }
            #expect(try await events("member.changed") == 4)
            _ = try await world.acting(as: "administrator") { try $0.take(grant, of: group.id, in: account, as: "dashboard") }
            #expect(try await events("member.changed") == 6)
            try await world.acting(as: "administrator") { try $0.closeGroup(group.id, in: account, as: "dashboard") }
            #expect(try await events("group.left") == 2)
        }
    }

    @Test("No group gives the administrator's role, whoever asks")
    func administrator() async throws {
        try await Northwind.with { world in
            let account = world.account
            let role = try #require(world.catalog["dashboard"]?.role("administrator"))
            let group = try await group(world, gives: GrantTerms(role: "member"))
            let grant = try #require(group.grants.first).id
            let terms = GrantTerms(role: "administrator", endsAt: world.clock.now() + .days(1))
            for actor in [.operatorCommand, .person(try world.member("administrator").person)] as [Administration.Actor] {
                try await world.expect(.notForGroups(role), actor) { try $0.give(terms, to: group.id, in: account, as: "dashboard") }
                try await world.expect(.notForGroups(role), actor) {
                    try $0.change(grant, of: group.id, in: account, as: "dashboard", to: terms)
                }
            }
        }
    }

    @Test("Joining, leaving or changing a group that one is in is a change of one's own role")
    func own() async throws {
        try await Northwind.with { world in
            let account = world.account
            let helper = try world.member("it-admin").id
            let boss = try world.member("administrator").id
            let group = try await group(world, gives: GrantTerms(role: "associate"), to: ["it-admin"])
            let grant = try #require(group.grants.first).id
            let terms = GrantTerms(role: "member")
            try await world.expect(.ownRole, as: "it-admin") { try $0.give(terms, to: group.id, in: account, as: "dashboard") }
            try await world.expect(.ownRole, as: "it-admin") {
                try $0.change(grant, of: group.id, in: account, as: "dashboard", to: terms)
            }
            try await world.expect(.ownRole, as: "it-admin") { try $0.take(grant, of: group.id, in: account, as: "dashboard") }
            try await world.expect(.ownRole, as: "it-admin") { try $0.closeGroup(group.id, in: account, as: "dashboard") }
            try await world.expect(.ownRole, as: "it-admin") { try $0.remove(helper, from: group.id, in: account, as: "dashboard") }
            try await world.expect(.ownRole, as: "administrator") { try $0.add(boss, to: group.id, in: account, as: "dashboard") }
        }
    }

    @Test("A group that an administrator is in is an administrator's to change (rule 2)")
    func administrators() async throws {
        try await Northwind.with { world in
            let account = world.account
            let second = try world.member("member").id
            let group = try await group(world, gives: GrantTerms(role: "associate"), to: ["member"])
            let grant = try #require(group.grants.first).id
            _ = try await world.acting(as: "administrator") {
                try $0.give(GrantTerms(role: "administrator"), to: second, of: account, as: "dashboard")
            }
            let code = "administrator-only"
            try await world.expect(code: code, as: "it-admin") { try $0.take(grant, of: group.id, in: account, as: "dashboard") }
            try await world.expect(code: code, as: "it-admin") { try $0.closeGroup(group.id, in: account, as: "dashboard") }
            try await world.expect(code: code, as: "it-admin") { try $0.remove(second, from: group.id, in: account, as: "dashboard") }
            _ = try await world.acting(as: "administrator") { try $0.take(grant, of: group.id, in: account, as: "dashboard") }
        }
    }

    @Test("What comes from a group is changed there, and one name is one group")
    func places() async throws {
        try await Northwind.with { world in
            let account = world.account
            let support = try world.member("support-member").id
            let group = try await group(world, gives: GrantTerms(role: "associate"), to: ["support-member"])
            let copy = try #require(try await world.now(support)?.grants.first { $0.group == group.id }).id
            try await world.expect(.grantOfGroup, as: "administrator") {
                try $0.take(copy, of: support, in: account, as: "dashboard")
            }
            try await world.expect(.grantOfGroup, as: "administrator") {
                try $0.change(copy, of: support, in: account, as: "dashboard", to: GrantTerms(role: "member"))
            }
            // The one role of their own is still meant by "the role".
            let changed = try await world.acting(as: "administrator") {
                try $0.changeMember(support, of: account, as: "dashboard", to: .init(role: "member"))
            }
            #expect(changed.ownGrants.map(\.role) == ["member"] && changed.grants.count == 2)
            try await world.expect(.groupNameTaken("On call"), as: "administrator") {
                try $0.openGroup(named: "ON  CALL", in: account, as: "dashboard")
            }
            for role in ["member", "associate", "support-member"] as [RoleID] {
                try await world.expect(code: "role-not-enough", as: role) { try $0.closeGroup(group.id, in: account, as: "dashboard") }
            }
        }
    }

    @Test("A role of a group ends for everybody in it at its time, and is taken away from the group too")
    func ends() async throws {
        try await Northwind.with { world in
            let account = world.account
            let product = try #require(world.catalog["dashboard"])
            let support = try world.member("support-member").id
            let end = world.clock.now() + .days(2)
            let group = try await group(world, gives: GrantTerms(role: "it-admin", endsAt: end), to: ["support-member"])
            let member = try await world.now(support)
            #expect(decide(member, .manage, .area("users"), in: product, at: end - .milliseconds(1)).isPermitted)
            #expect(!decide(member, .manage, .area("users"), in: product, at: end).isPermitted)
            world.clock.advance(by: .days(2))
            let now = world.clock.now()
            while try await world.database.read({ try $0.areGrantEndsDue(at: now) }) {
                try await world.acting(.system) { try $0.sweepEndedGrants(limit: 10) }
            }
            let left = try await world.database.read { try $0.group(group.id, of: account, product: "dashboard")?.grants }
            #expect(left == [])
            #expect(try await world.now(support)?.grants.count == 1)
        }
    }
}
