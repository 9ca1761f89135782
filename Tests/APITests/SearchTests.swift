import API
import Access
import Core
import Foundation
import HTTPTypes
import TestSupport
import Testing
import Web

/// AuthZEN's searches find exactly what single evaluations permit.
@Suite struct SearchTests {
    private func subject(_ world: APIWorld, _ role: RoleID) throws -> JSON {
        ["type": "person", "id": .string(try world.member(role).person.text)]
    }

    private func results(_ answer: Answer) -> [JSON] { answer.body["results"]?.array ?? [] }

    @Test("Subject search finds exactly the people whom an evaluation permits, for every area, project and action", .onEveryDatabase)
    func subjects() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let areas = try #require(world.catalog["dashboard"]).areas.map { world.area($0.id) }
            var compared = 0
            for resource in areas + world.projects.map({ world.project($0) }) {
                for action in ["view", "manage"] {
                    let body: JSON = ["subject": ["type": "person"], "action": ["name": .string(action)], "resource": resource]
                    let answer = await world.send(.post, APIPath.subjectSearch, token: token, body)
                    #expect(answer.status == 200, "\(answer.text)")
                    let found = Set(results(answer).compactMap { $0["id"]?.string })
                    for (role, member) in world.members {
                        let question: JSON = [
                            "subject": try subject(world, role), "action": ["name": .string(action)], "resource": resource,
                        ]
                        let single = await world.send(.post, APIPath.evaluation, token: token, question)
                        #expect(single.body["decision"]?.bool == found.contains(member.person.text), "\(role) \(action) \(resource)")
                        compared += 1
                    }
                }
            }
            #expect(compared >= 90)
        }
    }

    @Test("A search goes on from page to page until its token is empty, and a token of another search is refused")
    func pages() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            func page(_ token: String, _ next: String, _ area: AreaID) async -> Answer {
                let body: JSON = [
                    "subject": ["type": "person"], "action": ["name": "view"], "resource": world.area(area),
                    "page": ["limit": 1, "token": .string(next)],
                ]
                return await world.send(.post, APIPath.subjectSearch, token: token, body)
            }
            var found: [String] = []
            var next = ""
            repeat {
                let answer = await page(token, next, "messages")
                found += results(answer).compactMap { $0["id"]?.string }
                next = try #require(answer.body["page"]?["next_token"]?.string)
                if !next.isEmpty { #expect(await page(token, next, "billing").status == 400) }
            } while !next.isEmpty && found.count < 20
            #expect(found.count == 4 && Set(found).count == 4)
            #expect(await page(token, "made-up", "messages").status == 400)
        }
    }

    @Test("Resource search finds the areas and projects that a person may use, and action search what they may do there")
    func resourcesAndActions() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            func resources(_ role: RoleID, _ kind: JSON, _ action: String = "view") async throws -> [String] {
                let body: JSON = ["subject": try subject(world, role), "action": ["name": .string(action)], "resource": kind]
                let answer = await world.send(.post, APIPath.resourceSearch, token: token, body)
                #expect(answer.status == 200, "\(answer.text)")
                return results(answer).compactMap { $0["id"]?.string }
            }
            let areas: JSON = ["type": "area"]
            #expect(try await resources("support-member", areas) == ["messages"])
            #expect(try await resources("support-member", areas, "manage").isEmpty)
            #expect(try await resources("associate", areas).contains("billing") == false)
            let all = try await resources("administrator", ["type": "project"])
            #expect(all.sorted() == world.projects.map(\.id.text).sorted())
            #expect(try await resources("member", ["type": "project"]) == [world.projects[0].id.text])
            #expect(try await resources("member", ["type": "project", "properties": ["area": "users"]]).isEmpty)
            func actions(_ role: RoleID, _ resource: JSON) async throws -> [String] {
                let body: JSON = ["subject": try subject(world, role), "resource": resource]
                return results(await world.send(.post, APIPath.actionSearch, token: token, body)).compactMap { $0["name"]?.string }
            }
            #expect(try await actions("support-member", world.area("messages")) == ["view"])
            #expect(try await actions("administrator", world.area("messages")) == ["view", "manage"])
            #expect(try await actions("it-admin", world.area("billing")).isEmpty)
        }
    }

    @Test("A search over a type that is not held here is refused by its name, and one for what does not exist finds nothing")
    func refusals() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            func ask(_ subject: JSON, _ resource: JSON) async -> Answer {
                await world.send(
                    .post, APIPath.subjectSearch, token: token,
                    ["subject": subject, "action": ["name": "view"], "resource": resource])
            }
            let device = await ask(["type": "device"], world.area("billing"))
            #expect(device.status == 400 && device.text.contains("device"))
            let invoice = await ask(["type": "person"], ["type": "invoice", "id": "1"])
            #expect(invoice.status == 400 && invoice.text.contains("invoice"))
            #expect(await ask(["type": "person"], ["type": "area", "id": "billing"]).status == 400)
            let nowhere = await ask(["type": "person"], ["type": "project", "id": .string(ProjectID(at: world.clock.now()).text)])
            #expect(nowhere.status == 200 && results(nowhere).isEmpty)
            #expect(nowhere.body["page"]?["next_token"] == "")
            let unknown = await world.send(
                .post, APIPath.subjectSearch, token: token,
                ["subject": ["type": "person"], "action": ["name": "dance"], "resource": world.area("billing")])
            #expect(unknown.status == 200 && results(unknown).isEmpty)
        }
    }

    @Test("A decision carries its chain: the grant, who gave it and when, the rule, and the words for the person and for managers")
    func chain() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let associate = try world.member("associate")
            let boss = try world.member("administrator").person
            let given = try await world.send(.post, world.path("/members/\(associate.id)/grants"), as: "administrator", ["role": "member"])
            #expect(given.status == 201)
            func context(_ resource: JSON) async throws -> JSON {
                let body: JSON = ["subject": try subject(world, "associate"), "action": ["name": "view"], "resource": resource]
                return try #require(await world.send(.post, APIPath.evaluation, token: token, body).body["context"])
            }
            let permitted = try await context(world.area("billing"))
            #expect(permitted["rule"] == 7)
            #expect(permitted["grant"]?["given_by"]?.string == boss.text)
            #expect(permitted["grant"]?["source"] == "person")
            #expect(permitted["reason_user"]?["en"] == "Your role Member opens Billing.")
            #expect(permitted["reason_user"]?["sv"]?.string?.contains("Din roll Medlem") == true)
            #expect(permitted["reason_admin"]?["en"]?.string?.contains("Given by \(boss.text) on ") == true)
            let refused = try await context(world.area("users"))
            #expect(refused["grant"] == nil)
            #expect(refused["rule"] == 5)
            #expect(refused["reason_admin"]?["en"]?.string?.contains("does not open Users") == true)
            #expect(refused["reason_user"]?["en"]?.string?.contains(boss.text) == false)
        }
    }

    @Test("The metadata names each endpoint, and each answers there (section 9)")
    func metadata() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let metadata = await world.send(.get, APIPath.authZENConfiguration, token: nil).body
            let issuer = try #require(metadata["policy_decision_point"]?.string)
            let members = metadata.object ?? []
            #expect(members.count == 6)
            for (name, value) in members where name.hasSuffix("_endpoint") {
                let path = try #require(value.string).dropFirst(issuer.count)
                let answer = await world.send(.post, String(path), token: token, [])
                #expect(answer.status == 400, "\(name)")
            }
        }
    }

    /// Where the suites are that docs/conformance.md names.
    private static let folders = ["APITests", "APITests/Provisioning", "SignalTests", "OpenIDTests", "OpenIDSiteTests", "IDSiteTests"]

    @Test("Every test that docs/conformance.md names is there")
    func documented() throws {
        let page = try String(contentsOf: Vectors.project.appending(path: "docs/conformance.md"), encoding: .utf8)
        let named = page.matches(of: /`([A-Z]\w+Tests)\/(\w+)`/).map { ($0.1, $0.2) }
        #expect(named.count > 80)
        for (suite, function) in named {
            let files = Self.folders.map { Vectors.project.appending(path: "Tests/\($0)/\(suite).swift") }
                .filter { FileManager.default.fileExists(atPath: $0.path) }
            let code = try files.map { try String(contentsOf: $0, encoding: .utf8) }
            #expect(code.contains { $0.contains("func \(function)(") }, "\(suite)/\(function)")
        }
    }

    @Test("Every module of the certification plans has a test of ours in docs/conformance.md, or says that there is none")
    func modules() throws {
        let page = try String(contentsOf: Vectors.project.appending(path: "docs/conformance.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `oidcc-") }
        #expect(rows.count > 50)
        for row in rows { #expect(row.contains("Tests/") || row.contains("no test of ours yet"), "\(row.prefix(60))") }
    }
}
