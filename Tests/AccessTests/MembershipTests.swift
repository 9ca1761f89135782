import Access
import Core
import Language
import SQL
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct MembershipTests {
    @Test("The first person of an account becomes administrator, and nobody else can be first")
    func firstPerson() async throws {
        try await Northwind.with { world in
            #expect(try world.member("administrator").person == Fixtures.person(1))
            let empty = try await world.acting(.operatorCommand) { try $0.openAccount(named: "Fjordline", products: ["dashboard"]).id }
            let refusal = try await world.refusal(.operatorCommand) {
                try $0.addMember(Fixtures.person(50), to: empty, product: "dashboard", role: "member")
            }
            #expect(refusal?.code == "first-role")
        }
    }

    @Test("The last active administrator cannot be demoted, suspended, removed, or leave")
    func lastAdministrator() async throws {
        try await Northwind.with { world in
            let account = world.account
            let last = try world.member("administrator").id
            let works: [@Sendable (Administration) throws -> Member] = [
                { try $0.changeMember(last, of: account, as: "dashboard", to: .init(role: "member")) },
                { try $0.changeMember(last, of: account, as: "dashboard", to: .init(status: .suspended)) },
                { try $0.removeMember(last, of: account, as: "dashboard") },
            ]
            for work in works {
                for actor in [Administration.Actor.operatorCommand, .importer] {
                    try await world.expect(code: "last-administrator", actor, work)
                }
            }
            try await world.expect(code: "last-administrator", as: "administrator") { try $0.leave(account, product: "dashboard") }
            let second = try world.member("member").id
            _ = try await world.acting(as: "administrator") {
                try $0.changeMember(second, of: account, as: "dashboard", to: .init(role: "administrator"))
            }
            _ = try await world.acting(as: "administrator") { try $0.leave(account, product: "dashboard") }
            #expect(try await world.now(last) == nil)
        }
    }

    @Test("A suspended administrator does not count as the one who remains")
    func suspendedDoesNotCount() async throws {
        try await Northwind.with { world in
            let account = world.account
            let first = try world.member("administrator").id
            let second = try world.member("member").id
            _ = try await world.acting(.operatorCommand) {
                try $0.changeMember(second, of: account, as: "dashboard", to: .init(role: "administrator"))
            }
            _ = try await world.acting(.operatorCommand) {
                try $0.changeMember(second, of: account, as: "dashboard", to: .init(status: .suspended))
            }
            try await world.expect(code: "last-administrator", .operatorCommand) {
                try $0.removeMember(first, of: account, as: "dashboard")
            }
        }
    }

    @Test("An administrator who cannot sign in does not count as the one who remains, and the last who can is not suspended")
    func cannotSignIn() async throws {
        try await Northwind.with { world in
            let account = world.account
            let first = try world.member("administrator")
            let second = try world.member("member")
            _ = try await world.acting(.operatorCommand) {
                try $0.changeMember(second.id, of: account, as: "dashboard", to: .init(role: "administrator"))
            }
            for status in ["suspended", "invited"] {
                try await world.set(status, of: second.person)
                for actor in [Administration.Actor.operatorCommand, .importer, .person(second.person)] {
                    try await world.expect(code: "last-administrator", actor) {
                        try $0.removeMember(first.id, of: account, as: "dashboard")
                    }
                    try await world.expect(code: "last-administrator", actor) { try $0.checkAbsence(of: first.person) }
                }
            }
            try await world.set("active", of: second.person)
            #expect(try await world.refusal(.operatorCommand) { try $0.checkAbsence(of: first.person) } == nil)
        }
    }

    @Test("Two administrators who remove each other at once leave one")
    func removeEachOther() async throws {
        try await Northwind.with { world in
            let account = world.account
            let second = try world.member("member")
            let first = try world.member("administrator")
            _ = try await world.acting(.operatorCommand) {
                try $0.changeMember(second.id, of: account, as: "dashboard", to: .init(role: "administrator"))
            }
            async let one = world.refusal(.person(first.person)) { try $0.removeMember(second.id, of: account, as: "dashboard") }
            async let other = world.refusal(.person(second.person)) { try $0.removeMember(first.id, of: account, as: "dashboard") }
            #expect([try await one, try await other].filter { $0 == nil }.count == 1)
            let now = world.clock.now()
            let left = try await world.database.read {
                try $0.holders(of: ["administrator"], in: account, product: "dashboard", limit: 5, at: now)
            }
            #expect(left.count == 1)
        }
    }

    @Test("An IT admin cannot grant, change, suspend or remove the administrator role")
    func escalation() async throws {
        try await Northwind.with { world in
            let account = world.account
            let boss = try world.member("administrator").id
            let other = try world.member("member").id
            let works: [@Sendable (Administration) throws -> Member] = [
                { try $0.changeMember(other, of: account, as: "dashboard", to: .init(role: "administrator")) },
                { try $0.changeMember(boss, of: account, as: "dashboard", to: .init(role: "member")) },
                { try $0.changeMember(boss, of: account, as: "dashboard", to: .init(status: .suspended)) },
                { try $0.removeMember(boss, of: account, as: "dashboard") },
            ]
            for work in works { try await world.expect(code: "administrator-only", as: "it-admin", work) }
            let invited = try await world.refusal(as: "it-admin") { work in
                try work.invite("boss@northwind.example", to: account, role: "administrator")
            }
            #expect(invited?.code == "administrator-only")
        }
    }

    @Test("An IT admin manages everyone else, and can give roles with more areas than their own")
    func delegation() async throws {
        try await Northwind.with { world in
            let account = world.account
            let member = try world.member("member").id
            let support = try world.member("support-member").id
            let changed = try await world.acting(as: "it-admin") {
                try $0.changeMember(support, of: account, as: "dashboard", to: .init(role: "member"))
            }
            #expect(changed.role == "member")
            _ = try await world.acting(as: "it-admin") { try $0.removeMember(member, of: account, as: "dashboard") }
            #expect(try await world.now(member) == nil)
        }
    }

    @Test("Nobody changes their own role, projects or status")
    func ownRole() async throws {
        try await Northwind.with { world in
            for role in ["administrator", "it-admin"] as [RoleID] {
                let account = world.account
                let own = try world.member(role).id
                let works: [@Sendable (Administration) throws -> Member] = [
                    { try $0.changeMember(own, of: account, as: "dashboard", to: .init(role: "member")) },
                    { try $0.changeMember(own, of: account, as: "dashboard", to: .init(status: .suspended)) },
                    { try $0.changeMember(own, of: account, as: "dashboard", to: .init(projects: [])) },
                    { try $0.removeMember(own, of: account, as: "dashboard") },
                ]
                for work in works { try await world.expect(code: "own-role", as: role, work) }
            }
        }
    }

    @Test("Roles without user management are told what it needs and who can change it")
    func refusedWithReason() async throws {
        try await Northwind.with { world in
            for role in ["member", "support-member", "associate"] as [RoleID] {
                let account = world.account
                let other = try world.member("it-admin").id
                let refusal = try await world.refusal(as: role) { try $0.removeMember(other, of: account, as: "dashboard") }
                guard case .refused(let reason) = refusal else {
                    Issue.record("\(role) was not refused")
                    continue
                }
                #expect(reason.role?.id == role)
                #expect(reason.needed.map(\.id) == ["administrator", "it-admin"])
                #expect(Set(reason.holders) == [try world.member("administrator").person, try world.member("it-admin").person])
                #expect(reason.problem.title.english.contains("does not include Users"))
            }
        }
    }

    @Test("An outsider learns nothing: everything answers as if it did not exist")
    func outsider() async throws {
        try await Northwind.with { world in
            let stranger = Fixtures.person(77)
            _ = try await world.acting(.operatorCommand) {
                try $0.openAccount(named: "Elsewhere", products: ["dashboard"], first: stranger)
            }
            let account = world.account
            let target = try world.member("member").id
            let project = world.projects[0].id
            let works: [@Sendable (Administration) throws -> Void] = [
                { _ = try $0.changeMember(target, of: account, as: "dashboard", to: .init(role: "associate")) },
                { _ = try $0.removeMember(target, of: account, as: "dashboard") },
                { _ = try $0.rename(account, to: "Mine", as: "dashboard") },
                { _ = try $0.openProject(named: "Mine", in: account, as: "dashboard") },
                { try $0.archiveProject(project, in: account, as: "dashboard") },
                { _ = try $0.leave(account, product: "dashboard") },
                { _ = try $0.invite("x@example.com", to: account, role: "member") },
                { _ = try $0.openAccount(named: "More", products: ["dashboard"]) },
                { _ = try $0.addMember(stranger, to: account, product: "dashboard", role: "administrator") },
            ]
            for work in works { try await world.expect(AccessError.notFound, .person(stranger), work) }
        }
    }

    @Test("A right lost a moment ago is lost in the write that was already under way")
    func demotedInFlight() async throws {
        try await Northwind.with { world in
            let account = world.account
            let helper = try world.member("it-admin").id
            let target = try world.member("member").id
            _ = try await world.acting(as: "administrator") {
                try $0.changeMember(helper, of: account, as: "dashboard", to: .init(role: "associate"))
            }
            try await world.expect(code: "role-not-enough", as: "it-admin") { try $0.removeMember(target, of: account, as: "dashboard") }
            _ = try await world.acting(as: "administrator") {
                try $0.changeMember(helper, of: account, as: "dashboard", to: .init(status: .suspended))
            }
            try await world.expect(AccessError.notFound, as: "it-admin") { try $0.removeMember(target, of: account, as: "dashboard") }
        }
    }

    @Test("An imported account may lack an administrator, and only the operator appoints one")
    func importedWithoutAdministrator() async throws {
        try await Northwind.with { world in
            let person = Fixtures.person(60)
            let (account, member) = try await world.acting(.importer) { work in
                let account = try work.importedAccount("acc_10007", named: "Orphan", product: "dashboard").id
                _ = try work.addMember(Fixtures.person(61), to: account, product: "dashboard", role: "it-admin")
                return (account, try work.addMember(person, to: account, product: "dashboard", role: "member").id)
            }
            let refused = try await world.refusal(.person(Fixtures.person(61))) {
                try $0.changeMember(member, of: account, as: "dashboard", to: .init(role: "administrator"))
            }
            #expect(refused?.code == "administrator-only")
            _ = try await world.acting(.operatorCommand) {
                try $0.changeMember(member, of: account, as: "dashboard", to: .init(role: "administrator"))
            }
            #expect(try await world.database.read { try $0.member(member, of: account)?.role } == "administrator")
            #expect(try await world.database.read { try $0.account(named: "acc_10007")?.id } == account)
        }
    }

    @Test("Every change leaves its event beside it, and a refused one leaves nothing")
    func audited() async throws {
        try await Northwind.with { world in
            let account = world.account
            let member = try world.member("member")
            world.clock.advance(by: .seconds(1))
            _ = try await world.acting(as: "administrator") {
                try $0.changeMember(member.id, of: account, as: "dashboard", to: .init(role: "associate"))
            }
            _ = try await world.refusal(as: "support-member") { try $0.removeMember(member.id, of: account, as: "dashboard") }
            let rows = try await world.rows("SELECT action, actor, changes FROM audit_events WHERE subject = \(member.id) ORDER BY id")
            let actions: [String] = try rows.map { try $0["action"] }
            #expect(actions == ["member.added", "member.changed"])
            let changes: String = try #require(rows.last)["changes"]
            #expect(changes.contains(#""role":["member","associate"]"#))
        }
    }

    @Test("Joining moves places to the person who stays, and refuses two places in one account")
    func joining() async throws {
        try await Northwind.with { world in
            let kept = try world.member("member").person
            let lost = Fixtures.person(70)
            let mail = try await world.acting(.operatorCommand) {
                try $0.openAccount(named: "Mail of Northwind", products: ["mail"], first: lost).id
            }
            _ = try await world.acting(.person(kept)) { try $0.moveMemberships(from: lost, to: kept) }
            #expect(try await world.database.read { try $0.member(kept, in: mail, product: "mail")?.role } == "admin")
            let other = try world.member("associate").person
            try await world.expect(AccessError.bothMembers(account: "Northwind", product: "Customer Dashboard"), .person(kept)) {
                try $0.moveMemberships(from: other, to: kept)
            }
        }
    }
}

extension Administration {
    /// An invitation with a new link, from a person without a name.
    func invite(_ address: String, to account: AccountID, role: RoleID, projects: ProjectAssignment = []) throws -> Invitation {
        try invite(
            Invitee(#require(EmailAddress(address)), knownAs: []), to: account, as: "dashboard", role: role, projects: projects,
            delivery: InvitationDelivery(
                token: SystemRandom().token(), issuer: "http://localhost:8080", inviterName: nil, keyring: .ofTests))
    }
}
