package import Core
private import Synchronization

/// A clock that stands still until a test moves it.
package final class TestClock: WallClock {
    private let time: Mutex<Timestamp>

    /// Starts at 3 June 2024, 12:00 UTC: after everything in the example data.
    package init(_ start: Timestamp = Timestamp(seconds: 1_717_416_000)) { time = Mutex(start) }

    package func now() -> Timestamp { time.withLock { $0 } }
    package func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}
