internal import Foundation

/// A few threads for calls that block, so that the cooperative pool never does. They start when first needed.
final class BlockingThreads: Sendable {
    private let state: State
    private let limit: Int
    private let waitingLimit: Int

    init(limit: Int, waitingLimit: Int) {
        (self.limit, self.waitingLimit) = (limit, waitingLimit)
        state = State()
    }

    deinit { state.close() }

    /// false where too many are waiting already; the work is then not run.
    func run(_ work: @escaping @Sendable () -> Void) -> Bool {
        switch state.add(work, limit: limit, waitingLimit: waitingLimit) {
        case .refused: return false
        case .queued: return true
        case .needsThread:
            let thread = Thread { [state] in while let work = state.next() { work() } }
            thread.name = "delivery"
            thread.stackSize = 1 << 20
            thread.start()
            return true
        }
    }

    // Everything mutable in it is touched only while its condition is locked; Mutex cannot be waited on.
    private final class State: @unchecked Sendable {
        private let condition = NSCondition()
        private var queue: [@Sendable () -> Void] = []
        private var idle = 0
        private var threads = 0
        private var closed = false

        enum Answer { case queued, needsThread, refused }

        func add(_ work: @escaping @Sendable () -> Void, limit: Int, waitingLimit: Int) -> Answer {
            condition.lock()
            defer { condition.unlock() }
            guard !closed, queue.count < waitingLimit else { return .refused }
            queue.append(work)
            if idle >= queue.count {
                condition.signal()
                return .queued
            }
            guard threads < limit else { return .queued }
            threads += 1
            return .needsThread
        }

        func next() -> (@Sendable () -> Void)? {
            condition.lock()
            defer { condition.unlock() }
            while queue.isEmpty {
                if closed { return nil }
                idle += 1
                condition.wait()
                idle -= 1
            }
            return queue.removeFirst()
        }

        func close() {
            condition.lock()
            closed = true
            condition.broadcast()
            condition.unlock()
        }
    }
}
