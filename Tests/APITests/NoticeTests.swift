import API
import Access
import Audit
import Core
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("What a product has people told", .onEveryDatabase)
struct NoticeTests {
    private func order(
        _ world: APIWorld, _ notice: String = "failures-rose", id: String = "one", project: Project? = nil,
        page: String = "/messages?number=46701",
        people: [RoleID]
    ) throws -> JSON {
        let ids = try people.map { JSON.string(try world.member($0).person.text) }
        var members: [(String, JSON)] = [
            ("id", .string(id)), ("notice", .string(notice)), ("account", .string(world.account.text)), ("page", .string(page)),
            ("people", .array(ids)),
        ]
        if let project { members.append(("project", .string(project.id.text))) }
        return .object(members)
    }

    private func send(_ world: APIWorld, _ body: JSON, as client: Client? = nil) async -> Answer {
        await world.send(.post, APIPath.notices, token: nil, body, headers: ["Authorization": world.basic(client ?? world.product)])
    }

    private static let everyone: [RoleID] = ["administrator", "member", "support-member", "associate", "it-admin"]

    @Test("Each role is told what its area and its projects open, as the table says, and nobody else")
    func cells() async throws {
        try await APIWorld.with { world in
            let table = try RoleTable.of("dashboard")
            let messages = try #require(table.areas.firstIndex(of: "messages"))
            let billing = try #require(table.areas.firstIndex(of: "billing"))
            for row in table.rows {
                for (index, project) in world.projects.enumerated() {
                    let sees = row.levels[messages] != .nothing && row.levels[table.areas.count + index] != .nothing
                    let answer = await send(
                        world, try order(world, id: "\(row.role) \(index)", project: project, people: [RoleID(rawValue: row.role)]))
                    #expect(answer.body["told"]?.integer == (sees ? 1 : 0), "\(row.role), \(project.name): \(answer.text)")
                }
                let money = await send(
                    world, try order(world, "balance-low", id: "\(row.role) money", people: [RoleID(rawValue: row.role)]))
                #expect(money.body["told"]?.integer == (row.levels[billing] != .nothing ? 1 : 0), "\(row.role): \(money.text)")
            }
        }
    }

    @Test("A notice for those who see every project goes to them alone, when it is sent and by what is seen then")
    func everyProject() async throws {
        try await APIWorld.with { world in
            func send(_ id: String, _ people: [RoleID], _ every: JSON = true) async throws -> Answer {
                let body = try order(world, "balance-low", id: id, people: people)
                return await self.send(world, .object((body.object ?? []) + [("every_project", every)]))
            }
            #expect(
                try await send("all", Self.everyone).body["told"]?.integer == 1, "the administrator; the member sees one project of two")
            let member = try world.member("member")
            let account = world.account
            let every = Set(world.projects.map(\.id))
            try await world.operatorWork {
                _ = try $0.changeMember(member.id, of: account, as: "dashboard", to: .init(role: "member", projects: .init(every)))
            }
            #expect(try await send("now", ["member"]).body["told"]?.integer == 1)
            #expect(try await send("now", ["member"], false).status == 409, "another notice of the same name")
            let both = try order(world, project: world.projects[0], people: ["administrator"])
            #expect(await self.send(world, .object((both.object ?? []) + [("every_project", true)])).status == 422)
        }
    }

    @Test(
        "A notice of some projects goes to those alone who see its area in each of them; one that is put away is seen by those who see all")
    func ofProjects() async throws {
        try await APIWorld.with { world in
            let ids = world.projects.map(\.id.text)
            let gone = ProjectID(at: Timestamp(seconds: 1)).text
            let cases: [(projects: [String], others: [(String, JSON)], told: Int64?, status: Int)] = [
                ([ids[0]], [], 2, 200), (ids, [], 1, 200), ([ids[0], gone], [], 1, 200), (ids, [("every_project", true)], nil, 422),
                (ids, [("project", .string(ids[0]))], nil, 422), (["prj"], [], nil, 422), ([""], [], nil, 422),
                (Array(repeating: ids[0], count: 101), [], nil, 422),
            ]
            for (number, one) in cases.enumerated() {
                let body = try order(world, "balance-low", id: "\(number)", people: Self.everyone)
                let named: [(String, JSON)] = [("projects", .array(one.projects.map(JSON.string)))]
                let answer = await send(world, .object((body.object ?? []) + named + one.others))
                #expect(answer.status == one.status && answer.body["told"]?.integer == one.told, "\(one): \(answer.text)")
            }
            let other = try order(world, "balance-low", id: "0", people: Self.everyone)
            #expect(await send(world, other).status == 409, "another notice of the same name")
        }
    }

    @Test("A mail has the sentence and a link to the ID: not the page, and nothing that the product typed")
    func mail() async throws {
        try await APIWorld.with { world in
            let answer = await send(
                world, try order(world, id: "+46701111111 owes 40 EUR", project: world.projects[0], people: ["administrator"]))
            let id = try #require(answer.body["id"]?.string)
            let letter = try #require(try await world.letters().last)
            #expect(letter.contains("More messages than usual fail in the project Checkout of Northwind."))
            #expect(letter.contains("\(APIWorld.issuer)/notices/\(id)"))
            for hidden in ["46701", "EUR", "/messages"] { #expect(!letter.contains(hidden), "\(letter)") }
        }
    }

    @Test("What was told under a name is not told again, and people named twice get one mail")
    func once() async throws {
        try await APIWorld.with { world in
            let body = try order(world, project: world.projects[0], people: ["administrator", "administrator"])
            let first = await send(world, body)
            let again = await send(world, body)
            #expect(first.body["told"]?.integer == 1)
            #expect(again.body == first.body)
            let other = await send(world, try order(world, project: world.projects[1], people: ["administrator"]))
            #expect(other.status == 409 && other.code == "id-taken", "\(other.text)")
            #expect(try await world.letters().count == 1)
        }
    }

    @Test("Somebody who is suspended, was removed, is a stranger or lost the right a moment ago is not told")
    func gone() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let member = try world.member("member")
            let support = try world.member("support-member")
            let associate = try world.member("associate").person
            try await world.operatorWork {
                _ = try $0.changeMember(member.id, of: account, as: "dashboard", to: .init(status: .suspended))
                _ = try $0.removeMember(support.id, of: account, as: "dashboard")
            }
            let now = world.clock.now()
            try await world.database.write {
                try $0.setStatus(associate, to: .suspended, under: NoAccounts(), by: .operatorCommand, at: now)
            }
            let answer = await send(world, try order(world, project: world.projects[0], people: Self.everyone))
            #expect(answer.body["told"]?.integer == 1, "the administrator alone: \(answer.text)")
            let stranger: JSON = [
                "id": "two", "notice": "balance-low", "account": .string(account.text), "page": "/billing",
                "people": [.string(world.stranger.person.text)],
            ]
            #expect(await send(world, stranger).body["told"]?.integer == 0)
        }
    }

    @Test("Only a product's own client tells, in its own accounts alone, in the words of its catalog, and not without end")
    func refused() async throws {
        try await APIWorld.with { world in
            let good = try order(world, project: world.projects[0], people: ["administrator"])
            #expect(await world.send(.post, APIPath.notices, token: nil, good).status == 401)
            #expect(await send(world, good, as: world.evaluator).code == "not-a-product")
            let wrong: [(String, JSON, String)] = [
                ("notice", "your-money", "declares: failures-rose, view-due, project-view-due, balance-low"),
                ("project", .string(world.foreignProject.id.text), "no such project"),
                ("project", .null, "name it"), ("page", "https://evil.example", "a path"), ("page", "//evil.example/", "a path"),
                ("people", [], "1 to 500"), ("people", ["nobody"], "1 to 500"), ("account", "acc", "id of an account"),
                ("account", .string(AccountID(at: Timestamp(seconds: 1)).text), "no such account"),
                ("account", .string(world.elsewhere.text), "no such"), ("text", "You owe 40 EUR", "text"),
            ]
            for (name, value, words) in wrong {
                let members = (good.object ?? []).filter { $0.0 != name } + [(name, value)]
                let answer = await send(world, .object(members))
                #expect(answer.status == 422 || answer.status == 400, "\(name): \(answer.text)")
                #expect(answer.text.contains(words), "\(name): \(answer.text)")
            }
            #expect(try await world.letters().isEmpty)
            for number in 0..<ProductNotice.mostAnHour {
                #expect(
                    await send(world, try order(world, id: "n\(number)", project: world.projects[0], people: ["associate"])).status == 200)
            }
            #expect(await send(world, good).status == 429)
            world.clock.advance(by: .minutes(61))
            #expect(await send(world, good).status == 200)
        }
    }
}
