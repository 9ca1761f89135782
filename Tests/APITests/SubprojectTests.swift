import API
import Access
import Core
import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

@Suite("Projects below projects, over HTTP") struct SubprojectTests {
    @Test(
        "Who would see more and who less is told before a project is opened below another, or moved, and nothing is done", .onEveryDatabase)
    func preview() async throws {
        try await APIWorld.with { world in
            let seen = world.projects[0].id
            let unseen = world.projects[1].id
            try await give(world, "associate", projects: [seen], below: [seen])
            let wish: JSON = ["name": "EU", "parent": .string(seen.text), "preview": true]
            let opening = try await world.send(.post, APIPath.projects(world.account), as: "administrator", wish)
            #expect(opening.status == 200, "\(opening.text)")
            #expect(opening.body["gain_count"] == 1 && opening.body["loss_count"] == 0)
            #expect(opening.body["gains"]?.array?.first?["member"]?.string == (try world.member("associate").id.text))
            #expect(opening.body["gains"]?.array?.first?["projects"]?.array?.map { $0["name"] } == ["EU"])
            let moving = try await world.send(
                .patch, APIPath.project(world.account, unseen), as: "administrator", ["parent": .string(seen.text), "preview": true])
            #expect(moving.body["gains"]?.array?.first?["projects"]?.array?.map { $0["id"]?.string } == [unseen.text])
            let tree = try await world.database.read { try $0.projectTree(of: world.account) }
            #expect(tree.parents == [:])
            let listed = try await world.send(.get, APIPath.projects(world.account), as: "associate")
            #expect(listed.body["items"]?.array?.count == 1)
        }
    }

    @Test("What lies below is seen at the next request, by whoever was given it so, and told as reached")
    func reached() async throws {
        try await APIWorld.with { world in
            let seen = world.projects[0].id
            try await give(world, "associate", projects: [seen], below: [seen])
            let made = try await world.send(
                .post, APIPath.projects(world.account), as: "administrator", ["name": "EU", "parent": .string(seen.text)])
            #expect(made.status == 201 && made.body["parent"]?.string == seen.text, "\(made.text)")
            let child = try #require(made.body["id"]?.string)
            let listed = try await world.send(.get, APIPath.projects(world.account), as: "associate").body["items"]?.array
            #expect(Set(listed?.map { $0["id"]?.string } ?? []) == [seen.text, child])
            #expect(listed?.first { $0["id"]?.string == child }?["parent"]?.string == seen.text)
            let others = try await world.send(.get, APIPath.projects(world.account), as: "member").body["items"]?.array
            #expect(others?.map { $0["id"]?.string } == [seen.text])
            let member = try await world.send(.get, APIPath.member(world.account, world.member("associate").id), as: "administrator")
            let grant = member.body["grants"]?.array?.first
            #expect(grant?["projects"]?.array?.map { $0["id"]?.string } == [seen.text], "\(member.text)")
            #expect(grant?["below"] == [.string(seen.text)])
            #expect(grant?["reached"]?.array?.map { $0["id"]?.string } == [child])
            let question = try await world.send(
                .get, APIPath.answers(world.account).query([("ask", "Who can see project EU?")]), as: "administrator")
            let why = question.body["items"]?.array?.compactMap { $0["why"]?.string } ?? []
            #expect(why.contains { $0.contains("It lies below Checkout, which was given with what lies below.") }, "\(question.text)")
        }
    }

    @Test("Whoever sees a project and not the one above it does not learn of that one")
    func unseenParent() async throws {
        try await APIWorld.with { world in
            let parent = world.projects[1]
            let moved = try await world.send(
                .patch, APIPath.project(world.account, world.projects[0].id), as: "administrator", ["parent": .string(parent.id.text)])
            #expect(moved.status == 200 && moved.body["parent"]?.string == parent.id.text)
            for path in [APIPath.projects(world.account), APIPath.me] {
                let answer = try await world.send(.get, path, as: "associate")
                #expect(answer.text.contains(world.projects[0].id.text), "\(answer.text)")
                #expect(!answer.text.contains(parent.id.text) && !answer.text.contains(parent.name))
            }
            let renamed = try await world.send(
                .patch, APIPath.project(world.account, world.projects[0].id), as: "associate", ["name": "Basket"])
            #expect(renamed.body["parent"] == .null && renamed.status == 200, "\(renamed.text)")
        }
    }

    @Test("What lies below can only be given with a project that is given", arguments: ["below alone", "another project"])
    func strayBelow(case kind: String) async throws {
        try await APIWorld.with { world in
            let seen = world.projects[0].id.text
            let other = world.projects[1].id.text
            let body: JSON =
                kind == "below alone"
                ? ["role": "member", "below": [.string(seen)]]
                : ["role": "member", "projects": [.string(seen)], "below": [.string(other)]]
            let answer = try await world.send(
                .post, APIPath.grants(world.account, world.member("associate").id), as: "administrator", body)
            #expect((400...422).contains(answer.status) && answer.text.contains("“below” must be"), "\(answer.status) \(answer.text)")
        }
    }

    private func give(_ world: APIWorld, _ role: RoleID, projects: [ProjectID], below: [ProjectID]) async throws {
        let answer = try await world.send(
            .patch, APIPath.member(world.account, world.member(role).id), as: "administrator",
            ["projects": .array(projects.map { .string($0.text) }), "below": .array(below.map { .string($0.text) })])
        #expect(answer.status == 200, "\(answer.text)")
    }
}
