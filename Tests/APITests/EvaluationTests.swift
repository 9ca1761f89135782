import API
import Access
import Audit
import Core
import Foundation
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite struct EvaluationTests {
    @Test("Every cell of role and area, and of role and project, is decided as the table says", .onEveryDatabase)
    func everyCell() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let areas = try #require(world.catalog["dashboard"]).areas.map(\.id)
            let table = try RoleTable.of("dashboard")
            #expect(world.catalog["dashboard"]?.roles.map(\.id.rawValue) == table.rows.map(\.role))
            #expect(areas.map(\.rawValue) == table.areas)
            for row in table.rows {
                let person = try world.member(RoleID(rawValue: row.role)).person
                var questions: [(JSON, Bool)] = []
                let resources = areas.map { world.area($0) } + world.projects.map { world.project($0) }
                #expect(resources.count == row.levels.count)
                for (level, resource) in zip(row.levels, resources) {
                    questions.append((question(person, "view", resource), level != .nothing))
                    questions.append((question(person, "manage", resource), level == .manage))
                }
                let body: JSON = ["evaluations": .array(questions.map(\.0))]
                let batch = await world.send(.post, APIPath.evaluations, token: token, body)
                #expect(batch.body["evaluations"]?.array?.compactMap { $0["decision"]?.bool } == questions.map(\.1), "\(row.role)")
                for (question, expected) in questions {
                    let answer = await world.send(.post, APIPath.evaluation, token: token, question)
                    #expect(answer.body["decision"]?.bool == expected, "\(row.role): \(answer.text)")
                }
            }
        }
    }

    @Test("A decision says why, and which roles would permit it")
    func reasons() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            func context(_ body: JSON) async throws -> JSON {
                let answer = await world.send(.post, APIPath.evaluation, token: token, body)
                #expect(answer.status == 200)
                #expect(answer.body["decision"] == false)
                return try #require(answer.body["context"])
            }
            let associate = try world.member("associate").person
            let refused = try await context(question(associate, "view", world.area("billing")))
            #expect(refused["reason"]?.string == "area-not-in-role")
            #expect(refused["role"]?.string == "associate")
            #expect(refused["needs"] == ["administrator", "member"])
            let both: JSON = [
                "type": "project", "id": .string(world.projects[0].id.text), "properties": ["area": "billing"],
            ]
            #expect(try await context(question(associate, "view", both))["reason"]?.string == "area-not-in-role")
            #expect(try await context(question(associate, "fly", world.area("messages")))["reason"]?.string == "unknown-action")
            #expect(try await context(question(associate, "view", world.area("vault")))["reason"]?.string == "unknown-area")
            #expect(try await context(question(world.stranger.person, "view", world.area("messages")))["reason"]?.string == "not-a-member")
            #expect(
                try await context(question(world.stranger.person, "view", world.project(world.projects[0])))["reason"]?.string
                    == "not-a-member")
            for subject in ["nobody", PersonID(at: Timestamp(seconds: 1)).text] {
                let unknown: JSON = [
                    "subject": ["type": "person", "id": .string(subject)], "action": ["name": "view"], "resource": world.area("messages"),
                ]
                #expect(try await context(unknown)["reason"]?.string == "unknown-subject")
            }
            let now = world.clock.now()
            try await world.database.write {
                try $0.setStatus(associate, to: .suspended, under: NoAccounts(), by: .operatorCommand, at: now)
            }
            #expect(try await context(question(associate, "view", world.area("messages")))["reason"]?.string == "suspended")
        }
    }

    @Test("What is mistyped of a resource is malformed, and a project that is named with an area narrows it")
    func places() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let associate = try world.member("associate").person
            func answer(_ type: JSON, _ id: String, _ properties: [(String, JSON)], action: String = "view") async -> Answer {
                let resource: JSON = ["type": type, "id": .string(id), "properties": .object(properties)]
                return await world.send(.post, APIPath.evaluation, token: token, question(associate, action, resource))
            }
            let seen = world.projects[0].id.text
            for odd in [JSON.integer(5), .null, ["billing"], .string(""), .object([]), .bool(true)] {
                for name in ["account", "product", "area", "project"] {
                    #expect(await answer("project", seen, [(name, odd)]).status == 400, "\(name): \(odd)")
                    #expect(await answer("area", "messages", [(name, odd)]).status == 400, "\(name): \(odd)")
                }
            }
            let assigned = try world.member("associate").projects
            let own = try #require(world.projects.first { assigned.contains($0.id) })
            let other = try #require(world.projects.first { !assigned.contains($0.id) })
            let account = ("account", JSON.string(world.account.text))
            for (project, isPermitted) in [(own, true), (other, false)] {
                let byArea = await answer("area", "access-keys", [account, ("project", .string(project.id.text))])
                let byProject = await answer("project", project.id.text, [account, ("area", "access-keys")])
                #expect(byArea.body["decision"] == .bool(isPermitted), "\(byArea.text)")
                #expect(byArea.body["decision"] == byProject.body["decision"])
            }
            #expect(await answer("area", "access-keys", [("project", "prj_nothing")]).body["decision"] == false)
        }
    }

    @Test("The words say which of an account's own roles would do, and to whoever is suspended that they are")
    func words() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let account = world.account
            let support = try world.member("support-member")
            try await world.operatorWork { work in
                let terms = CustomRoleTerms(name: "Bookkeeper", purpose: "", areas: ["billing": .view], projects: .none)
                _ = try work.makeRole(terms, in: account, as: "dashboard")
            }
            func context() async throws -> JSON {
                let answer = await world.send(
                    .post, APIPath.evaluation, token: token, question(support.person, "view", world.area("billing")))
                #expect(answer.body["decision"] == false)
                return try #require(answer.body["context"])
            }
            let refused = try await context()
            #expect(refused["needs"]?.array?.count == 3)
            for name in ["reason_user", "reason_admin"] {
                #expect(refused[name]?["en"]?.string?.contains("Administrator, Member or Bookkeeper") == true, "\(refused)")
            }
            try await world.operatorWork {
                _ = try $0.changeMember(support.id, of: account, as: "dashboard", to: .init(status: .suspended))
            }
            let suspended = try await context()
            #expect(suspended["reason_user"]?["en"]?.string?.hasPrefix("You are suspended in this account") == true, "\(suspended)")
            #expect(suspended["reason_admin"]?["en"] == "They are suspended in this account, or on hold.")
        }
    }

    @Test("The account may be left out where there is one, and named by the id it had in an import")
    func accounts() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let person = try world.member("member").person
            let bare: JSON = ["type": "area", "id": "billing"]
            #expect(await world.send(.post, APIPath.evaluation, token: token, question(person, "view", bare)).body["decision"] == true)
            let catalog = world.catalog
            let now = world.clock.now()
            try await world.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .importer, at: now)
                let other = try work.importedAccount("acc_10000", named: "Imported", product: "dashboard").id
                _ = try work.addMember(person, to: other, product: "dashboard", role: "associate")
            }
            let missing = await world.send(.post, APIPath.evaluation, token: token, question(person, "view", bare))
            #expect(missing.body["context"]?["reason"]?.string == "account-missing")
            let named: JSON = ["type": "area", "id": "billing", "properties": ["account": "acc_10000"]]
            let other = await world.send(.post, APIPath.evaluation, token: token, question(person, "view", named))
            #expect(other.body["context"]?["role"]?.string == "associate")
        }
    }

    @Test("An area that two products have is permitted only where both permit it, unless the product is named")
    func twoProducts() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let account = world.account
            let person = try world.member("it-admin").person
            let boss = try world.member("administrator").person
            try await world.operatorWork { work in
                try work.addMember(boss, to: account, product: "mail", role: "admin")
                try work.addMember(person, to: account, product: "mail", role: "analyst")
            }
            func decision(_ product: String?) async -> JSON? {
                var properties: [(String, JSON)] = [("account", .string(account.text))]
                if let product { properties.append(("product", .string(product))) }
                let users: JSON = ["type": "area", "id": "users", "properties": .object(properties)]
                return await world.send(.post, APIPath.evaluation, token: token, question(person, "view", users)).body["decision"]
            }
            #expect(await decision("dashboard") == true)
            #expect(await decision("mail") == false)
            #expect(await decision(nil) == false)
            #expect(await decision("shop") == false)
        }
    }

    @Test("A thousand questions are answered at once, and one more is refused whole")
    func most() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let person = try world.member("associate").person
            for (count, status) in [(1000, 200), (1001, 400)] {
                let one = question(person, "view", world.area("messages"))
                let body: JSON = ["evaluations": .array(Array(repeating: one, count: count))]
                let answer = await world.send(.post, APIPath.evaluations, token: token, body)
                #expect(answer.status == status)
                if status == 200 {
                    #expect(answer.body["evaluations"]?.array?.count == count)
                } else {
                    #expect(answer.text.contains("1000"))
                }
            }
        }
    }

    @Test("Defaults fill what a question leaves out, and the semantics stop where they say")
    func batches() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let person = try world.member("associate").person
            func answers(_ semantic: String?) async -> [Bool]? {
                var members: [(String, JSON)] = [
                    ("subject", ["type": "person", "id": .string(person.text)]), ("action", ["name": "view"]),
                    (
                        "evaluations",
                        .array(["messages", "billing", "overview", "users"].map { ["resource": world.area(AreaID(rawValue: $0))] })
                    ),
                ]
                if let semantic { members.append(("options", ["evaluations_semantic": .string(semantic)])) }
                let answer = await world.send(.post, APIPath.evaluations, token: token, .object(members))
                return answer.status == 200 ? answer.body["evaluations"]?.array?.compactMap { $0["decision"]?.bool } : nil
            }
            #expect(await answers(nil) == [true, false, true, false])
            #expect(await answers("execute_all") == [true, false, true, false])
            #expect(await answers("deny_on_first_deny") == [true, false])
            #expect(await answers("permit_on_first_permit") == [true])
            #expect(await answers("sometimes") == nil)
            let single = await world.send(
                .post, APIPath.evaluations, token: token, question(person, "view", world.area("messages")))
            #expect(single.body["decision"] == true)
            let mixed: JSON = ["evaluations": [question(person, "view", world.area("messages")), ["action": ["name": "view"]]]]
            let answer = await world.send(.post, APIPath.evaluations, token: token, mixed)
            let second = try #require(answer.body["evaluations"]?.array?.last)
            #expect(second["decision"] == false)
            #expect(second["context"]?["error"]?["status"] == 400)
        }
    }

    @Test("A malformed question is answered with 400 and a message; what the published schema requires is required")
    func malformed() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let person = try world.member("associate").person
            guard case .object(let members) = question(person, "view", world.area("messages")) else { return }
            var bodies: [JSON] = [[], "x", ["evaluations": "x"]]
            bodies += members.map { member in .object(members.filter { $0.0 != member.0 }) }
            bodies += members.map { member in .object(members.filter { $0.0 != member.0 } + [(member.0, "x")]) }
            bodies.append(.object(members + [("context", "x")]))
            bodies.append(.object(members.filter { $0.0 != "subject" } + [("subject", ["type": "person", "id": 7])]))
            for path in [APIPath.evaluation, APIPath.evaluations] {
                for body in bodies {
                    if path == APIPath.evaluation, body["evaluations"] != nil { continue }
                    let answer = await world.send(.post, path, token: token, body)
                    #expect(answer.status == 400, "\(path) \(String(decoding: body.bytes, as: UTF8.self))")
                    #expect(answer.body.string?.isEmpty == false)
                }
            }
            guard let data = Vectors.published("authzen/evaluation-request.schema.json") else { return }
            let schema = try JSON(reading: Array(data))
            #expect(schema["required"] == .array(members.map { .string($0.0) }))
        }
    }

    @Test("Only a client's own token with the scope may ask, and the caller's request id comes back")
    func callers() async throws {
        try await APIWorld.with { world in
            let body = question(try world.member("associate").person, "view", world.area("messages"))
            #expect(await world.send(.post, APIPath.evaluation, token: nil, body).status == 401)
            let person = try await world.token(of: world.member("administrator").person)
            let persons = await world.send(.post, APIPath.evaluation, token: person, body)
            #expect(persons.status == 403 && persons.headers[.wwwAuthenticate]?.contains("insufficient_scope") == true)
            let other = try await world.evaluatorToken(scope: Scope.readMessages)
            let refused = await world.send(.post, APIPath.evaluation, token: other, body)
            #expect(refused.status == 403)
            #expect(refused.headers[.wwwAuthenticate]?.contains("insufficient_scope") == true)
            let token = try await world.evaluatorToken()
            let answer = await world.send(.post, APIPath.evaluation, token: token, body, headers: ["X-Request-ID": "abc-1"])
            #expect(answer.headers[try #require(HTTPField.Name("X-Request-ID"))] == "abc-1")
            let evaluator = world.evaluator.id
            let now = world.clock.now()
            _ = try await world.database.write { try $0.revokeClient(evaluator, by: .operatorCommand, at: now) }
            #expect(await world.send(.post, APIPath.evaluation, token: token, body).status == 401)
        }
    }

    @Test("Every refusal is a status with a message as its body (section 10.1)")
    func refusals() async throws {
        try await APIWorld.with { world in
            let body = question(try world.member("associate").person, "view", world.area("messages"))
            let token = try await world.evaluatorToken()
            let other = try await world.evaluatorToken(scope: Scope.readMessages)
            let long = JSON.string(String(repeating: "x", count: 1 << 20))
            for (method, path, token, body, status) in [
                (HTTPRequest.Method.post, "/access/v1/evaluation", nil, body, 401), (.post, "/access/v1/evaluation", "x", body, 401),
                (.post, "/access/v1/evaluations", other, body, 403), (.post, "/access/v1/evaluation", token, [], 400),
                (.post, "/access/v1/evaluation", token, long, 413), (.get, "/access/v1/evaluation", token, nil, 405),
                (.post, "/access/v1/search/things", token, body, 404), (.post, "/.well-known/authzen-configuration", nil, nil, 405),
            ] as [(HTTPRequest.Method, String, String?, JSON?, Int)] {
                let answer = await world.send(method, path, token: token, body)
                #expect(answer.status == status, "\(method) \(path)")
                #expect(answer.headers[.contentType] == "application/json")
                #expect(answer.body.string?.hasSuffix(".") == true, "\(answer.text)")
            }
        }
    }

    private func question(_ person: PersonID, _ action: String, _ resource: JSON) -> JSON {
        ["subject": ["type": "person", "id": .string(person.text)], "resource": resource, "action": ["name": .string(action)]]
    }
}

extension APIWorld {
    func area(_ id: AreaID) -> JSON {
        ["type": "area", "id": .string(id.rawValue), "properties": ["account": .string(account.text)]]
    }
    func project(_ project: Project) -> JSON { ["type": "project", "id": .string(project.id.text)] }
}
