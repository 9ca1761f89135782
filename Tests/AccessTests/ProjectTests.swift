import Access
import Core
import SQL
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct ProjectTests {
    @Test("Assigned means exactly the projects given: none until one is given, and none kept from a role that saw all")
    func assigned() async throws {
        try await Northwind.with { world in
            let account = world.account
            let helper = try world.member("it-admin").id
            let now = world.clock.now()
            let dashboard = try #require(world.catalog["dashboard"])
            let demoted = try await world.acting(as: "administrator") {
                try $0.changeMember(helper, of: account, as: "dashboard", to: .init(role: "member"))
            }
            #expect(demoted.projects == [])
            #expect(
                try await world.database.read { try $0.projects(of: demoted.projects(of: dashboard, at: now), in: account, limit: 9) } == []
            )
            let one = world.projects[1]
            let two = world.projects[2]
            let given = try await world.acting(as: "administrator") {
                try $0.changeMember(helper, of: account, as: "dashboard", to: .init(projects: [one.id, two.id]))
            }
            #expect(
                try await world.database.read { try $0.projects(of: given.projects(of: dashboard, at: now), in: account, limit: 9) } == [
                    one, two,
                ])
            let narrowed = try await world.acting(as: "administrator") {
                try $0.changeMember(helper, of: account, as: "dashboard", to: .init(projects: [two.id]))
            }
            #expect(try await world.now(helper)?.projects == [two.id])
            #expect(narrowed.projects == [two.id])
        }
    }

    @Test("Another account's project cannot be assigned, and a role that sees all takes none")
    func foreignProject() async throws {
        try await Northwind.with { world in
            let foreign = try await world.acting(.importer) { work in
                try work.importedProject("Alerts", in: work.importedAccount("acc_9", named: "Other", product: "dashboard").id).id
            }
            let account = world.account
            let member = try world.member("member").id
            let helper = try world.member("it-admin").id
            let own = world.projects[0].id
            let codes = [
                try await world.refusal(as: "administrator") {
                    try $0.changeMember(member, of: account, as: "dashboard", to: .init(projects: [foreign]))
                }?.code,
                try await world.refusal(as: "administrator") {
                    try $0.invite("a@b.example", to: account, role: "member", projects: [foreign])
                }?.code,
                try await world.refusal(as: "administrator") {
                    try $0.changeMember(helper, of: account, as: "dashboard", to: .init(projects: [own]))
                }?
                .code,
            ]
            #expect(codes == ["unknown-project", "unknown-project", "projects-not-assignable"])
            #expect(try await world.now(member)?.projects == [own])
        }
    }

    @Test("A member manages only projects they see; who makes one sees it; names are unique in an account, whatever the case")
    func managing() async throws {
        try await Northwind.with { world in
            let account = world.account
            let seen = world.projects[0].id
            let unseen = world.projects[1].id
            let made = try await world.acting(as: "associate") { try $0.openProject(named: " Reminders ", in: account, as: "dashboard") }
            #expect(made.name == "Reminders")
            #expect(try await world.now(try world.member("associate").id)?.projects == [seen, made.id])
            try await world.expect(code: "project-name-taken", as: "member") {
                try $0.openProject(named: "reminders", in: account, as: "dashboard")
            }
            let spaced = try await world.acting(as: "member") {
                try $0.openProject(named: "Caf\u{E9}  \u{A0}bar", in: account, as: "dashboard")
            }
            #expect(spaced.name == "Caf\u{E9} bar")
            for alike in ["Cafe\u{301} bar", "CAF\u{C9}\u{2003}BAR"] {
                try await world.expect(code: "project-name-taken", as: "associate") {
                    try $0.openProject(named: alike, in: account, as: "dashboard")
                }
            }
            _ = try await world.acting(as: "member") { try $0.rename(seen, to: "Basket", in: account, as: "dashboard") }
            let refused = try await world.refusal(as: "member") { try $0.rename(unseen, to: "Basket", in: account, as: "dashboard") }
            guard case .refused(let reason) = refused else {
                Issue.record("not refused")
                return
            }
            #expect(reason.reason == .projectNotAssigned)
            for role in ["support-member", "it-admin"] as [RoleID] {
                try await world.expect(code: "role-not-enough", as: role) { try $0.archiveProject(seen, in: account, as: "dashboard") }
            }
            try await world.acting(as: "member") { try $0.archiveProject(seen, in: account, as: "dashboard") }
            #expect(try await world.now(try world.member("support-member").id)?.projects == [])
        }
    }

    @Test(
        "An archived project comes back with its id and those who had it, brought back only by whoever sees all projects", .onEveryDatabase)
    func archived() async throws {
        try await Northwind.with { world in
            let account = world.account
            let seen = world.projects[0].id
            let support = try world.member("support-member").id
            try await world.acting(as: "member") { try $0.archiveProject(seen, in: account, as: "dashboard") }
            for role in ["member", "associate", "it-admin"] as [RoleID] {
                let refused = try await world.refusal(as: role) { try $0.restoreProject(seen, in: account, as: "dashboard") }
                #expect(refused != nil, "\(role)")
            }
            let again = try await world.acting(as: "administrator") { try $0.restoreProject(seen, in: account, as: "dashboard") }
            #expect(again.id == seen && again.name == world.projects[0].name && again.sourceName == world.projects[0].sourceName)
            #expect(try await world.now(support)?.projects == [seen])
            try await world.expect(code: "not-found", as: "administrator") {
                _ = try $0.restoreProject(seen, in: account, as: "dashboard")
            }
        }
    }

    @Test(
        "Whose projects were changed while one was put away has it again, and so has whoever joined its group meanwhile", .onEveryDatabase)
    func changedMeanwhile() async throws {
        try await Northwind.with { world in
            let account = world.account
            let first = world.projects[0].id
            let second = world.projects[1].id
            let support = try world.member("support-member").id
            let member = try world.member("member").id
            let group = try await world.acting(as: "administrator") { work in
                let group = try work.openGroup(named: "Night", in: account, as: "dashboard")
                return try work.give(GrantTerms(role: "associate", projects: [first]), to: group.id, in: account, as: "dashboard")
            }
            try await world.acting(as: "administrator") { work in
                try work.archiveProject(first, in: account, as: "dashboard")
                _ = try work.changeMember(support, of: account, as: "dashboard", to: .init(projects: [second]))
                _ = try work.add(member, to: group.id, in: account, as: "dashboard")
            }
            _ = try await world.acting(as: "administrator") { try $0.restoreProject(first, in: account, as: "dashboard") }
            #expect(try await world.now(support)?.projects == [first, second])
            let copies = try await world.now(member)?.grants.filter { $0.group == group.id }
            #expect(copies?.map(\.projects) == [[first]])
        }
    }

    @Test(
        "A name that another project took meanwhile is told; under a new one it comes back, and traffic of the old name stays with the other"
    )
    func takenMeanwhile() async throws {
        try await Northwind.with { world in
            let account = world.account
            let seen = world.projects[0].id
            let name = world.projects[0].name
            try await world.acting(as: "administrator") { try $0.archiveProject(seen, in: account, as: "dashboard") }
            _ = try await world.acting(as: "administrator") { try $0.openProject(named: name, in: account, as: "dashboard") }
            try await world.expect(code: "project-name-taken", as: "administrator") {
                _ = try $0.restoreProject(seen, in: account, as: "dashboard")
            }
            let back = try await world.acting(as: "administrator") {
                try $0.restoreProject(seen, named: "Old one", in: account, as: "dashboard")
            }
            #expect(back.id == seen && back.name == "Old one" && back.sourceName == nil)
        }
    }

    @Test(
        "A name that is empty, too long or not one line is refused",
        arguments: ["", "  ", "a\nb", "a\u{0}", String(repeating: "x", count: 101), "a\u{2028}b"])
    func names(name: String) async throws {
        try await Northwind.with { world in
            let account = world.account
            try await world.expect(code: "invalid-name", as: "member") { try $0.openProject(named: name, in: account, as: "dashboard") }
            try await world.expect(code: "invalid-name", as: "member") { try $0.rename(account, to: name, as: "dashboard") }
        }
    }
}
