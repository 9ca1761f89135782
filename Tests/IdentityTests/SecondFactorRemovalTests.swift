import Audit
import Core
import Credentials
import Identity
import Outbox
import SQL
import TestSupport
import Testing

@Suite("Removing a second factor", .onEveryDatabase)
struct SecondFactorRemovalTests {
    /// A person who signed in with an authenticator app.
    private struct Owner {
        let ids: Identities
        let person: PersonID
        let app: TOTP
        let session: Session

        init(_ ids: Identities, password: String = Identities.password) async throws {
            self.ids = ids
            person = try await ids.add("ada@northwind.example", password: password)
            session = try await {
                guard case .signedIn(let started, _) = try await ids.signIn("ada@northwind.example", password) else {
                    throw Identities.NotSignedIn()
                }
                return started.session
            }()
            app = try await ids.addApp(person)
        }

        var factors: [SecondFactor] { get async throws { try await ids.database.read { try $0.secondFactors(of: person) } } }

        func remove(
            _ factor: SecondFactorID? = nil, password: String = Identities.password, code: String? = nil, with other: SecondFactorID? = nil
        ) async throws -> Recovery.Removal {
            let own = try #require(try await factors.first).id
            return try await ids.recovery.removeSecondFactor(
                factor ?? own,
                proof: .init(password: Secret(password), code: code ?? app.code(at: ids.clock.now()), factor: other ?? own),
                in: session, from: Identities.home)
        }
    }

    @Test("With the password and a code it is gone, and its owner is told in the same transaction")
    func removed() async throws {
        try await Identities.with { ids in
            let owner = try await Owner(ids)
            #expect(try await owner.remove() == .removed)
            #expect(try await owner.factors.isEmpty)
            let mail = try #require(try await ids.messages().first)
            #expect(mail.recipient == "ada@northwind.example" && mail.subject == "An authenticator app was removed")
            #expect(mail.text.contains("your password alone") && mail.text.contains("If that was not you"))
            #expect(try await ids.session("ada@northwind.example").session.acr == .oneFactor)
        }
    }

    @Test("A wrong password or a wrong code removes nothing, and guesses are counted (threat 9)")
    func wrong() async throws {
        try await Identities.with { ids in
            let owner = try await Owner(ids)
            #expect(try await owner.remove(password: "not this one at all") == .wrongPassword)
            for _ in 0..<5 { #expect(try await owner.remove(code: "000000x") == .wrongCode) }
            guard case .wait = try await owner.remove() else { return #expect(Bool(false), "a sixth guess was looked at") }
            #expect(try await owner.factors.count == 1)
            #expect(try await ids.messages().isEmpty)
        }
    }

    @Test("A code that was used for the removal or before it counts no more (threat 6)")
    func codeOnce() async throws {
        try await Identities.with { ids in
            let owner = try await Owner(ids)
            let telephone = try await ids.addTelephone(owner.person)
            let app = try #require(try await owner.factors.first { $0.id != telephone }).id
            let code = owner.app.code(at: ids.clock.now())
            #expect(try await owner.remove(telephone, code: code, with: app) == .removed)
            #expect(try #require(try await ids.messages().first).subject == "Codes by text message were removed")
            #expect(try await owner.remove(app, code: code, with: app) == .wrongCode)
            #expect(try await owner.factors.map(\.id) == [app])
        }
    }

    @Test("The last one stays where the password is too weak to stand alone; no code is used up")
    func weakPassword() async throws {
        try await Identities.with { ids in
            let password = "wq7 lemon"
            let owner = try await Owner(ids, password: password)
            let code = owner.app.code(at: ids.clock.now())
            guard case .passwordTooWeak = try await owner.remove(password: password, code: code) else {
                return #expect(Bool(false), "a password of nine characters was left alone")
            }
            let own = try #require(try await owner.factors.first).id
            let telephone = try await ids.addTelephone(owner.person)
            #expect(try await owner.remove(own, password: password, code: code, with: own) == .removed)
            #expect(try await owner.factors.map(\.id) == [telephone])
        }
    }

    @Test("Two factors that are removed at once do not leave a weak password alone, nor does a weak password that is set meanwhile")
    func weakAtOnce() async throws {
        try await Identities.with { ids in
            let weak = "wq7 lemon"
            let owner = try await Owner(ids, password: weak)
            let first = try #require(try await owner.factors.first).id
            let other = try await ids.addApp(owner.person)
            let second = try #require(try await owner.factors.first { $0.id != first }).id
            let codes = [first: owner.app.code(at: ids.clock.now()), second: other.code(at: ids.clock.now())]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (factor, code) in codes {
                    group.addTask { _ = try await owner.remove(factor, password: weak, code: code, with: factor) }
                }
                try await group.waitForAll()
            }
            #expect(try await owner.factors.count == 1)
        }
        try await Identities.with { ids in
            let owner = try await Owner(ids)
            let code = owner.app.code(at: ids.clock.now())
            async let removal = owner.remove(code: code)
            async let change = ids.changePassword(Identities.password, "kx9mqzrt lemon", in: owner.session)
            let removed = try await removal
            let changed = try await change
            #expect(removed != .removed || changed != "changed")
        }
    }

    @Test("Nobody removes somebody else's, or proves it with somebody else's (threat 2)")
    func strangers() async throws {
        try await Identities.with { ids in
            let owner = try await Owner(ids)
            let ben = try await ids.add("ben@northwind.example")
            let theirApp = try await ids.addApp(ben)
            let theirs = try #require(try await ids.database.read { try $0.secondFactors(of: ben) }.first).id
            #expect(try await owner.remove(code: theirApp.code(at: ids.clock.now()), with: theirs) == .wrongCode)
            #expect(try await owner.remove(theirs) == .gone)
            #expect(try await ids.database.read { try $0.secondFactors(of: ben) }.count == 1)
            #expect(try await owner.factors.count == 1)
        }
    }
}
