import Core
import Credentials
import TestSupport
import Testing

@Suite("The hashing pool", .timeLimit(.minutes(5)))
struct HashingPoolTests {
    @Test("Beyond the queue's limit a computation is turned away at once, and those that wait are done")
    func overloaded() async throws {
        let pool = try HashingPool(threads: 1, queueLimit: 2, parameters: .forTests)
        let gate = Gate()
        async let first: Void = pool.run { gate.wait() }
        while !gate.isReached { await Task.yield() }
        async let second = pool.hash(Secret("one"))
        async let third = pool.hash(Secret("two"))
        while pool.waiting < 2 { await Task.yield() }
        await #expect(throws: HashingPool.Overloaded(retryAfter: 2)) { try await pool.hash(Secret("three")) }
        gate.open()
        _ = try await (first, second, third)
        #expect(pool.computations >= 2)
    }

    @Test("Whoever goes away leaves the queue without being hashed for")
    func cancelled() async throws {
        let pool = try HashingPool(threads: 1, queueLimit: 10, parameters: .forTests)
        let gate = Gate()
        async let first: Void = pool.run { gate.wait() }
        while !gate.isReached { await Task.yield() }
        let waiting = Task { try await pool.hash(Secret("one")) }
        while pool.waiting < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(pool.waiting == 0)
        gate.open()
        try await first
    }

    @Test("A thousand hashes at once come out right")
    func many() async throws {
        let pool = try HashingPool(queueLimit: 2000, parameters: .forTests)
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    let hash = try await pool.hash(Secret("password \(number)"))
                    return try await pool.verify(password: Secret("password \(number)"), against: hash)
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 1000)
    }

    @Test("The decoy costs what a real hash costs, and no password fits it")
    func decoy() async throws {
        let pool = try HashingPool(threads: 1, parameters: .forTests)
        let real = try await pool.hash(Secret("a password"))
        #expect(pool.decoy.text.prefix(40) == real.text.prefix(40))
        let before = pool.computations
        #expect(try await !pool.verify(password: Secret("a password"), against: pool.decoy))
        #expect(pool.computations == before + 1)
    }
}
