internal import Core
internal import Delivery
internal import Logging
internal import OpenID
internal import ServiceLifecycle

/// Work that is repeated in the background until the server stops.
struct BackgroundWork: Service {
    let name: String
    let interval: Duration
    let log: Logger
    let work: @Sendable () async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var pauses = Pauses(interval: interval)
            while !Task.isCancelled {
                let isDone: Bool
                do {
                    try await work()
                    isDone = true
                } catch is CancellationError { return } catch {
                    isDone = false
                    log.error("background work failed", metadata: ["work": "\(name)", "error": "\(error)"])
                }
                // A cancelled sleep ends the loop. It is not a failure.
                try? await Task.sleep(for: pauses.next(after: isDone))
            }
        }
    }

    /// How long it rests. What failed is tried again after a second, then each time after twice as long, up to the interval: what needs the ID while
    /// the servers start does not wait for ten minutes.
    struct Pauses {
        let interval: Duration
        private var retry = Duration.seconds(1)

        init(interval: Duration) { self.interval = interval }

        mutating func next(after isDone: Bool) -> Duration {
            let pause = isDone ? interval : min(interval, retry)
            retry = isDone ? .seconds(1) : min(interval, retry * 2)
            return pause
        }
    }
}
