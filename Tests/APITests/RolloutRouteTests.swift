import API
import Access
import Audit
import Core
import Foundation
import HTTPTypes
import OpenID
import SQL
import TestSupport
import Testing
import Transition
import Web

@Suite("Where a login signs in", .onEveryDatabase)
struct RolloutRouteTests {
    private let question: JSON = ["product": "dashboard", "login": "administrator@northwind.example", "browser": "Firefox", "known": true]

    private func ask(_ world: APIWorld, _ body: JSON?, as client: Client? = nil, secret: String? = nil) async -> Answer {
        let client = client ?? world.product
        return await world.send(
            .post, APIPath.rolloutRoute, token: nil, body, headers: ["Authorization": world.basic(client, secret: secret)])
    }

    @Test("A product's own client learns it; nobody else does, and each for its own product alone")
    func callers() async throws {
        try await APIWorld.with { world in
            let answer = await ask(world, question)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.body == ["to": "id"])
            let nobody = await world.send(.post, APIPath.rolloutRoute, token: nil, question)
            #expect(nobody.status == 401)
            #expect(nobody.headers[.wwwAuthenticate]?.hasPrefix("Basic ") == true)
            #expect(await ask(world, question, secret: "wrong").status == 401)
            let token = try await world.token(of: world.member("administrator").person)
            #expect(await world.send(.post, APIPath.rolloutRoute, token: token, question).status == 401)
            #expect(await ask(world, question, as: world.evaluator).code == "not-a-product")
            let other = await ask(world, ["product": "mail", "login": "administrator@northwind.example"])
            #expect(other.status == 403)
            #expect(other.code == "other-product")
            var key = ClientRegistration(name: "Key", grantTypes: [.clientCredentials], scopes: [Scope.readMessages])
            key.product = "dashboard"
            key.account = world.account
            key.project = world.projects[0].id
            let made = try key.client(at: world.clock.now())
            try await world.database.write { try $0.add(made.client, by: .operatorCommand, at: world.clock.now()) }
            #expect(await ask(world.knowing(made), question, as: made.client).code == "not-a-product", "an access key")
        }
    }

    @Test("What is asked is read strictly, and the answer tells nothing but the place")
    func body() async throws {
        try await APIWorld.with { world in
            #expect(await ask(world, ["product": "dashboard", "login": "a@b.example"]).status == 200)
            #expect(await ask(world, ["product": "dashboard", "login": "a@b.example", "browser": nil, "known": nil]).status == 200)
            let unknown = await ask(world, ["product": "dashboard", "login": "a@b.example", "person": "per_1"])
            #expect(unknown.status == 400)
            #expect(unknown.text.contains("person"))
            let wrong: [JSON] = [
                ["product": "dashboard"], ["login": "a@b.example"], ["product": "dashboard", "login": ""],
                ["product": "dashboard", "login": 7], ["product": "dashboard", "login": "a@b.example", "known": "yes"],
                ["product": "dashboard", "login": .string(String(repeating: "x", count: 321))],
            ]
            for body in wrong { #expect(await ask(world, body).status == 422, "\(body)") }
            #expect(await ask(world, ["product": "dashboard", "login": .string(String(repeating: "x", count: 5000))]).status == 413)
        }
    }

    @Test("Phases are obeyed at the next request, and a login that nobody has gets the same answers")
    func phases() async throws {
        try await APIWorld.with { world in
            let now = world.clock.now()
            let phase = try await world.database.write { tx in
                let work = RolloutWork(tx, at: now)
                return try work.start(work.add(named: "first", to: "dashboard", RolloutPhase.Terms()), at: nil)
            }
            let logins = ["administrator@northwind.example", "nobody@northwind.example", "no address", "ada"]
            for login in logins {
                let answer = await ask(world, ["product": "dashboard", "login": .string(login)])
                #expect(answer.body == ["to": "classic"], "\(login)")
            }
            try await world.database.write { tx in
                var terms = phase.terms
                terms.percent = 10_000
                _ = try RolloutWork(tx, at: now).change(phase, to: terms)
            }
            for login in logins {
                let answer = await ask(world, ["product": "dashboard", "login": .string(login)])
                #expect(answer.body == ["to": "id"], "\(login)")
            }
        }
    }
}
