package import Core

/// How long a refusal takes at least, so that its time tells nothing about what was found (threats.md, 13).
package struct RefusalFloor: Sendable {
    private let duration: Duration
    private let clock: any WallClock
    private let sleeper: any Sleeper

    package init(_ duration: Duration = .milliseconds(500), clock: any WallClock, sleeper: any Sleeper = TaskSleeper()) {
        (self.duration, self.clock, self.sleeper) = (duration, clock, sleeper)
    }

    /// Waits until the floor or `least`, whichever is later, counted from when the request came.
    func wait(since start: Timestamp, atLeast least: Duration = .zero) async {
        let duration = max(duration, least)
        let left = min(duration, duration - (clock.now() - start))
        if left > .zero { await sleeper.sleep(for: left) }
    }
}

/// What waits; a test's own does not.
package protocol Sleeper: Sendable {
    func sleep(for duration: Duration) async
}

package struct TaskSleeper: Sleeper {
    package init() {}
    package func sleep(for duration: Duration) async { try? await Task.sleep(for: duration) }
}
