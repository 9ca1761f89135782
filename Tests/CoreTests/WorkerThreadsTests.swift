import Core
import Synchronization
import TestSupport
import Testing

@Suite("Threads for work that blocks")
struct WorkerThreadsTests {
    @Test("Calls are run in their order, with what they throw and return")
    func order() async throws {
        struct Odd: Error {}
        let threads = WorkerThreads<Call<Void>>(WorkerOptions("test", count: 1))
        defer { threads.stop() }
        let gate = Gate()
        async let first: Void = threads.run { _, _ in gate.wait() }
        while !gate.isReached { await Task.yield() }
        let order = Record()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2000 {
                group.addTask { try await threads.run { _, _ in order.add(number) } }
                while threads.waiting <= number { await Task.yield() }
            }
            gate.open()
            try await group.waitForAll()
        }
        try await first
        #expect(order.numbers == Array(0..<2000))
        await #expect(throws: Odd.self) { try await threads.run { _, _ in throw Odd() } }
        #expect(threads.dequeued == 2002)
    }

    @Test("Beyond the limit a call is turned away, and threads start only when jobs find none idle")
    func limit() async throws {
        var options = WorkerOptions("test", count: 2)
        options.waitingLimit = 1
        options.startsWhenNeeded = true
        let started = Record()
        let threads = WorkerThreads<Call<Void>>(options) { threads in
            started.add(1)
            while let call = threads.next() { call.run(with: ()) }
        }
        defer { threads.stop() }
        #expect(started.numbers.isEmpty)
        for _ in 0..<5 { try await threads.run { _, _ in } }
        #expect(started.numbers.count <= 2)
        let gates = [Gate(), Gate()]
        async let first: Void = threads.run { _, _ in gates[0].wait() }
        while !gates[0].isReached { await Task.yield() }
        async let second: Void = threads.run { _, _ in gates[1].wait() }
        while !gates[1].isReached { await Task.yield() }
        #expect(started.numbers.count == 2)
        async let third: Void = threads.run { _, _ in }
        while threads.waiting < 1 { await Task.yield() }
        await #expect(throws: QueueRejection.full) { try await threads.run { _, _ in } }
        for gate in gates { gate.open() }
        _ = try await (first, second, third)
    }

    @Test("After the stop waiting calls are run, or discarded and returned, and new ones are turned away", arguments: [false, true])
    func stopping(discarding: Bool) async throws {
        struct Discarded: Error {}
        let threads = WorkerThreads<Call<Void>>(WorkerOptions("test", count: 3))
        let gates = (0..<3).map { _ in Gate() }
        let running = gates.map { gate in Task { try await threads.run { _, _ in gate.wait() } } }
        while !gates.allSatisfy(\.isReached) { await Task.yield() }
        let waiting = Task { try await threads.run { _, _ in true } }
        while threads.waiting < 1 { await Task.yield() }
        let discarded = threads.stop(discardingWaiting: discarding)
        for call in discarded { call.fail(Discarded()) }
        for gate in gates { gate.open() }
        for task in running { try await task.value }
        if discarding {
            await #expect(throws: Discarded.self) { try await waiting.value }
        } else {
            #expect(try await waiting.value)
        }
        #expect(discarded.count == (discarding ? 1 : 0))
        await #expect(throws: QueueRejection.stopped) { try await threads.run { _, _ in } }
        await onOwnThread(named: "wait") { threads.waitUntilEnded() }
    }

    @Test("A waiting call of a cancelled task is removed, or run with its flag set, as its threads say", arguments: [false, true])
    func cancelling(removes: Bool) async throws {
        var options = WorkerOptions("test", count: 1)
        options.removesCancelled = removes
        let threads = WorkerThreads<Call<Void>>(options)
        defer { threads.stop() }
        let gate = Gate()
        async let first: Void = threads.run { _, _ in gate.wait() }
        while !gate.isReached { await Task.yield() }
        let waiting = Task { try await threads.run { _, cancellation in cancellation.isSet } }
        while threads.waiting < 1 { await Task.yield() }
        waiting.cancel()
        if removes { await #expect(throws: CancellationError.self) { try await waiting.value } }
        #expect(threads.waiting == (removes ? 0 : 1))
        gate.open()
        if !removes { #expect(try await waiting.value) }
        try await first
        #expect(threads.dequeued == (removes ? 1 : 2))
    }
}

/// What happened on several threads, in order.
private final class Record: Sendable {
    private let stored = Mutex<[Int]>([])
    var numbers: [Int] { stored.withLock { $0 } }
    func add(_ number: Int) { stored.withLock { $0.append(number) } }
}
