import Audit
import Core
import Credentials
import Identity
import SQL
import Schema
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct SignInTests {
    @Test("The address and then the password sign in, whatever the address's case")
    func plain() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("Ada@Northwind.example")
            let started = try await ids.session("aDA@northwind.EXAMPLE")
            #expect(started.session.personID == person)
            #expect(started.session.acr == .oneFactor)
            #expect(started.session.amr == ["pwd"])
            let now = ids.clock.now()
            let proofs = try await ids.database.read { try $0.proofs(in: started.session.id) }
            #expect(proofs == [SessionProof(personID: person, passwordAt: now, factorAt: nil)])
            #expect(try await ids.database.read { try $0.session(token: started.token.exposed, at: now)?.id } == started.session.id)
        }
    }

    @Test("A sign-in takes 15 minutes at most")
    func expiry() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let token = try await ids.begin("ada@northwind.example")
            ids.clock.advance(by: .minutes(15))
            #expect(try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser).word == "expired")
        }
    }

    @Test("Where a sign-in leads rests sealed: it may be an invitation's link")
    func sealedReturn() async throws {
        try await Identities.with { ids in
            let link = "/invitations/" + SystemRandom().token().exposed
            let token = try await ids.begin("ada@northwind.example", returnTo: link)
            let keyring = ids.keyring
            let now = ids.clock.now()
            #expect(try await ids.database.read { try $0.signIn(token: token.exposed, keyring, at: now)?.returnTo } == link)
            let rows = try await ids.database.read { try $0.rows("SELECT * FROM sign_ins") }
            #expect(rows.count == 1)
            for value in rows[0].values {
                guard case .text(let text) = value else { continue }
                #expect(
                    !text.contains("invitations")
                        && !(Base64URL.decode(text).map { String(decoding: $0, as: UTF8.self) } ?? "").contains("invit"))
            }
            try await ids.database.write { try $0.run("UPDATE sign_ins SET return_to = '/home'") }
            #expect(try await ids.database.read { try $0.signIn(token: token.exposed, keyring, at: now) } == nil)
        }
    }

    @Test("Who asks for a sign-in is kept with it, sealed: it may name a person")
    func sealedParty() async throws {
        try await Identities.with { ids in
            let party = AskingParty(
                name: "Customer Dashboard", product: "dashboard", redirectOrigin: "http://localhost:8081", hint: "ada@northwind.example")
            let address = try #require(EmailAddress("ada@northwind.example"))
            let token = try await ids.steps.begin(address: address, returnTo: "/", askedBy: party, from: Identities.home)
            let keyring = ids.keyring
            let now = ids.clock.now()
            #expect(try await ids.database.read { try $0.signIn(token: token.exposed, keyring, at: now)?.party } == party)
            let sealed: [UInt8] = try #require(
                try await ids.database.read { try $0.first("SELECT asking_party FROM sign_ins")?["asking_party"] })
            #expect(!String(decoding: sealed, as: UTF8.self).contains("ada@"))
            let open = Array("{\"name\":\"Another\"}".utf8)
            try await ids.database.write { try $0.run("UPDATE sign_ins SET asking_party = \(open)") }
            #expect(try await ids.database.read { try $0.signIn(token: token.exposed, keyring, at: now) } == nil)
        }
    }

    @Test("A finished sign-in cannot be finished again")
    func onlyOnce() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let token = try await ids.begin("ada@northwind.example")
            #expect(try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser).word == "signed in")
            #expect(try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser).word == "expired")
        }
    }

    @Test("Going straight to the second factor signs nobody in (threat 5)")
    func noStageIsSkipped() async throws {
        try await Identities.with { ids in
            let totp = try await ids.addApp(ids.add("ada@northwind.example"))
            let token = try await ids.begin("ada@northwind.example")
            #expect(try await ids.steps.code(totp.code(at: ids.clock.now()), token: token, from: Identities.browser).word == "expired")
            #expect(try await ids.steps.question(token: token) == nil)
            #expect(
                try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser).word == "second factor")
            // With a second factor, sending the password again does not sign in either.
            #expect(try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser).word == "expired")
        }
    }

    @Test("A suspended person is told so after the right password alone")
    func suspended() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example", status: .suspended)
            #expect(try await ids.signIn("ada@northwind.example", "something else").word == "wrong")
            #expect(try await ids.signIn("ada@northwind.example").word == "suspended")
        }
    }

    @Test("Somebody who never set a password looks like nobody")
    func invited() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example", password: nil, status: .invited)
            #expect(try await ids.signIn("ada@northwind.example", "").word == "wrong")
            #expect(try await ids.signIn("ada@northwind.example").word == "wrong")
        }
    }

    @Test("A foreign hash is replaced by argon2id at the first sign-in")
    func strengthening() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example", password: nil)
            // A bcrypt hash of the same password, as an import stores it.
            let foreign = "$2y$10$dAGvEBJz7wyaNvhU1EEHquQcwvUxzEA2xdvTErBDkKkleZtBx/kgW"
            let now = ids.clock.now()
            try await ids.database.write {
                try $0.setPassword(of: person, hash: Secret(foreign), setBy: .import, by: .system, at: now)
            }
            #expect(try await ids.signIn("ada@northwind.example", "wrong one").word == "wrong")
            #expect(try await ids.database.read { try $0.password(of: person)?.hash.exposed } == foreign)
            #expect(try await ids.signIn("ada@northwind.example").word == "signed in")
            let stored = try #require(try await ids.database.read { try $0.password(of: person) })
            #expect(stored.hash.exposed.contains("$argon2id$"))
            #expect(stored.setBy == .import)
            #expect(try await ids.signIn("ada@northwind.example").word == "signed in")
        }
    }

    @Test(
        "A sign-in in the same browser keeps the session's id under a token nobody has seen (threat 15)")
    func renewal() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let first = try await ids.session("ada@northwind.example")
            ids.clock.advance(by: .minutes(30))
            let again = try await ids.session(
                "ada@northwind.example", from: SignInSteps.Browser(Identities.home, sessionToken: first.token))
            #expect(again.session.id == first.session.id)
            #expect(again.session.authTime == ids.clock.now())
            #expect(again.token.exposed != first.token.exposed)
            let now = ids.clock.now()
            #expect(try await ids.database.read { try $0.session(token: first.token.exposed, at: now) } == nil)
            #expect(try await ids.ended().isEmpty)
        }
    }

    @Test("Another person's sign-in in the same browser ends the session that was there")
    func replacement() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            try await ids.add("ben@northwind.example")
            let first = try await ids.session("ada@northwind.example")
            let second = try await ids.session(
                "ben@northwind.example", from: SignInSteps.Browser(Identities.home, sessionToken: first.token))
            #expect(second.session.id != first.session.id)
            #expect(try await ids.ended() == [first.session.id])
        }
    }

    @Test("A password changed while its old one was being checked does not sign in")
    func changedMeanwhile() async throws {
        // The pool has one thread. It is blocked until the password has been changed.
        let pool = try HashingPool(threads: 1, queueLimit: 10, parameters: .forTests)
        try await TestDatabase.with(IDSchema.migrations) { database in
            let ids = try Identities(database, hashing: pool)
            let person = try await ids.add("ada@northwind.example")
            let new = Secret(try await pool.hash(Secret("another password entirely")).text)
            let gate = Gate()
            async let held: Void = pool.run { gate.wait() }
            while pool.waiting == 0, !gate.isReached { await Task.yield() }
            async let outcome = ids.signIn("ada@northwind.example")
            while pool.waiting == 0 { await Task.yield() }
            let now = ids.clock.now()
            try await database.write { try $0.setPassword(of: person, hash: new, setBy: .person, by: .system, at: now) }
            gate.open()
            try await held
            #expect(try await outcome.word == "wrong")
        }
    }
}
