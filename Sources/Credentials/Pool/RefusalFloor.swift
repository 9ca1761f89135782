package import Core
internal import Synchronization

/// The minimum duration of a refusal, so that its timing does not show what was found (threat 13).
///
/// The wait is nobody's to choose (threat 18): it never passes `ceiling`, it ends when its task is cancelled because the client left, and
/// no more than `mostWaiting` refusals wait at the same time.
package struct RefusalFloor: Sendable {
    private let duration: Duration
    private let clock: any WallClock
    private let sleeper: any Sleeper
    private let waiting: Waiting

    package static let ceiling: Duration = .seconds(2)

    package init(
        _ duration: Duration = .milliseconds(500), clock: any WallClock, sleeper: any Sleeper = TaskSleeper(), mostWaiting: Int = 500
    ) {
        self.duration = duration
        self.clock = clock
        self.sleeper = sleeper
        waiting = Waiting(most: mostWaiting)
    }

    /// Waits until the floor or `least`, whichever is longer, has passed since `start`, when the request came. Throws
    /// `HashingPool.Overloaded` if too many are waiting already: whoever is refused then learns nothing from it.
    package func wait(since start: Timestamp, atLeast least: Duration = .zero) async throws {
        let duration = min(max(duration, least), Self.ceiling)
        let left = min(duration, duration - (clock.now() - start))
        guard left > .zero else { return }
        guard waiting.enter() else { throw HashingPool.Overloaded(retryAfter: 2) }
        defer { waiting.leave() }
        await sleeper.sleep(for: left)
    }

    /// How many refusals wait now.
    private final class Waiting: Sendable {
        private let most: Int
        private let count = Mutex(0)
        init(most: Int) { self.most = most }

        func enter() -> Bool {
            count.withLock { count in
                guard count < most else { return false }
                count += 1
                return true
            }
        }
        func leave() { count.withLock { $0 -= 1 } }
    }
}

/// Sleeps for a duration. A test's own sleeper does not wait.
package protocol Sleeper: Sendable {
    func sleep(for duration: Duration) async
}

package struct TaskSleeper: Sleeper {
    package init() {}
    package func sleep(for duration: Duration) async { try? await Task.sleep(for: duration) }
}
