internal import Core
internal import Synchronization

/// Allows one token refresh at a time for each session. Concurrent requests wait for the same result.
final class RefreshFlights: Sendable {
    private let running = Mutex<[TokenHash: Task<Tokens, any Error>]>([:])

    func tokens(for session: TokenHash, _ refresh: @escaping @Sendable () async throws -> Tokens) async throws -> Tokens {
        let task = running.withLock { running in
            if let task = running[session] { return task }
            let task = Task {
                defer { self.running.withLock { $0[session] = nil } }
                return try await refresh()
            }
            running[session] = task
            return task
        }
        return try await task.value
    }
}
