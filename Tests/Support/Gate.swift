import Dispatch
import Synchronization

/// Blocks a thread until the gate is opened, without work for the processor meanwhile.
package final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let reached = Mutex(false)
    /// True once a thread waits at the gate, or has.
    package var isReached: Bool { reached.withLock { $0 } }

    package init() {}

    package func wait() {
        reached.withLock { $0 = true }
        semaphore.wait()
    }
    /// Lets the one thread through that waits, or will.
    package func open() { semaphore.signal() }
}
