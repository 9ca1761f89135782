import Access
import Core
import SQL
import TestSupport
import Testing

@Suite("Projects below projects", .onEveryDatabase) struct SubprojectTests {
    private struct Tree {
        let top: ProjectID
        let child: ProjectID
        let leaf: ProjectID
    }

    /// Three levels, the first of them a project that is there.
    private func tree(_ world: Northwind) async throws -> Tree {
        let account = world.account
        let top = world.projects[1].id
        return try await world.acting(as: "administrator") { work in
            let child = try work.openProject(named: "EU", below: top, in: account, as: "dashboard").project.id
            let leaf = try work.openProject(named: "EU test", below: child, in: account, as: "dashboard").project.id
            return Tree(top: top, child: child, leaf: leaf)
        }
    }

    @Test("An assignment holds for what lies below only if it was given so, and then also for what comes there later")
    func givenWithBelow() async throws {
        try await Northwind.with { world in
            let account = world.account
            let tree = try await tree(world)
            let support = try world.member("support-member").id
            let plain = try await world.acting(as: "administrator") {
                try $0.changeMember(support, of: account, as: "dashboard", to: .init(projects: [tree.top]))
            }
            #expect(plain.projects == [tree.top])
            let wide = try await world.acting(as: "it-admin") {
                try $0.changeMember(
                    support, of: account, as: "dashboard", to: .init(projects: ProjectAssignment([tree.top], withBelow: [tree.top])))
            }
            #expect(wide.projects == [tree.top, tree.child, tree.leaf])
            #expect(try await world.now(support)?.projects == [tree.top, tree.child, tree.leaf])
            let later = try await world.acting(as: "administrator") {
                try $0.openProject(named: "Later", below: tree.child, in: account, as: "dashboard")
            }
            #expect(later.changes.map(\.member) == [support] && later.changes.map(\.gained) == [[later.project.id]])
            #expect(try await world.now(support)?.projects == [tree.top, tree.child, tree.leaf, later.project.id])
            let narrowed = try await world.acting(as: "administrator") {
                try $0.changeMember(support, of: account, as: "dashboard", to: .init(projects: [tree.top]))
            }
            #expect(narrowed.projects == [tree.top])
            #expect(try await world.now(support)?.projects == [tree.top])
            let unasked = try await world.acting(as: "administrator") {
                try $0.openProject(named: "Unasked", below: tree.child, in: account, as: "dashboard")
            }
            #expect(!unasked.changes.contains { $0.member == support })
            #expect(try await world.now(support)?.projects == [tree.top], "what came below it was not given")
        }
    }

    @Test(
        "Moving takes a project from whoever had it through its old place, gives it through the new one, and leaves what was given itself")
    func moving() async throws {
        try await Northwind.with { world in
            let account = world.account
            let tree = try await tree(world)
            let other = world.projects[2].id
            let support = try world.member("support-member").id
            let member = try world.member("member").id
            let associate = try world.member("associate").id
            try await world.acting(as: "administrator") { work in
                func give(_ assignment: ProjectAssignment, to id: MemberID) throws {
                    _ = try work.changeMember(id, of: account, as: "dashboard", to: .init(projects: assignment))
                }
                try give(ProjectAssignment([tree.top], withBelow: [tree.top]), to: support)
                try give(ProjectAssignment([other], withBelow: [other]), to: member)
                try give([tree.leaf], to: associate)
            }
            let moved = try await world.acting(as: "administrator") {
                try $0.moveProject(tree.child, below: other, in: account, as: "dashboard")
            }
            let gains = moved.changes.filter { !$0.gained.isEmpty }
            let losses = moved.changes.filter { !$0.lost.isEmpty }
            #expect(gains.map(\.member) == [member] && gains.map(\.gained) == [[tree.child, tree.leaf]])
            #expect(losses.map(\.member) == [support] && losses.map(\.lost) == [[tree.child, tree.leaf]])
            #expect(try await world.now(support)?.projects == [tree.top])
            #expect(try await world.now(member)?.projects == [other, tree.child, tree.leaf])
            #expect(try await world.now(associate)?.projects == [tree.leaf])
            _ = try await world.acting(as: "administrator") {
                try $0.moveProject(tree.child, below: nil, in: account, as: "dashboard")
            }
            #expect(try await world.now(member)?.projects == [other])
            #expect(try await world.now(associate)?.projects == [tree.leaf])
        }
    }

    @Test(
        "Only an administrator makes a project below another, or moves one",
        arguments: ["member", "associate", "it-admin", "support-member"])
    func administratorsOnly(role: String) async throws {
        try await Northwind.with { world in
            let account = world.account
            let role = RoleID(rawValue: role)
            let first = world.projects[0].id
            let second = world.projects[1].id
            let below = try await world.refusal(as: role) {
                _ = try $0.openProject(named: "EU", below: first, in: account, as: "dashboard")
            }
            let moved = try await world.refusal(as: role) { _ = try $0.moveProject(first, below: second, in: account, as: "dashboard") }
            let isByManager = role == "member" || role == "associate"
            #expect([below?.code, moved?.code] == Array(repeating: isByManager ? "administrator-only" : "role-not-enough", count: 2))
            #expect(try await world.database.read { try $0.projectTree(of: account).parents } == [:])
        }
    }

    @Test("No project lies below itself, below a fourth level, below one of another account, or above one that is put away")
    func places() async throws {
        try await Northwind.with { world in
            let account = world.account
            let tree = try await tree(world)
            let foreign = try await world.acting(.importer) { work in
                try work.importedProject("Alerts", in: work.importedAccount("acc_9", named: "Other", product: "dashboard").id).id
            }
            let other = world.projects[2].id
            func code(_ id: ProjectID, below parent: ProjectID) async throws -> String? {
                try await world.refusal(as: "administrator") { _ = try $0.moveProject(id, below: parent, in: account, as: "dashboard") }?
                    .code
            }
            #expect(try await code(tree.top, below: tree.top) == "project-below-itself")
            #expect(try await code(tree.top, below: tree.leaf) == "project-below-itself")
            #expect(try await code(other, below: tree.leaf) == "project-too-deep")
            #expect(try await code(tree.top, below: other) == "project-too-deep")
            #expect(try await code(other, below: foreign) == "unknown-project")
            try await world.expect(code: "project-too-deep", as: "administrator") {
                _ = try $0.openProject(named: "Fourth", below: tree.leaf, in: account, as: "dashboard")
            }
            try await world.expect(code: "project-has-subprojects", as: "administrator") {
                try $0.archiveProject(tree.child, in: account, as: "dashboard")
            }
        }
    }

    @Test("How many projects lie below one is told to those alone who see all of them")
    func unseenBelow() async throws {
        try await Northwind.with { world in
            let account = world.account
            let tree = try await tree(world)
            let member = try world.member("member").id
            try await world.acting(as: "administrator") { work in
                _ = try work.openProject(named: "Hidden", below: tree.top, in: account, as: "dashboard")
                _ = try work.changeMember(
                    member, of: account, as: "dashboard", to: .init(projects: ProjectAssignment([tree.top, tree.child])))
            }
            func refusal(as role: RoleID) async throws -> AccessError? {
                try await world.refusal(as: role) { try $0.archiveProject(tree.top, in: account, as: "dashboard") }
            }
            #expect(try await refusal(as: "member") == .projectHasSubprojects(nil))
            #expect(try await refusal(as: "administrator") == .projectHasSubprojects(2))
        }
    }

    @Test("What was put away comes back to where it lay, brought back there by administrators alone, and to the top if that place is gone")
    func restoring() async throws {
        try await Northwind.with { world in
            let account = world.account
            let tree = try await tree(world)
            let support = try world.member("support-member").id
            try await world.acting(as: "administrator") { work in
                let wide = ProjectAssignment([tree.top], withBelow: [tree.top])
                _ = try work.changeMember(support, of: account, as: "dashboard", to: .init(projects: wide))
                try work.archiveProject(tree.leaf, in: account, as: "dashboard")
            }
            #expect(try await world.now(support)?.projects == [tree.top, tree.child])
            let back = try await world.acting(as: "administrator") { try $0.restoreProject(tree.leaf, in: account, as: "dashboard") }
            #expect(back.parent == tree.child)
            #expect(try await world.now(support)?.projects == [tree.top, tree.child, tree.leaf])
            let top = try await world.acting(as: "administrator") { work in
                try work.archiveProject(tree.leaf, in: account, as: "dashboard")
                try work.archiveProject(tree.child, in: account, as: "dashboard")
                return try work.restoreProject(tree.leaf, in: account, as: "dashboard")
            }
            #expect(top.parent == nil)
            #expect(try await world.now(support)?.projects == [tree.top])
        }
    }

    @Test(
        "Whoever manages all projects by a role of the account's own brings back what lay at the top, and nothing to below another project")
    func restoredByOthers() async throws {
        try await Northwind.with { world in
            let account = world.account
            let tree = try await tree(world)
            let keeper = try world.member("associate").id
            try await world.acting(as: "administrator") { work in
                let terms = CustomRoleTerms(name: "Keeper", purpose: "", areas: ["projects": .manage], projects: .all)
                let role = try work.makeRole(terms, in: account, as: "dashboard")
                let id = RoleID(rawValue: role.id.text)
                _ = try work.changeMember(keeper, of: account, as: "dashboard", to: .init(role: id))
                try work.archiveProject(tree.leaf, in: account, as: "dashboard")
            }
            try await world.expect(code: "administrator-only", as: "associate") {
                try $0.restoreProject(tree.leaf, in: account, as: "dashboard")
            }
            let other = world.projects[2].id
            let back = try await world.acting(as: "associate") { work in
                try work.archiveProject(other, in: account, as: "dashboard")
                return try work.restoreProject(other, in: account, as: "dashboard")
            }
            #expect(back.id == other && back.parent == nil)
        }
    }

    @Test("A group and an invitation give what lies below too, to whoever joins or accepts later")
    func groupsAndInvitations() async throws {
        try await Northwind.with { world in
            let account = world.account
            let tree = try await tree(world)
            let member = try world.member("member").id
            let wide = ProjectAssignment([tree.child], withBelow: [tree.child])
            let (group, invitation) = try await world.acting(as: "administrator") { work in
                let group = try work.openGroup(named: "Night", in: account, as: "dashboard")
                _ = try work.give(GrantTerms(role: "associate", projects: wide), to: group.id, in: account, as: "dashboard")
                let invitation = try work.invite("new@b.example", to: account, role: "member", projects: wide)
                return (group.id, invitation.id)
            }
            let later = try await world.acting(as: "administrator") { work in
                let later = try work.openProject(named: "Later", below: tree.child, in: account, as: "dashboard").project.id
                _ = try work.add(member, to: group, in: account, as: "dashboard")
                return later
            }
            let copies = try await world.now(member)?.grants.filter { $0.group == group }
            #expect(copies?.map(\.projects) == [[tree.child, tree.leaf, later]])
            let kept = try await world.database.read { try $0.invitation(invitation, of: account)?.projects }
            #expect(kept == wide)
        }
    }
}
