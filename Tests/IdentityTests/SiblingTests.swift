import Audit
import Core
import Credentials
import Identity
import SQL
import TestSupport
import Testing

/// The same address in both products counts as two logins until both are proved.
@Suite(.onEveryDatabase) struct SiblingTests {
    @Test("The asking product's login is the one that signs in by its own password, and the other one by the other's")
    func asking() async throws {
        try await Identities.with { ids in
            let dashboard = try await ids.add("ada@northwind.example", password: "password of dashboard", product: "dashboard")
            let mail = try await ids.add("ADA@northwind.example", password: "password of mail", product: "mail")
            #expect(try await ids.person("ada@northwind.example", "password of mail", product: "dashboard") == mail)
            #expect(try await ids.person("ada@northwind.example", "password of dashboard", product: "dashboard") == dashboard)
            #expect(try await ids.person("ada@northwind.example", "password of mail", product: "mail") == mail)
            #expect(try await ids.person("ada@northwind.example", "password of mail", product: nil) == mail)
        }
    }

    @Test("One password that fits both proves both")
    func both() async throws {
        try await Identities.with { ids in
            let dashboard = try await ids.add("ada@northwind.example", product: "dashboard")
            let mail = try await ids.add("ada@northwind.example", product: "mail")
            guard case .signedIn(let started, _) = try await ids.signIn("ada@northwind.example", product: "mail") else {
                return #expect(Bool(false), "not signed in")
            }
            #expect(started.session.personID == mail)
            let proved = try await ids.database.read { try $0.proofs(in: started.session.id).map(\.personID) }
            #expect(Set(proved) == [dashboard, mail])
        }
    }

    @Test("A sibling's password that was changed before the second factor came counts as proved before the change")
    func changedBeforeTheCode() async throws {
        try await Identities.with { ids in
            let dashboard = try await ids.add("ada@northwind.example", product: "dashboard")
            let app = try await ids.addApp(try await ids.add("ada@northwind.example", product: "mail"))
            let token = try await ids.begin("ada@northwind.example", product: "mail")
            _ = try await ids.steps.password(Secret(Identities.password), token: token, from: Identities.browser)
            ids.clock.advance(by: .minutes(1))
            let changed = ids.clock.now()
            let new = Secret(try await ids.hashing.hash(Secret("another password entirely")).text)
            try await ids.database.write { try $0.setPassword(of: dashboard, hash: new, setBy: .person, by: .system, at: changed) }
            ids.clock.advance(by: .minutes(1))
            let code = app.code(at: ids.clock.now())
            guard case .signedIn(let started, _) = try await ids.steps.code(code, token: token, from: Identities.browser) else {
                return #expect(Bool(false), "not signed in")
            }
            let proofs = try await ids.database.read { try $0.proofs(in: started.session.id) }
            let proved = try #require(proofs.first { $0.personID == dashboard }?.passwordAt)
            #expect(proved < changed)
        }
    }

    @Test("Right sign-ins at the ID itself, however many, are not refused for a namesake's login")
    func namesake() async throws {
        try await Identities.with { ids in
            let mine = try await ids.add("ada@northwind.example", password: "password of dashboard", product: "dashboard")
            try await ids.add("ada@northwind.example", password: "password of mail", product: "mail")
            for _ in 0..<12 { #expect(try await ids.person("ada@northwind.example", "password of dashboard", product: nil) == mine) }
            // These sign-ins used up the tries of the namesake's login, which must wait.
            #expect(try await ids.signIn("ada@northwind.example", "password of mail", product: "mail").word == "wait")
        }
    }

    @Test("A password that fits only one proves only that one, and locks the other out of nothing")
    func one() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example", password: "password of dashboard", product: "dashboard")
            let mail = try await ids.add("ada@northwind.example", product: "mail")
            for _ in 0..<8 {
                guard case .signedIn(let started, _) = try await ids.signIn("ada@northwind.example", product: "mail") else {
                    return #expect(Bool(false), "not signed in")
                }
                #expect(try await ids.database.read { try $0.proofs(in: started.session.id).map(\.personID) } == [mail])
            }
            #expect(try await ids.signIn("ada@northwind.example", "password of dashboard", product: "dashboard").word == "signed in")
        }
    }

    @Test("A suspended sibling neither signs in nor is proved")
    func suspended() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example", status: .suspended, product: "dashboard")
            let mail = try await ids.add("ada@northwind.example", product: "mail")
            #expect(try await ids.signIn("ada@northwind.example", product: "dashboard").word == "suspended")
            guard case .signedIn(let started, _) = try await ids.signIn("ada@northwind.example", product: nil) else {
                return #expect(Bool(false), "not signed in")
            }
            #expect(started.session.personID == mail)
            #expect(try await ids.database.read { try $0.proofs(in: started.session.id).map(\.personID) } == [mail])
        }
    }

    @Test(
        "Within a session the other login's password and factor can be proved, with limits of their own")
    func proving() async throws {
        try await Identities.with { ids in
            let dashboard = try await ids.add("ada@northwind.example", password: "password of dashboard", product: "dashboard")
            let totp = try await ids.addApp(dashboard)
            try await ids.add("ada@northwind.example", product: "mail")
            guard case .signedIn(let started, _) = try await ids.signIn("ada@northwind.example", product: "mail") else {
                return #expect(Bool(false), "not signed in")
            }
            let session = started.session.id
            let wrong = try await ids.steps.provePassword(Secret("a guess"), of: dashboard, in: session, from: Identities.home)
            #expect(wrong == .wrong)
            let right = try await ids.steps.provePassword(
                Secret("password of dashboard"), of: dashboard, in: session, from: Identities.home)
            #expect(right == .proved)
            let factor = try #require(try await ids.database.read { try $0.secondFactors(of: dashboard).first })
            let code = totp.code(at: ids.clock.now())
            let proved = try await ids.steps.proveCode(code, of: factor.id, person: dashboard, in: session, from: Identities.home)
            #expect(proved == .proved)
            let proof = try await ids.database.read { try $0.proofs(in: session).first { $0.personID == dashboard } }
            #expect(proof?.passwordAt != nil && proof?.factorAt != nil)
            for _ in 0..<5 { _ = try await ids.steps.provePassword(Secret("a guess"), of: dashboard, in: session, from: Identities.home) }
            let limited = try await ids.steps.provePassword(Secret("a guess"), of: dashboard, in: session, from: Identities.home)
            #expect(limited == .wait(.minutes(5)))
        }
    }

    @Test("A joined person answers for both ids, addresses and factors")
    func joined() async throws {
        try await Identities.with { ids in
            let kept = try await ids.add("ada@northwind.example", product: "dashboard")
            let gone = try await ids.add("ada@northwind.example", password: "password of mail", product: "mail")
            _ = try await ids.addApp(gone)
            let now = ids.clock.now()
            try await ids.database.write { try $0.merge(gone, into: kept, by: .person(kept), at: now) }
            #expect(try await ids.database.read { try $0.person(gone)?.id } == kept)
            let products = try await ids.database.read { try $0.candidates(for: "ada@northwind.example").map { Set($0.products) } }
            #expect(products == [["dashboard", "mail"]])
            #expect(try await ids.signIn("ada@northwind.example", product: "mail").word == "second factor")
        }
    }
}

extension Identities {
    func person(_ address: String, _ password: String, product: String?) async throws -> PersonID? {
        guard case .signedIn(let started, _) = try await signIn(address, password, product: product) else { return nil }
        return started.session.personID
    }
}
