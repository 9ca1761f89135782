import API
import Access
import Core
import HTTPTypes
import TestSupport
import Testing
import Web

@Suite("Questions asked again", .onEveryDatabase)
struct KeptEvaluationTests {
    private func ask(_ world: APIWorld, _ person: RoleID, _ token: String) async throws -> Bool? {
        let question: JSON = [
            "subject": ["type": "person", "id": .string(try world.member(person).person.text)], "action": ["name": "view"],
            "resource": world.area("billing"),
        ]
        return await world.send(.post, APIPath.evaluation, token: token, question).body["decision"]?.bool
    }

    @Test("The same question is answered anew after any change: a role given, a person suspended")
    func changed() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let account = world.account
            let member = try world.member("associate")
            for _ in 0..<2 { #expect(try await ask(world, "associate", token) == false) }
            try await world.operatorWork { _ = try $0.changeMember(member.id, of: account, as: "dashboard", to: .init(role: "member")) }
            for _ in 0..<2 { #expect(try await ask(world, "associate", token) == true) }
            try await world.operatorWork { _ = try $0.changeMember(member.id, of: account, as: "dashboard", to: .init(status: .suspended)) }
            for _ in 0..<2 { #expect(try await ask(world, "associate", token) == false) }
        }
    }

    @Test("A grant that ends opens nothing from that moment on, though nothing was written, and a clock set back finds it again")
    func ended() async throws {
        try await APIWorld.with { world in
            try await world.give("member", until: world.clock.now() + .minutes(5), to: "associate", as: "administrator")
            let token = try await world.evaluatorToken()
            for _ in 0..<2 { #expect(try await ask(world, "associate", token) == true) }
            world.clock.advance(by: .minutes(6))
            for _ in 0..<2 { #expect(try await ask(world, "associate", token) == false) }
            world.clock.advance(by: .minutes(-3))
            for _ in 0..<2 { #expect(try await ask(world, "associate", token) == true) }
        }
    }

    @Test("What is no JSON by its header stays refused, though its bytes were answered before")
    func otherType() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            #expect(try await ask(world, "administrator", token) == true)
            let question: JSON = [
                "subject": ["type": "person", "id": .string(try world.member("administrator").person.text)], "action": ["name": "view"],
                "resource": world.area("billing"),
            ]
            let answer = await world.send(.post, APIPath.evaluation, token: token, question, headers: ["Content-Type": "text/plain"])
            #expect(answer.status == 400)
            #expect(await world.send(.post, APIPath.evaluation, token: nil, question).status == 401)
        }
    }
}
