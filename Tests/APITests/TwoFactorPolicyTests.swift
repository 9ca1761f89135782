import Access
import Core
import HTTPTypes
import Identity
import OpenID
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// An administrator asks everybody in the account for two factors.
@Suite("Two factors for everybody", .onEveryDatabase) struct TwoFactorPolicyTests {
    @Test("Whoever has none is listed before and told by mail after; the one who asks must have one themselves")
    func listed() async throws {
        try await APIWorld.with { world in
            let roles = try APIWorld.roles().count
            let before = try await world.send(.get, world.path("/two-factors"), as: "administrator")
            #expect(before.body["required"]?.bool == false && before.body["without"]?.integer == Int64(roles))
            let alone = try await world.send(.put, world.path("/two-factors"), as: "administrator", ["required": true])
            #expect(alone.status == 409 && alone.code == "two-factors-first")
            try await world.addSecondFactor(to: world.member("administrator").person)
            let done = try await world.send(.put, world.path("/two-factors"), as: "administrator", ["required": true])
            #expect(done.status == 200 && done.body["without"]?.integer == Int64(roles - 1), "\(done.text)")
            let mails = try await world.database.read { try $0.newestMessages(limit: 50, openedBy: .ofTests) }
            #expect(mails.count == roles - 1 && mails.allSatisfy { $0.subject == "Northwind asks for two factors" })
            #expect(!mails.map(\.recipient).contains("administrator@northwind.example"))
            // A token of one factor opens the account no more, that of whoever switched it on included.
            #expect(try await world.send(.get, world.path("/projects"), as: "member").code == "two-factors-required")
            let boss = try world.member("administrator").person
            let strong = try await world.token(of: boss, factors: .twoFactors)
            let again = await world.send(.put, world.path("/two-factors"), token: strong, ["required": true])
            #expect(again.status == 200)
            #expect(try await world.database.read { try $0.newestMessages(limit: 50, openedBy: .ofTests).count } == roles - 1)
            #expect(await world.send(.put, world.path("/two-factors"), token: strong, ["required": false]).status == 200)
            #expect(try await world.send(.get, world.path("/projects"), as: "member").status == 200)
        }
    }

    @Test("From a day on, the account stays open until that day and is closed from it, for every grant")
    func fromADay() async throws {
        try await APIWorld.with { world in
            let boss = try world.member("administrator").person
            try await world.addSecondFactor(to: boss)
            let now = world.clock.now()
            let past = try await world.send(
                .put, world.path("/two-factors"), as: "administrator", ["required": true, "from": .string((now - .days(1)).rfc3339)])
            #expect(past.status == 422)
            let day = now + .days(3)
            let set = try await world.send(
                .put, world.path("/two-factors"), as: "administrator", ["required": true, "from": .string(day.rfc3339)])
            #expect(set.status == 200 && set.body["from"]?.string == day.rfc3339)
            #expect(try await world.send(.get, world.path("/projects"), as: "member").status == 200)
            let directory = PeopleAccess(world)
            #expect(try await directory.access(at: day - .milliseconds(1)) != .needsTwoFactors)
            #expect(try await directory.access(at: day) == .needsTwoFactors)
            world.clock.advance(by: .days(3))
            #expect(try await world.send(.get, world.path("/projects"), as: "member").code == "two-factors-required")
        }
    }
}

/// What a token for the account may say of the member after one factor.
private struct PeopleAccess {
    let world: APIWorld

    init(_ world: APIWorld) { self.world = world }

    func access(at now: Timestamp) async throws -> AccountAccess {
        let person = try world.member("member").person
        let account = world.account
        let directory = world.provider.directory
        let alone = ProvedSignIn(context: .oneFactor, methods: ["pwd"], at: now, session: nil)
        return try await world.database.read {
            try directory.access(of: person, to: account, product: nil, after: alone, in: $0, at: now)
        }
    }
}
