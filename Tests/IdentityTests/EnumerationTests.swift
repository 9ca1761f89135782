import Audit
import Core
import Credentials
import Identity
import SQL
import TestSupport
import Testing

@Suite struct EnumerationTests {
    @Test(
        "A refusal computes one hash and leaves at the floor, whether the address is known or not (threat 13)",
        arguments: DatabaseKind.allCases)
    func refusals(kind: DatabaseKind) async throws {
        try await Identities.with(kind) { ids in
            try await ids.add("ada@northwind.example")
            try await ids.add("invited@northwind.example", password: nil, status: .invited)
            try await ids.add("suspended@northwind.example", status: .suspended)
            var seen: [String: (hashes: Int, floor: [Duration], word: String)] = [:]
            for name in ["ada", "nobody", "invited", "suspended"] {
                let (hashes, sleeps) = (ids.hashing.computations, ids.sleeper.durations.count)
                let word = try await ids.signIn("\(name)@northwind.example", "a guess").word
                seen[name] = (ids.hashing.computations - hashes, Array(ids.sleeper.durations.dropFirst(sleeps)), word)
            }
            for (name, what) in seen {
                #expect(what.hashes == 1, "\(name)")
                #expect(what.floor == [.milliseconds(500)], "\(name)")
                #expect(what.word == "wrong", "\(name)")
            }
        }
    }

    @Test("Asking for a new password answers the same and as late for an address nobody has", arguments: DatabaseKind.allCases)
    func recovery(kind: DatabaseKind) async throws {
        try await Identities.with(kind) { ids in
            try await ids.add("ada@northwind.example")
            for name in ["ada", "nobody"] {
                let sleeps = ids.sleeper.durations.count
                let address = try #require(EmailAddress("\(name)@northwind.example"))
                #expect(try await ids.recovery.request(for: address, product: nil, from: Identities.home) == .answered)
                #expect(ids.sleeper.durations.dropFirst(sleeps) == [.milliseconds(500)])
            }
            #expect(try await ids.messages().map(\.recipient) == ["ada@northwind.example"])
        }
    }
}
