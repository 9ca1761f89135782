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
            while !Task.isCancelled {
                do { try await work() } catch is CancellationError { return } catch {
                    log.error("background work failed", metadata: ["work": "\(name)", "error": "\(error)"])
                }
                // A cancelled sleep ends the loop. It is not a failure.
                try? await Task.sleep(for: interval)
            }
        }
    }
}
