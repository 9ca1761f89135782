import Audit
import Core
import Credentials
import Identity
import Outbox
import SQL
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct SecondFactorTests {
    @Test("Password and code make two factors")
    func twoFactors() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            let totp = try await ids.addApp(person)
            let token = try await ids.begin("ada@northwind.example")
            _ = try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser)
            let outcome = try await ids.steps.code(totp.code(at: ids.clock.now()), token: token, from: Identities.browser)
            guard case .signedIn(let started, _) = outcome else { return #expect(outcome.word == "signed in") }
            #expect(started.session.acr == .twoFactors)
            #expect(started.session.amr == ["pwd", "otp", "mfa"])
            let proofs = try await ids.database.read { try $0.proofs(in: started.session.id) }
            #expect(proofs.first?.factorAt == ids.clock.now())
        }
    }

    @Test("A code of an authenticator app counts once, in parallel too (threat 6)")
    func codeOnce() async throws {
        try await Identities.with { ids in
            let totp = try await ids.addApp(ids.add("ada@northwind.example"))
            var tokens: [Secret<String>] = []
            for _ in 0..<4 {
                let token = try await ids.begin("ada@northwind.example")
                _ = try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser)
                tokens.append(token)
            }
            let code = totp.code(at: ids.clock.now())
            let words = try await withThrowingTaskGroup(of: String.self) { group in
                for token in tokens {
                    group.addTask { try await ids.steps.code(code, token: token, from: Identities.browser).word }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(words.filter { $0 == "signed in" }.count == 1)
        }
    }

    @Test("Five wrong codes are all there are, whichever sign-in they are tried in (threat 9)")
    func codeLimit() async throws {
        try await Identities.with { ids in
            let totp = try await ids.addApp(ids.add("ada@northwind.example"))
            for _ in 0..<5 {
                let token = try await ids.begin("ada@northwind.example")
                _ = try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser)
                #expect(try await ids.steps.code("000000x", token: token, from: Identities.browser).word == "wrong")
            }
            let token = try await ids.begin("ada@northwind.example")
            _ = try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser)
            let right = totp.code(at: ids.clock.now())
            #expect(try await ids.steps.code(right, token: token, from: Identities.browser).word == "wait")
            ids.clock.advance(by: .minutes(5))
            let later = totp.code(at: ids.clock.now())
            #expect(try await ids.steps.code(later, token: token, from: Identities.browser).word == "signed in")
        }
    }

    @Test("An SMS code works within 5 minutes, once, also after a new one was sent")
    func sms() async throws {
        try await Identities.with { ids in
            try await ids.addTelephone(ids.add("ada@northwind.example"))
            let token = try await ids.begin("ada@northwind.example")
            #expect(
                try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser).word == "second factor")
            let first = try await ids.sentCode()
            guard case .soon = try await ids.steps.resend(token: token, from: Identities.home) else {
                return #expect(Bool(false), "another one was sent within 30 seconds")
            }
            ids.clock.advance(by: .seconds(30))
            guard case .sent = try await ids.steps.resend(token: token, from: Identities.home) else {
                return #expect(Bool(false), "no code was sent again")
            }
            let second = try await ids.sentCode()
            #expect(try await ids.steps.code(first, token: token, from: Identities.browser).word == "signed in")
            let again = try await ids.begin("ada@northwind.example")
            _ = try await ids.steps.password(Secret(Identities.password), token: again, from: Identities.browser)
            if first != second {
                #expect(try await ids.steps.code(first, token: again, from: Identities.browser).word == "wrong", "once")
            }
            ids.clock.advance(by: .minutes(5))
            #expect(try await ids.steps.code(second, token: again, from: Identities.browser).word == "wrong", "too late")
            _ = try await ids.steps.resend(token: again, from: Identities.home)
            #expect(try await ids.steps.code(ids.sentCode(), token: again, from: Identities.browser).word == "signed in")
        }
    }

    @Test("So many text messages go out for one network and to one country, whoever they are for (threat 9)")
    func messageLimits() async throws {
        try await Identities.with(.sqlite) { ids in
            var steps = ids.steps
            steps.defence.limits.messagesFrom.tries = 2
            steps.defence.limits.messagesTo.tries = 3
            let limited = steps
            var count = 0
            func send(to number: String, from network: String) async throws -> Bool {
                count += 1
                let person = try await ids.add("p\(count)@northwind.example")
                let session = try await ids.session("p\(count)@northwind.example").session
                #expect(session.personID == person)
                let origin = ClientOrigin(address: network, agent: "")
                let phone = try #require(PhoneNumber(number))
                switch try await limited.newTelephone(phone, in: session, from: origin) {
                case .sent: return true
                case .wait: return false
                case .soon, .taken: throw Identities.NotSignedIn()
                }
            }
            let sent = [
                try await send(to: "+46701234560", from: "192.0.2.1"), try await send(to: "+46701234561", from: "192.0.2.1"),
                // The network's are used up.
                try await send(to: "+46701234562", from: "192.0.2.1"), try await send(to: "+46701234563", from: "198.51.100.1"),
                // Those to the country are used up.
                try await send(to: "+46701234564", from: "203.0.113.1"), try await send(to: "+4915112345678", from: "203.0.113.1"),
            ]
            #expect(sent == [true, true, false, true, false, true])
        }
    }

    @Test("What rests of an SMS code and of an app's secret is neither of them")
    func atRest() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            let totp = try await ids.addApp(person)
            let secret: [UInt8] = try #require(
                try await ids.database.read { try $0.first("SELECT secret FROM second_factors")?["secret"] })
            #expect(!Hex.encode(secret).contains(Hex.encode(totp.secret.exposed)))
            #expect(!String(decoding: secret, as: UTF8.self).contains(Base32.encode(totp.secret.exposed)))
            _ = try await ids.addTelephone(ids.add("ben@northwind.example"))
            _ = try await ids.steps.password(
                Secret(Identities.password), token: ids.begin("ben@northwind.example"), from: Identities.browser)
            let code = try await ids.sentCode()
            let rests: [UInt8] = try #require(try await ids.database.read { try $0.first("SELECT code_hash FROM sms_codes")?["code_hash"] })
            #expect(!String(decoding: rests, as: UTF8.self).contains(code))
        }
    }

    @Test("A kind of second factor that is not known here is refused, and never read as another one")
    func unknownKind() async throws {
        try await Identities.with { ids in
            try await ids.addTelephone(ids.add("ada@northwind.example"))
            let statement: Statement = """
                SELECT id, person_id, 'passkey' AS kind, label, secret, last_step, phone, set_by, created_at FROM second_factors
                """
            await #expect(throws: SQLError.unexpectedValue(column: "kind")) {
                try await ids.database.read { try $0.all(statement) as [SecondFactor] }
            }
        }
    }

    @Test("With several factors another one can be chosen; one of somebody else cannot")
    func choice() async throws {
        try await Identities.with { ids in
            let person = try await ids.add("ada@northwind.example")
            _ = try await ids.addApp(person)
            let telephone = try await ids.addTelephone(person)
            let foreign = try await ids.addTelephone(ids.add("ben@northwind.example"))
            let token = try await ids.begin("ada@northwind.example")
            _ = try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser)
            #expect(try await ids.messages().isEmpty)
            if case .sent = try await ids.steps.choose(foreign, token: token, from: Identities.home) {
                Issue.record("a code went to somebody else's telephone")
            }
            #expect(try await ids.messages().isEmpty)
            if case .sent = try await ids.steps.choose(telephone, token: token, from: Identities.home) {
            } else {
                Issue.record("no code was sent")
            }
            let code = try await ids.sentCode()
            #expect(try await ids.steps.code(code, token: token, from: Identities.browser).word == "signed in")
        }
    }

    @Test(
        "Whoever adds an authenticator app is told so by mail, in the transaction that adds it; a wrong code tells nobody")
    func added() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            let session = try await ids.session("ada@northwind.example").session
            let app = try #require(try ids.steps.newAuthenticatorApp(for: session, issuer: "Lanyard ID", account: "ada@northwind.example"))
            let generator = try #require(Base32.decode(app.secret.exposed).flatMap { TOTP(secret: $0) })
            let code = generator.code(at: ids.clock.now())
            let near = (-2...2).map { generator.code(at: ids.clock.now() + .seconds(30 * $0)) }
            let wrong = try #require((0...5).map { "00000\($0)" }.first { !near.contains($0) })
            #expect(try await ids.steps.addAuthenticatorApp(sealed: app.sealed, code: wrong, session: session) == nil)
            #expect(try await ids.messages().isEmpty)
            #expect(try await ids.steps.addAuthenticatorApp(sealed: app.sealed, code: code, session: session)?.codes.count == 10)
            let mail = try #require(try await ids.messages().first)
            #expect(mail.recipient == "ada@northwind.example" && mail.subject == "An authenticator app was added")
            #expect(mail.text.contains("If that was not you"))
            #expect(!mail.text.contains(app.secret.exposed))
        }
    }
}
