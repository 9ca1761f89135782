package import Core

/// The minimum duration of a refusal, so that its timing does not show what was found (threat 13).
package struct RefusalFloor: Sendable {
    private let duration: Duration
    private let clock: any WallClock
    private let sleeper: any Sleeper

    package init(_ duration: Duration = .milliseconds(500), clock: any WallClock, sleeper: any Sleeper = TaskSleeper()) {
        self.duration = duration
        self.clock = clock
        self.sleeper = sleeper
    }

    /// Waits until the floor or `least`, whichever is longer, has passed since `start`, when the request came.
    func wait(since start: Timestamp, atLeast least: Duration = .zero) async {
        let duration = max(duration, least)
        let left = min(duration, duration - (clock.now() - start))
        if left > .zero { await sleeper.sleep(for: left) }
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
