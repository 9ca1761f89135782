import Foundation
import SQL
import Schema
import Synchronization

/// Holds a thread back until it is opened.
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
