import Access
import Core
import Language
import SQL
import TestSupport
import Testing

/// Rule 7, and what rules 1 and 2 mean for grants.
@Suite("Grants", .onEveryDatabase) struct GrantTests {
    @Test("One grant alone permits: never the area of one with the projects of another")
    func alone() async throws {
        try await Northwind.with { world in
            let product = try #require(world.catalog["dashboard"])
            let account = world.account
            let support = try world.member("support-member")
            let own = world.projects[0].id
            let other = world.projects[1].id
            let member = try await world.acting(as: "it-admin") {
                try $0.give(GrantTerms(role: "associate", projects: [other]), to: support.id, of: account, as: "dashboard")
            }
            func may(_ action: Action, _ area: AreaID, _ project: ProjectID) -> Bool {
                decide(member, action, .project(project, of: account, area: area), in: product, at: world.clock.now()).isPermitted
            }
            #expect(may(.view, "messages", own) && may(.view, "messages", other))
            #expect(may(.manage, "access-keys", other) && !may(.manage, "access-keys", own))
            #expect(!may(.manage, "messages", own) && may(.manage, "messages", other))
            #expect(member.projects(where: .manage, in: "access-keys", of: product, at: world.clock.now()) == .these([other]))
            #expect(member.projects(of: product, at: world.clock.now()) == .these([own, other]))
        }
    }

    @Test("A grant counts until its end, to the millisecond, and says who gave it and when")
    func end() async throws {
        try await Northwind.with { world in
            let product = try #require(world.catalog["dashboard"])
            let account = world.account
            let support = try world.member("support-member").id
            let end = world.clock.now() + .days(30)
            let given = world.clock.now()
            let member = try await world.acting(as: "it-admin") {
                try $0.give(GrantTerms(role: "it-admin", endsAt: end), to: support, of: account, as: "dashboard")
            }
            let origin = try #require(member.grants.last).origin
            #expect(origin == AccessGrant.Origin(source: .person, giver: try world.member("it-admin").person, at: given))
            let before = decide(member, .manage, .area("users"), in: product, at: end - .milliseconds(1))
            let after = decide(member, .manage, .area("users"), in: product, at: end)
            #expect(before.isPermitted && before.grant?.endsAt == end)
            #expect(!after.isPermitted && after.role?.id == "support-member")
            let past = try await world.refusal(as: "it-admin") {
                try $0.give(GrantTerms(role: "associate", endsAt: given), to: support, of: account, as: "dashboard")
            }
            #expect(past == .endIsPast)
        }
    }

    @Test("Whoever's last grant has ended is a member without a role, and is told so")
    func nothingLeft() async throws {
        try await Northwind.with { world in
            let account = world.account
            let product = try #require(world.catalog["dashboard"])
            let associate = try world.member("associate")
            let grant = try #require(associate.grants.first)
            let member = try await world.acting(as: "administrator") {
                try $0.take(grant.id, of: associate.id, in: account, as: "dashboard")
            }
            #expect(member.grants.isEmpty)
            #expect(decide(member, .view, .area("overview"), in: product, at: world.clock.now()).reason == .noGrant)
            guard
                case .refused(let refusal) = try await world.refusal(
                    as: "associate", { try $0.openProject(named: "New", in: account, as: "dashboard") })
            else {
                Issue.record("not refused")
                return
            }
            #expect(refusal.problem.title.english == "You have no role in Northwind now.")
        }
    }

    @Test("Rule 2: only an administrator gives, changes or takes an administrator's grant, and nobody one of their own")
    func rule2() async throws {
        try await Northwind.with { world in
            let account = world.account
            let boss = try world.member("administrator")
            let helper = try world.member("it-admin")
            let member = try world.member("member")
            let administrator = try #require(world.catalog["dashboard"]?.role("administrator"))
            let itAdmin = try #require(world.catalog["dashboard"]?.role("it-admin"))
            let bossGrant = try #require(boss.grants.first).id
            let memberGrant = try #require(member.grants.first).id
            let ownGrant = try #require(helper.grants.first).id
            let administratorOnly = AccessError.administratorOnly(role: administrator, held: itAdmin)
            for end in [nil, world.clock.now() + .days(1)] as [Timestamp?] {
                let terms = GrantTerms(role: "administrator", endsAt: end)
                try await world.expect(administratorOnly, as: "it-admin") {
                    try $0.give(terms, to: member.id, of: account, as: "dashboard")
                }
                try await world.expect(administratorOnly, as: "it-admin") {
                    try $0.change(memberGrant, of: member.id, in: account, as: "dashboard", to: terms)
                }
            }
            let lesser = GrantTerms(role: "member")
            try await world.expect(administratorOnly, as: "it-admin") { try $0.give(lesser, to: boss.id, of: account, as: "dashboard") }
            try await world.expect(administratorOnly, as: "it-admin") {
                try $0.change(bossGrant, of: boss.id, in: account, as: "dashboard", to: lesser)
            }
            try await world.expect(administratorOnly, as: "it-admin") {
                try $0.take(bossGrant, of: boss.id, in: account, as: "dashboard")
            }
            for (role, own, grant) in [("administrator", boss.id, bossGrant), ("it-admin", helper.id, ownGrant)]
                as [(RoleID, MemberID, AccessGrantID)]
            {
                try await world.expect(.ownRole, as: role) { try $0.give(lesser, to: own, of: account, as: "dashboard") }
                try await world.expect(.ownRole, as: role) { try $0.change(grant, of: own, in: account, as: "dashboard", to: lesser) }
                try await world.expect(.ownRole, as: role) { try $0.take(grant, of: own, in: account, as: "dashboard") }
            }
        }
    }

    @Test("Rule 1: an administrator's role may end on a day only while another without an end remains")
    func rule1() async throws {
        try await Northwind.with { world in
            let account = world.account
            let boss = try world.member("administrator")
            let grant = try #require(boss.grants.first).id
            let role = try #require(world.catalog["dashboard"]?.role("administrator"))
            let member = try world.member("member").id
            let ending = GrantTerms(role: "administrator", endsAt: world.clock.now() + .days(365))
            func end() async throws -> AccessError? {
                try await world.refusal(.operatorCommand) { try $0.change(grant, of: boss.id, in: account, as: "dashboard", to: ending) }
            }
            #expect(try await end() == .lastAdministrator(role))
            // Another one with an end does not help.
            _ = try await world.acting(as: "administrator") { try $0.give(ending, to: member, of: account, as: "dashboard") }
            #expect(try await end() == .lastAdministrator(role))
            #expect(
                try await world.refusal(as: "administrator") { try $0.leave(account, product: "dashboard") } == .lastAdministrator(role))
            _ = try await world.acting(as: "administrator") {
                try $0.give(GrantTerms(role: "administrator"), to: member, of: account, as: "dashboard")
            }
            #expect(try await end() == nil)
        }
    }

    @Test("Seeing all projects by one role ties no traffic to the name of a project that another role lets one open (rules 3 and 7)")
    func names() async throws {
        try await Northwind.with { world in
            let account = world.account
            let helper = try world.member("it-admin").id
            _ = try await world.acting(as: "administrator") {
                try $0.give(GrantTerms(role: "associate"), to: helper, of: account, as: "dashboard")
            }
            let project = try await world.acting(as: "it-admin") { try $0.openProject(named: "Secret", in: account, as: "dashboard") }
            #expect(project.sourceName == nil)
            let own = try await world.now(helper)?.grants.first { $0.role == "associate" }
            #expect(own?.projects == [project.id])
        }
    }

    @Test("What has ended is neither changed nor counted nor in the way, before it is swept away")
    func ended() async throws {
        try await Northwind.with { world in
            let account = world.account
            let support = try world.member("support-member").id
            let end = world.clock.now() + .minutes(1)
            let member = try await world.acting(as: "administrator") {
                try $0.give(GrantTerms(role: "administrator", endsAt: end), to: support, of: account, as: "dashboard")
            }
            let grant = try #require(member.grants.first { $0.role == "administrator" }).id
            let suspension = Administration.MemberChange(status: .suspended)
            try await world.expect(code: "administrator-only", as: "it-admin") {
                try $0.changeMember(support, of: account, as: "dashboard", to: suspension)
            }
            world.clock.advance(by: .minutes(1))
            try await world.expect(.notFound, as: "administrator") {
                try $0.change(grant, of: support, in: account, as: "dashboard", to: GrantTerms(role: "administrator"))
            }
            _ = try await world.acting(as: "it-admin") { try $0.changeMember(support, of: account, as: "dashboard", to: suspension) }
        }
    }

    @Test("The same role in the same projects is not given twice, an end stays where it is not said, and is not beyond a century")
    func terms() async throws {
        try await Northwind.with { world in
            let account = world.account
            let associate = try world.member("associate").id
            let project = world.projects[0].id
            let role = try #require(world.catalog["dashboard"]?.role("associate"))
            try await world.expect(.sameGrant(role), as: "it-admin") {
                try $0.give(GrantTerms(role: "associate", projects: [project]), to: associate, of: account, as: "dashboard")
            }
            let far = world.clock.now() + .days(40_000)
            try await world.expect(.endIsFar, as: "it-admin") {
                try $0.give(GrantTerms(role: "member", endsAt: far), to: associate, of: account, as: "dashboard")
            }
            let end = world.clock.now() + .days(5)
            let given = try await world.acting(as: "it-admin") {
                try $0.give(GrantTerms(role: "member", endsAt: end), to: associate, of: account, as: "dashboard")
            }
            let grant = try #require(given.grants.first { $0.role == "member" }).id
            var kept = GrantTerms(role: "support-member")
            kept.keepsEnd = true
            let changed = try await world.acting(as: "it-admin") { [kept] in
                try $0.change(grant, of: associate, in: account, as: "dashboard", to: kept)
            }
            #expect(changed.grants.first { $0.id == grant }?.endsAt == end)
        }
    }

    @Test("A change of the role says which grant it means, or is refused")
    func several() async throws {
        try await Northwind.with { world in
            let account = world.account
            let associate = try world.member("associate").id
            _ = try await world.acting(as: "it-admin") {
                try $0.give(GrantTerms(role: "it-admin"), to: associate, of: account, as: "dashboard")
            }
            let refusal = try await world.refusal(as: "administrator") {
                try $0.changeMember(associate, of: account, as: "dashboard", to: .init(role: "member"))
            }
            #expect(refusal == .severalGrants(2))
            _ = try await world.acting(as: "administrator") {
                try $0.changeMember(associate, of: account, as: "dashboard", to: .init(status: .suspended))
            }
        }
    }

    @Test("Grants of another account's member, or of another member, are as if they did not exist (threat 2)")
    func foreign() async throws {
        try await Northwind.with { world in
            let account = world.account
            let associate = try world.member("associate")
            let support = try world.member("support-member")
            let grant = try #require(support.grants.first).id
            let terms = GrantTerms(role: "member")
            try await world.expect(.notFound, as: "administrator") {
                try $0.change(grant, of: associate.id, in: account, as: "dashboard", to: terms)
            }
            try await world.expect(.notFound, as: "administrator") {
                try $0.take(grant, of: associate.id, in: account, as: "dashboard")
            }
            let unknown = GrantTerms(role: "member", projects: [ProjectID(at: Timestamp(seconds: 9))])
            try await world.expect(code: "unknown-project", as: "administrator") {
                try $0.give(unknown, to: associate.id, of: account, as: "dashboard")
            }
        }
    }
}
