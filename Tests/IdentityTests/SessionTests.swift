import Audit
import Core
import Credentials
import Identity
import SQL
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct SessionTests {
    @Test("A session ends after 12 idle hours, and after 30 days whatever happens")
    func lifetimes() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let idle = try await ids.session("ada@northwind.example")
            ids.clock.advance(by: .hours(12))
            #expect(try await ids.live(idle) == false)
            let used = try await ids.session("ada@northwind.example")
            for _ in 0..<65 {
                ids.clock.advance(by: .hours(11))
                let now = ids.clock.now()
                #expect(try await ids.live(used))
                try await ids.database.write { try $0.touch(used.session.id, at: now) }
            }
            ids.clock.advance(by: .hours(6))
            #expect(try await ids.live(used) == false)
        }
    }

    @Test("A session's row is written once a minute at most")
    func touches() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let started = try await ids.session("ada@northwind.example")
            #expect(!started.session.needsTouch(at: ids.clock.now() + .seconds(59)))
            #expect(started.session.needsTouch(at: ids.clock.now() + .seconds(60)))
        }
    }

    @Test("Whoever is suspended has no session at the next request (threat 11)")
    func suspension() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            let started = try await ids.session("ada@northwind.example")
            let now = ids.clock.now()
            try await ids.database.write { try $0.setStatus(person, to: .suspended, under: NoAccounts(), by: .operatorCommand, at: now) }
            #expect(try await ids.ended() == [started.session.id])
            #expect(try await ids.live(started) == false)
            // Reactivating the person does not bring the session back.
            try await ids.database.write { try $0.activate(person, by: .operatorCommand, at: now) }
            #expect(try await ids.live(started) == false)
        }
    }

    @Test("An open session of a person who was suspended by any other way counts no more (threat 11)")
    func suspendedElsewhere() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let started = try await ids.session("ada@northwind.example")
            for (status, isLive) in [("active", true), ("suspended", false), ("invited", false)] {
                try await ids.database.write { try $0.run("UPDATE people SET status = \(status)") }
                #expect(try await ids.live(started) == isLive, "\(status)")
            }
        }
    }

    @Test("An ended session is dead, and ending it again says so")
    func ending() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            let started = try await ids.session("ada@northwind.example")
            let now = ids.clock.now()
            #expect(try await ids.database.write { try $0.endSession(started.session.id, by: .person(person), at: now) })
            #expect(try await ids.database.write { try $0.endSession(started.session.id, by: .person(person), at: now) } == false)
            #expect(try await ids.live(started) == false)
            #expect(try await ids.ended() == [started.session.id])
        }
    }

    @Test("One kind of token is not another: a sign-in's or a link's opens no session (threat 6)")
    func kinds() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let signIn = try await ids.begin("ada@northwind.example")
            let started = try await ids.session("ada@northwind.example")
            let now = ids.clock.now()
            let opened = try await ids.database.read { tx -> [Bool] in
                let hash = TokenHash(started.token.exposed, purpose: .session).bytes
                return [
                    try tx.session(token: signIn.exposed, at: now) != nil,
                    try tx.signIn(token: started.token.exposed, ids.keyring, at: now) != nil,
                    try tx.mailLink(token: started.token.exposed, at: now) != nil,
                    try tx.session(token: Base64URL.encode(hash), at: now) != nil,
                ]
            }
            #expect(opened == [false, false, false, false])
        }
    }
}

extension Identities {
    func live(_ started: SignInSteps.Started) async throws -> Bool {
        let now = clock.now()
        return try await database.read { try $0.session(token: started.token.exposed, at: now) != nil }
    }
}
