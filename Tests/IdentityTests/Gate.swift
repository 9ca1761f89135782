import Foundation
import SQL
import Schema
import Synchronization

/// Blocks a thread until the gate is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let reached = Mutex(false)
    var isReached: Bool { reached.withLock { $0 } }

    func wait() {
        reached.withLock { $0 = true }
        semaphore.wait()
    }
    func open() { semaphore.signal() }
}

extension Identities {
    static var migrations: [Migration] { IDSchema.migrations }
}
