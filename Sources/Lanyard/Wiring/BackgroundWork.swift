internal import Core
internal import Delivery
internal import Logging
internal import OpenID
internal import ServiceLifecycle

/// Something done again and again beside the websites, until the server stops.
struct BackgroundWork: Service {
    let name: String
    let interval: Duration
    let log: Logger
    let work: @Sendable () async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await work() } catch is CancellationError { return } catch {
                    log.error("background work failed", metadata: ["work": "\(name)", "error": "\(error)"])
                }
                // A cancelled pause is the end of the loop, not a failure.
                try? await Task.sleep(for: interval)
            }
        }
    }
}
