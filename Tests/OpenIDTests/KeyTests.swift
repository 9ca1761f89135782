import Audit
import Core
import Crypto
import JOSE
import OpenID
import SQL
import Schema
import Synchronization
import TestSupport
import Testing

extension OpenIDTests {
    @Suite("Signing keys") struct KeyTests {
        @Test("From the start there is a key that signs and a next one, for each algorithm, and none of them rests in the clear")
        func start() async throws {
            try await Fixture.with { fixture in
                let keys = try await fixture.provider.keys.keySet(at: fixture.now).keys
                #expect(keys.count == 6)
                for algorithm in [Algorithm.rs256, .es256, .edDSA] {
                    #expect(keys.count { $0.algorithms == [algorithm] } == 2)
                    let key = try await fixture.provider.keys.signingKey(algorithm, at: fixture.now)
                    let rows = try await fixture.database.read { tx in
                        try tx.rows("SELECT private_sealed FROM signing_keys").map { row -> [UInt8] in try row["private_sealed"] }
                    }
                    let secret = key.privateBytes.exposed
                    #expect(
                        rows.allSatisfy { sealed in
                            !(0..<max(1, sealed.count - secret.count + 1)).contains { sealed[$0...].starts(with: secret) }
                        })
                }
                try await KeyRotation.prepare(fixture.database, keyring: fixture.keyring, at: fixture.now)
                #expect(try await fixture.provider.keys.keySet(at: fixture.now).keys.count == 6, "Made once")
            }
        }

        @Test("A clock that is set back to before the first key still signs, by that key")
        func setBack() async throws {
            try await Fixture.with { fixture in
                let keys = fixture.provider.keys
                let first = try await keys.signingKey(.es256, at: fixture.now).kid
                #expect(try await keys.signingKey(.es256, at: fixture.now - .hours(3)).kid == first)
            }
        }

        @Test("Keys rotate by themselves once they have signed for as long as the operator says, and not again before", .onEveryDatabase)
        func scheduled() async throws {
            try await Fixture.with { fixture in
                func due() async throws -> Bool {
                    try await KeyRotation.rotateWhenDue(
                        after: .days(90), fixture.database, keyring: fixture.keyring, at: fixture.now)
                }
                let first = try await fixture.provider.keys.signingKey(.es256, at: fixture.now).kid
                fixture.clock.advance(by: .days(89))
                #expect(try await !due())
                fixture.clock.advance(by: .days(2))
                #expect(try await due())
                #expect(try await !due())
                #expect(try await fixture.provider.keys.signingKey(.es256, at: fixture.now).kid != first)
            }
        }

        @Test(
            "A rotation meets no client that does not know the key, and no token that cannot be checked any more", .onEveryDatabase)
        func rotation() async throws {
            try await Fixture.with { fixture in
                let keys = fixture.provider.keys
                fixture.clock.advance(by: .hours(1))
                for _ in 0..<3 {
                    let known = Set(try await keys.keySet(at: fixture.now).keys.compactMap(\.kid))
                    let before = try await keys.signingKey(.es256, at: fixture.now)
                    let token = try await fixture.tokens().text("access_token")
                    _ = try await KeyRotation.rotate(fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                    let after = try await keys.signingKey(.es256, at: fixture.now)
                    #expect(after.kid != before.kid)
                    #expect(known.contains(after.kid), "What signs now has been shown for long")
                    #expect(try await fixture.accepts(token), "What was signed before is still accepted")
                    #expect(try await fixture.accepts(fixture.tokens()["access_token"]?.string))
                    fixture.clock.advance(by: .minutes(16))
                    #expect(
                        try await keys.keySet(at: fixture.now).key(before.kid) == nil, "The old key goes when its last token has expired")
                }
            }
        }

        @Test("Rotated twice in a minute, the second key waits until it has been shown long enough")
        func twice() async throws {
            try await Fixture.with { fixture in
                let keys = fixture.provider.keys
                fixture.clock.advance(by: .hours(1))
                _ = try await KeyRotation.rotate(fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                let first = try await keys.signingKey(.es256, at: fixture.now)
                let reports = try await KeyRotation.rotate(
                    fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                #expect(try await keys.signingKey(.es256, at: fixture.now).kid == first.kid)
                #expect(reports.allSatisfy { $0.signsFrom == fixture.now + .minutes(10) })
                fixture.clock.advance(by: .minutes(10))
                #expect(try await keys.signingKey(.es256, at: fixture.now).kid != first.kid)
            }
        }

        @Test(
            "However often keys are rotated in a row, few are there, none is passed over, and no token fails", .onEveryDatabase)
        func often() async throws {
            try await Fixture.with { fixture in
                let keys = fixture.provider.keys
                fixture.clock.advance(by: .hours(1))
                var tokens: [String] = []
                var signed: [String] = []
                for minute in 0..<60 {
                    _ = try await KeyRotation.rotate(fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                    let set = try await keys.keySet(at: fixture.now)
                    for algorithm in [Algorithm.rs256, .es256, .edDSA] { #expect(set.keys.count { $0.algorithms == [algorithm] } <= 7) }
                    let kid = try await keys.signingKey(.es256, at: fixture.now).kid
                    if signed.last != kid { signed.append(kid) }
                    tokens.append(try await fixture.tokens().text("access_token"))
                    for token in tokens.suffix(10) { #expect(try await fixture.accepts(token), "minute \(minute)") }
                    fixture.clock.advance(by: .minutes(1))
                }
                #expect(Set(signed).count == signed.count, "none comes back")
                #expect((10...13).contains(signed.count), "at most two in ten minutes: \(signed.count)")
                let later = fixture.now + .hours(1)
                let rotated = try await fixture.rotations
                try await fixture.database.write { try $0.forgetRetiredKeys(at: later) }
                let left = try await fixture.database.read { try $0.rows("SELECT kid FROM signing_keys").count }
                #expect(left <= 9, "\(left)")
                #expect(rotated <= 13, "what changes nothing is not recorded as a change")
            }
        }

        @Test(
            "When keys leaked, none of those that were made before signs again, and what they signed is refused after 25 minutes",
            .onEveryDatabase)
        func leaked() async throws {
            try await Fixture.with { fixture in
                let keys = fixture.provider.keys
                fixture.clock.advance(by: .hours(1))
                _ = try await KeyRotation.rotate(fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                _ = try await KeyRotation.rotate(fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                fixture.clock.advance(by: .minutes(1))
                let old = Set(try await KeyRotation.keys(fixture.database, at: fixture.now).map(\.kid))
                let token = try await fixture.tokens().text("access_token")
                let reports = try await KeyRotation.replace(
                    fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                #expect(reports.count == 3 && reports.allSatisfy { !old.contains($0.kid) && $0.signsFrom == fixture.now + .minutes(10) })
                #expect(try await fixture.accepts(token), "no request fails meanwhile")
                #expect(old.contains(try await keys.signingKey(.es256, at: fixture.now).kid), "until clients know the new one")
                for _ in 0..<3 {
                    fixture.clock.advance(by: .minutes(10))
                    for algorithm in [Algorithm.rs256, .es256, .edDSA] {
                        #expect(!old.contains(try await keys.signingKey(algorithm, at: fixture.now).kid))
                    }
                    let fresh = try await fixture.tokens().text("access_token")
                    #expect(try await fixture.accepts(fresh))
                }
                let left = try await keys.keySet(at: fixture.now).keys.compactMap(\.kid)
                #expect(old.isDisjoint(with: left), "\(left)")
                _ = try await KeyRotation.rotate(fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                #expect(!old.contains(try await keys.signingKey(.es256, at: fixture.now).kid))
            }
        }

        @Test("With another master key nothing can be opened")
        func otherMaster() async throws {
            try await Fixture.with { fixture in
                let other = try #require(Keyring(keys: [1: [UInt8](repeating: 8, count: 32)]))
                await #expect(throws: Keyring.Unreadable.self) {
                    try await KeyStore(fixture.database, keyring: other).signingKey(.es256, at: fixture.now)
                }
            }
        }
    }
}

extension Fixture {
    fileprivate var rotations: Int {
        get async throws {
            try await database.read { try $0.rows("SELECT id FROM audit_events WHERE action = 'signing-keys.rotated'").count }
        }
    }
}
