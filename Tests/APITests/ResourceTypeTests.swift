import API
import Access
import Core
import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

/// The product of docs/connect-a-product.md, section 5, with its dispatcher of one project and its driver.
private struct Planner {
    let world: APIWorld
    let token: String
    let people: [RoleID: PersonID]

    static func page() throws -> String {
        try String(contentsOf: Vectors.project.appending(path: "docs/connect-a-product.md"), encoding: .utf8)
    }

    static func block(_ language: String) throws -> String {
        let after = try page().components(separatedBy: "```\(language)\n").dropFirst().first
        return try #require(after?.components(separatedBy: "```").first)
    }

    static func with(_ body: (Planner) async throws -> Void) async throws {
        try await APIWorld.with(products: [.init(name: "planner.yaml", text: try block("yaml"))]) { world in
            let now = world.clock.now()
            let people = [RoleID("dispatcher"): try world.member("member").person, "driver": try world.member("associate").person]
            try await world.database.write { tx in
                let work = Administration(tx, catalog: world.catalog, by: .operatorCommand, at: now)
                try work.give("planner", to: world.account)
                try work.addMember(world.member("administrator").person, to: world.account, product: "planner", role: "owner")
                for (role, person) in people {
                    let projects: ProjectAssignment = role == "dispatcher" ? [world.projects[0].id] : []
                    try work.addMember(person, to: world.account, product: "planner", role: role, projects: projects)
                }
            }
            try await body(Planner(world: world, token: world.evaluatorToken(), people: people))
        }
    }

    func ask(_ role: RoleID, _ action: String, _ properties: [(String, JSON)], subject: [(String, JSON)] = []) async throws -> Answer {
        let person = try #require(people[role])
        return await world.send(
            .post, APIPath.evaluation, token: token,
            [
                "subject": ["type": "person", "id": .string(person.text), "properties": .object(subject)],
                "action": ["name": .string(action)],
                "resource": [
                    "type": "route", "id": "r-17", "properties": .object([("account", .string(world.account.text))] + properties),
                ],
            ])
    }

    func expect(
        _ role: RoleID, _ action: String, _ properties: [(String, JSON)], subject: [(String, JSON)] = [], is reason: String,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await ask(role, action, properties, subject: subject)
        #expect(answer.body["context"]?["reason"]?.string == reason, "\(answer.text)", sourceLocation: location)
        #expect(answer.body["decision"] == .bool(reason == "permitted"), sourceLocation: location)
    }
}

@Suite struct ResourceTypeTests {
    @Test("The product that the docs show decides about its routes as they say", .onEveryDatabase)
    func documented() async throws {
        try await Planner.with { planner in
            let person = try #require(planner.people["dispatcher"]).text
            let asked = try Planner.block("json").replacing("PERSON", with: person).replacing("ACCOUNT", with: planner.world.account.text)
            let answer = await planner.world.send(
                .post, APIPath.evaluation, token: planner.token, try JSON(reading: Array(asked.utf8)))
            #expect(answer.body["decision"] == true, "\(answer.text)")
            #expect(answer.body["context"]?["reason_user"]?["en"] == "Your role Dispatcher allows “publish” on Routes.")
            #expect(answer.body["context"]?["grant"]?["source"] == "operator")

            let fine: [(String, JSON)] = [("stops", 12), ("region", "the islands"), ("author", "per_x")]
            try await planner.expect("dispatcher", "publish", fine, is: "permitted")
            try await planner.expect(
                "dispatcher", "publish", [("stops", 51), ("region", "north"), ("author", "x")], is: "condition-not-met")
            try await planner.expect(
                "dispatcher", "publish", [("stops", 5), ("region", "north"), ("author", .string(person))], is: "condition-not-met")
            try await planner.expect("dispatcher", "publish", [("stops", 5), ("region", "north")], is: "condition-not-met")
            try await planner.expect("driver", "publish", fine, is: "action-not-in-role")
            try await planner.expect("driver", "burn", fine, is: "unknown-action")
            try await planner.expect("dispatcher", "read", [], is: "permitted")
            let driver = try #require(planner.people["driver"]).text
            try await planner.expect("driver", "read", [("driver", .string(driver))], is: "permitted")
            try await planner.expect("driver", "read", [("driver", "per_else")], subject: [("id", "per_else")], is: "condition-not-met")
        }
    }

    @Test("A refusal says what the role does not allow and which roles would do, to the person and to those who manage people")
    func words() async throws {
        try await Planner.with { planner in
            let lacking = try await planner.ask("driver", "publish", [("stops", 5), ("region", "north"), ("author", "x")]).body["context"]
            #expect(lacking?["needs"] == ["owner", "dispatcher"])
            #expect(
                lacking?["reason_user"]?["en"]
                    == "Your role Driver does not allow “publish” on Routes. It needs the role Owner or Dispatcher.")
            #expect(
                lacking?["reason_admin"]?["sv"]
                    == "Rollen Förare tillåter inte ”publish” för Rutter. Med rollen Ägare eller Trafikledare skulle det gå.")
            let narrowed = try await planner.ask("dispatcher", "publish", []).body["context"]
            #expect(narrowed?["needs"] == [])
            #expect(
                narrowed?["reason_user"]?["en"]
                    == "Your role Dispatcher allows “publish” on Routes, but not on this one. No role allows it.")
        }
    }

    @Test("A resource of a project needs a grant that sees the project, and no project of another account is one")
    func projects() async throws {
        try await Planner.with { planner in
            let world = planner.world
            func expect(_ role: RoleID, _ project: JSON, is reason: String) async throws {
                try await planner.expect(role, "read", [("project", project)], is: reason)
            }
            try await expect("dispatcher", .string(world.projects[0].id.text), is: "permitted")
            try await expect("dispatcher", .string(world.projects[1].id.text), is: "project-not-assigned")
            try await expect("dispatcher", .string(world.foreignProject.id.text), is: "unknown-resource")
            for odd: JSON in [1, .null, "prj_nothing", []] { try await expect("dispatcher", odd, is: "unknown-resource") }
            try await planner.expect(
                "driver", "read", [("project", .string(world.projects[0].id.text)), ("driver", "x")], is: "role-has-no-projects")
        }
    }

    @Test("Action search lists what may be done to one resource, and subject search finds who may do it to one")
    func search() async throws {
        try await Planner.with { planner in
            let person = JSON.string(try #require(planner.people["dispatcher"]).text)
            let properties: JSON = ["account": .string(planner.world.account.text), "stops": 1, "region": "north", "author": "x"]
            let route: JSON = ["type": "route", "id": "r-17", "properties": properties]
            let actions = await planner.world.send(
                .post, APIPath.actionSearch, token: planner.token, ["subject": ["type": "person", "id": person], "resource": route])
            #expect(actions.body["results"] == [["name": "read"], ["name": "publish"]], "\(actions.text)")
            let subjects = await planner.world.send(
                .post, APIPath.subjectSearch, token: planner.token,
                ["subject": ["type": "person"], "action": ["name": "read"], "resource": route])
            let owner = try planner.world.member("administrator").person.text
            let found = Set((subjects.body["results"]?.array ?? []).compactMap { $0["id"]?.string })
            #expect(found.contains(owner) && subjects.status == 200, "\(subjects.text)")
            // As each would be answered by itself, whoever is in the account.
            for (role, person) in planner.people {
                let one = try await planner.ask(role, "read", [("stops", 1), ("region", "north"), ("author", "x")])
                #expect((one.body["decision"] == true) == found.contains(person.text), "\(role): \(one.text) \(subjects.text)")
            }
            let nowhere = await planner.world.send(
                .post, APIPath.subjectSearch, token: planner.token,
                ["subject": ["type": "person"], "action": ["name": "read"], "resource": ["type": "route", "id": "r-17"]])
            #expect(nowhere.status == 400 && nowhere.text.contains("account"), "\(nowhere.text)")
        }
    }

    @Test("Whoever is in no account that has the product is refused without a word of it, and an unknown type gets a clear no")
    func outsiders() async throws {
        try await Planner.with { planner in
            let world = planner.world
            func expect(_ person: PersonID, _ type: String, _ account: AccountID, is reason: JSON) async {
                let answer = await world.send(
                    .post, APIPath.evaluation, token: planner.token,
                    [
                        "subject": ["type": "person", "id": .string(person.text)], "action": ["name": "read"],
                        "resource": ["type": .string(type), "id": "r-17", "properties": ["account": .string(account.text)]],
                    ])
                #expect(answer.body["decision"] == false)
                #expect(answer.body["context"]?["reason"] == reason)
                #expect(answer.body["context"]?["product"] == nil)
            }
            await expect(world.stranger.person, "route", world.account, is: "not-a-member")
            await expect(try world.member("member").person, "route", world.elsewhere, is: "not-a-member")
            await expect(try world.member("support-member").person, "route", world.account, is: "unknown-resource-type")
            await expect(try world.member("member").person, "boat", world.account, is: "unknown-resource-type")
        }
    }
}
