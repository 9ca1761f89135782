import ServiceLifecycleTestKit

/// A server that stopped before it listened, without an error of its own.
package struct StoppedEarly: Error {}

/// Runs a server until the body has ended, then lets it stop as it stops for a signal. `run` calls what it is given once it listens.
///
/// A server that is cancelled instead, while it accepts a connection, ends the whole process (apple/swift-nio issue 2637).
package func serving(
    _ run: @escaping @Sendable (_ listening: @escaping @Sendable () -> Void) async throws -> Void,
    whileRunning body: () async throws -> Void
) async throws {
    let (began, tell) = AsyncStream<Void>.makeStream()
    try await testGracefulShutdown { shutdown in
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { tell.finish() }
                try await run { tell.yield() }
            }
            // Without a first element the server has stopped before it listened: its error says why, a refused connection would not.
            guard await began.first(where: { true }) != nil else {
                try await group.waitForAll()
                throw StoppedEarly()
            }
            do { try await body() } catch {
                shutdown.triggerGracefulShutdown()
                try await group.waitForAll()
                throw error
            }
            shutdown.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }
}
