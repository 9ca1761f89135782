import Access
import Core
import Language
import SQL
import TestSupport
import Testing

/// An account's own roles, made of areas, actions and projects, within rule 2.
@Suite("Custom roles", .onEveryDatabase) struct CustomRoleTests {
    private static let auditor = CustomRoleTerms(
        name: "Auditor", purpose: "Reads the bill", areas: ["billing": .view, "messages": .view], projects: .assigned)

    private func made(_ world: Northwind, _ terms: CustomRoleTerms = auditor) async throws -> CustomRole {
        let account = world.account
        return try await world.acting(as: "administrator") { try $0.makeRole(terms, in: account, as: "dashboard") }
    }

    private func id(of role: CustomRole) -> RoleID { RoleID(rawValue: role.id.text) }

    @Test("A role of the account's own permits exactly its areas, actions and projects, and a change of it counts at once")
    func decisions() async throws {
        try await Northwind.with { world in
            let product = try #require(world.catalog["dashboard"])
            let account = world.account
            let project = world.projects[1].id
            let role = try await made(world)
            let held = id(of: role)
            let member = try world.member("support-member").id
            _ = try await world.acting(as: "it-admin") {
                try $0.changeMember(member, of: account, as: "dashboard", to: .init(role: held, projects: [project]))
            }
            func may(_ action: Action, _ resource: Resource) async throws -> Bool {
                decide(try await world.now(member), action, resource, in: product, at: world.clock.now()).isPermitted
            }
            #expect(try await may(.view, .area("billing")))
            #expect(try await !may(.manage, .area("billing")))
            #expect(try await !may(.view, .area("users")))
            #expect(try await may(.view, .project(project, of: account, area: "messages")))
            #expect(try await !may(.view, .project(world.projects[0].id, of: account, area: "messages")))
            #expect(try await world.now(member)?.roles(in: product, at: world.clock.now()).map(\.name) == ["Auditor"])
            var terms = Self.auditor
            terms.areas = ["messages": .manage]
            terms.projects = .all
            let changed = terms
            _ = try await world.acting(as: "administrator") { try $0.changeRole(role.id, in: account, as: "dashboard", to: changed) }
            #expect(try await !may(.view, .area("billing")))
            #expect(try await may(.manage, .project(world.projects[0].id, of: account, area: "messages")))
            // The projects that were assigned are not assigned again when the role goes back to assigned ones.
            _ = try await world.acting(as: "administrator") { try $0.changeRole(role.id, in: account, as: "dashboard", to: Self.auditor) }
            #expect(try await !may(.view, .project(project, of: account, area: "messages")))
        }
    }

    @Test("Only administrators make, change and remove an account's own roles")
    func administrators() async throws {
        try await Northwind.with { world in
            let account = world.account
            let role = try await made(world)
            var other = Self.auditor
            other.name = "Bookkeeper"
            let terms = other
            let administrator = try #require(world.catalog["dashboard"]?.role("administrator"))
            let itAdmin = try #require(world.catalog["dashboard"]?.role("it-admin"))
            let refused = AccessError.leftToAdministrators(administrator, held: itAdmin)
            try await world.expect(refused, as: "it-admin") { try $0.makeRole(terms, in: account, as: "dashboard") }
            #expect(refused.problem.title.english == "Only an Administrator can do this. Your role is IT Admin.")
            try await world.expect(code: "administrator-only", as: "it-admin") {
                try $0.changeRole(role.id, in: account, as: "dashboard", to: terms)
            }
            try await world.expect(code: "administrator-only", as: "it-admin") {
                try $0.removeRole(role.id, in: account, as: "dashboard")
            }
            for holder in ["member", "support-member", "associate"] as [RoleID] {
                let refused = try await world.refusal(as: holder) { try $0.makeRole(terms, in: account, as: "dashboard") }
                #expect(refused?.code == "role-not-enough")
            }
            try await world.expect(.notFound, .person(Fixtures.person(7))) { try $0.makeRole(terms, in: account, as: "dashboard") }
        }
    }

    @Test("Whoever manages people by a role of the account's own still gives no administrator's role and makes no roles")
    func managers() async throws {
        try await Northwind.with { world in
            let account = world.account
            let role = try await made(
                world, CustomRoleTerms(name: "People desk", purpose: "", areas: ["users": .manage], projects: .all))
            let desk = id(of: role)
            let member = try world.member("member").id
            let other = try world.member("support-member").id
            let boss = try world.member("administrator").id
            _ = try await world.acting(as: "it-admin") { try $0.changeMember(member, of: account, as: "dashboard", to: .init(role: desk)) }
            let actor = Administration.Actor.person(try world.member("member").person)
            _ = try await world.acting(actor) { try $0.changeMember(other, of: account, as: "dashboard", to: .init(role: "associate")) }
            try await world.expect(code: "administrator-only", actor) {
                try $0.changeMember(other, of: account, as: "dashboard", to: .init(role: "administrator"))
            }
            try await world.expect(code: "administrator-only", actor) {
                try $0.changeMember(boss, of: account, as: "dashboard", to: .init(role: "member"))
            }
            try await world.expect(code: "administrator-only", actor) {
                try $0.changeRole(role.id, in: account, as: "dashboard", to: Self.auditor)
            }
            try await world.expect(.ownRole, actor) { try $0.give(GrantTerms(role: desk), to: member, of: account, as: "dashboard") }
        }
    }

    @Test("A role that opens people holds in all projects: whoever has it gives no project that they do not see")
    func peopleOfSomeProjects() async throws {
        try await Northwind.with { world in
            let account = world.account
            for (action, projects) in [(Action.manage, Role.Projects.assigned), (.view, .assigned), (.manage, .none)] {
                let terms = CustomRoleTerms(name: "Lead", purpose: "", areas: ["users": action, "messages": .view], projects: projects)
                let refused = try await world.refusal(as: "administrator") { try $0.makeRole(terms, in: account, as: "dashboard") }
                #expect(refused?.code == "people-of-some-projects", "\(action), \(projects)")
            }
            let role = try await made(
                world, CustomRoleTerms(name: "Lead", purpose: "", areas: ["users": .manage], projects: .all))
            var narrower = role.terms
            narrower.projects = .assigned
            let terms = narrower
            let refused = try await world.refusal(as: "administrator") {
                try $0.changeRole(role.id, in: account, as: "dashboard", to: terms)
            }
            #expect(refused?.code == "people-of-some-projects")
        }
    }

    @Test("Nobody changes a role that they hold themselves, be it by a group")
    func own() async throws {
        try await Northwind.with { world in
            let account = world.account
            let role = try await made(world)
            let held = id(of: role)
            let boss = try world.member("administrator").id
            let group = try await world.acting(.operatorCommand) { work in
                let group = try work.openGroup(named: "Audit", in: account, as: "dashboard")
                _ = try work.add(boss, to: group.id, in: account, as: "dashboard")
                return try work.give(GrantTerms(role: held), to: group.id, in: account, as: "dashboard")
            }
            #expect(group.grants.first?.custom?.name == "Auditor")
            var terms = Self.auditor
            terms.areas = ["billing": .manage]
            let wider = terms
            try await world.expect(.ownRole, as: "administrator") { try $0.changeRole(role.id, in: account, as: "dashboard", to: wider) }
        }
    }

    @Test("A role that somebody has is not removed, and the refusal counts the grants, groups and invitations")
    func inUse() async throws {
        try await Northwind.with { world in
            let account = world.account
            let role = try await made(world)
            let held = id(of: role)
            let member = try world.member("associate").id
            let group = try await world.acting(as: "administrator") { work in
                let group = try work.openGroup(named: "Audit", in: account, as: "dashboard")
                _ = try work.add(member, to: group.id, in: account, as: "dashboard")
                return try work.give(GrantTerms(role: held), to: group.id, in: account, as: "dashboard")
            }
            let named: Phrase = Phrase("access.holder-group", ["group": "Audit"])
            try await world.expect(.roleInUse(role.role, 1, some: [named]), as: "administrator") {
                try $0.removeRole(role.id, in: account, as: "dashboard")
            }
            // A person who has it twice is one of those who have it.
            let holder = try await world.acting(as: "administrator") { work in
                try work.give(GrantTerms(role: held), to: member, of: account, as: "dashboard")
            }
            let own = try #require(holder.ownGrants.first { $0.role == held }).id
            let name = try await world.database.read { tx in
                try tx.first("SELECT p.name AS name FROM people p JOIN members m ON m.person_id = p.id WHERE m.id = \(member)")?["name"]
                    ?? ""
            }
            try await world.expect(.roleInUse(role.role, 2, some: [.text(name), named]), as: "administrator") {
                try $0.removeRole(role.id, in: account, as: "dashboard")
            }
            _ = try await world.acting(as: "administrator") { try $0.take(own, of: member, in: account, as: "dashboard") }
            _ = try await world.acting(as: "administrator") { work in
                try work.closeGroup(group.id, in: account, as: "dashboard")
                try work.removeRole(role.id, in: account, as: "dashboard")
            }
            try await world.expect(code: "unknown-role", as: "administrator") {
                try $0.give(GrantTerms(role: held), to: member, of: account, as: "dashboard")
            }
        }
    }

    @Test(
        "No role is named as another one, and one that opens nothing or fits no project is refused",
        arguments: [
            ("administrator", ["billing": .view], .all, "role-name-taken"), ("IT  ADMIN", ["billing": .view], .all, "role-name-taken"),
            ("Limited member", ["billing": .view], .all, "role-name-taken"), ("auditor", ["billing": .view], .all, "role-name-taken"),
            ("Clerk", [:], .all, "role-without-areas"), ("Clerk", ["nowhere": .view], .all, "unknown-area"),
            ("Clerk", ["access-keys": .manage], .none, "projects-of-role"), ("C\u{200B}lerk", ["billing": .view], .all, "invalid-name"),
        ] as [(String, [AreaID: Action], Role.Projects, String)])
    func mistakes(name: String, areas: [AreaID: Action], projects: Role.Projects, code: String) async throws {
        try await Northwind.with { world in
            let account = world.account
            _ = try await made(world)
            try await world.expect(code: code, as: "administrator") {
                try $0.makeRole(
                    CustomRoleTerms(name: name, purpose: "", areas: areas, projects: projects), in: account, as: "dashboard")
            }
        }
    }

    @Test("A role of one account is none of another's")
    func otherAccount() async throws {
        try await Northwind.with { world in
            let role = try await made(world)
            let held = id(of: role)
            let stranger = Fixtures.person(8)
            let (other, helper) = try await world.acting(.operatorCommand) { work in
                let other = try work.openAccount(named: "Fabrikam", products: ["dashboard"], first: stranger).id
                return (other, try work.addMember(Fixtures.person(7), to: other, product: "dashboard", role: "member").id)
            }
            try await world.expect(code: "unknown-role", .person(stranger)) {
                try $0.give(GrantTerms(role: held), to: helper, of: other, as: "dashboard")
            }
            try await world.expect(.notFound, .person(stranger)) { try $0.removeRole(role.id, in: other, as: "dashboard") }
        }
    }
}
