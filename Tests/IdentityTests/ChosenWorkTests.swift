import Core
import Credentials
import Identity
import SQL
import Synchronization
import TestSupport
import Testing

@Suite("Work whose size an outsider chooses (threat 18)") struct ChosenWorkTests {
    @Test("A password longer than any is refused alike for everybody: no hash, no wait, no counted try", .onEveryDatabase)
    func tooLong() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example")
            for bytes in [1025, 60_000] {
                for name in ["ada", "nobody"] {
                    let computations = ids.hashing.computations
                    for _ in 1...6 {
                        let outcome = try await ids.signIn("\(name)@northwind.example", String(repeating: "x", count: bytes))
                        #expect(outcome.word == "too long")
                    }
                    #expect(ids.hashing.computations == computations)
                }
            }
            #expect(ids.sleeper.durations.isEmpty)
            #expect(try await ids.database.read { try $0.rows("SELECT name FROM tries").count } == 0)
            #expect(try await ids.signIn("ada@northwind.example").word == "signed in")
        }
    }

    @Test("A password of the greatest length that counts is checked as any other", .onEveryDatabase)
    func longest() async throws {
        try await Identities.with { ids in
            try await ids.add("ada@northwind.example", password: String(repeating: "x", count: 1024))
            #expect(try await ids.signIn("ada@northwind.example", String(repeating: "x", count: 1024)).word == "signed in")
            #expect(try await ids.signIn("ada@northwind.example", String(repeating: "y", count: 1024)).word == "wrong")
        }
    }

    @Test("Where the tries are used up, the answer comes at once")
    func noWaitWhenCounted() async throws {
        try await Identities.with { ids in
            for name in ["ada", "nobody"] {
                if name == "ada" { try await ids.add("ada@northwind.example") }
                for _ in 1...5 { #expect(try await ids.signIn("\(name)@northwind.example", "a guess").word == "wrong") }
                let sleeps = ids.sleeper.durations.count
                #expect(try await ids.signIn("\(name)@northwind.example", "a guess").word == "wait")
                #expect(ids.sleeper.durations.count == sleeps)
            }
        }
    }

    @Test("No refusal waits longer than two seconds, whatever is configured and however long a check takes")
    func ceiling() async throws {
        try await Identities.with { ids in
            var steps = ids.steps
            steps.defence.floor = RefusalFloor(.seconds(60), clock: ids.clock, sleeper: ids.sleeper)
            let token = try await ids.begin("nobody@northwind.example")
            #expect(try await steps.password(Secret("a guess"), token: token, from: Identities.browser).word == "wrong")
            #expect(ids.sleeper.durations == [.seconds(2)])
        }
    }

    @Test("Refusals that wait are bounded in number; one more is asked to come back")
    func bounded() async throws {
        try await Identities.with { ids in
            let held = HeldSleeper()
            var steps = ids.steps
            steps.defence.floor = RefusalFloor(clock: ids.clock, sleeper: held, mostWaiting: 3)
            let crowded = steps
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 1...3 {
                    let token = try await ids.begin("nobody\(number)@northwind.example")
                    group.addTask { try await crowded.password(Secret("a guess"), token: token, from: Identities.browser).word }
                }
                while held.sleeping < 3 { await Task.yield() }
                let token = try await ids.begin("nobody4@northwind.example")
                await #expect(throws: HashingPool.Overloaded.self) {
                    _ = try await crowded.password(Secret("a guess"), token: token, from: Identities.browser)
                }
                held.wake()
                for try await word in group { #expect(word == "wrong") }
            }
        }
    }
}

/// Sleeps until it is woken.
private final class HeldSleeper: Sleeper {
    private let held = Mutex<[CheckedContinuation<Void, Never>]>([])
    var sleeping: Int { held.withLock { $0.count } }
    func sleep(for duration: Duration) async { await withCheckedContinuation { next in held.withLock { $0.append(next) } } }
    func wake() {
        let all = held.withLock { held in
            defer { held = [] }
            return held
        }
        for one in all { one.resume() }
    }
}
