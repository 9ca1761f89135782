internal import Core
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// The time between the signal to stop and the end of the websites: they go on serving, and say that they are not ready, so that a balancer
/// leads the next requests to another server.
///
/// It is the last of the services, and these are stopped one after the other from the last to the first.
final class Draining: Service {
    private let time: Duration
    private let log: Logger
    private let begun = Atomic(false)

    init(_ time: Duration, log: Logger) {
        self.time = time
        self.log = log
    }

    var isBegun: Bool { begun.load(ordering: .relaxed) }

    func run() async throws {
        // Cancelled, the server ends at once.
        do { try await gracefulShutdown() } catch { return }
        guard time > .zero else { return }
        begun.store(true, ordering: .relaxed)
        log.notice("stopping: not ready any more", metadata: ["seconds": "\(time.components.seconds)"])
        try? await Task.sleep(for: time)
    }
}
