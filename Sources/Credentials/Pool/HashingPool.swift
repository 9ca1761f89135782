internal import CSodium
package import Core
internal import Foundation
internal import Synchronization

/// A few threads that do nothing but hash, so that no request thread ever waits for a hash.
///
/// What is beyond the queue's limit is turned away at once with `Overloaded`: a kind page with `Retry-After`, while everything else
/// stays fast (threats.md, 12).
package final class HashingPool: Sendable {
    /// Too many are waiting already.
    package struct Overloaded: Error, Sendable, Equatable {
        /// Seconds after which trying again makes sense.
        package let retryAfter: Int
        package init(retryAfter: Int) { self.retryAfter = retryAfter }
    }

    /// The memory for a hash could not be had, or the pool has been closed.
    package struct Unavailable: Error, Sendable {}

    /// What new hashes cost.
    package let parameters: Argon2Parameters
    /// A hash of no password, as costly as a real one: what an unknown address is checked against (threats.md, 13).
    package let decoy: PasswordHash
    /// What making it took, which is what a check of it takes.
    package let decoyTime: Duration
    package let threads: Int
    private let queue: HashingQueue
    private let random: any RandomSource

    /// As many threads as cores, unless told; `queueLimit` is how many may wait for one of them. Throws `Unavailable` without memory.
    package init(
        threads: Int = max(1, ProcessInfo.processInfo.activeProcessorCount), queueLimit: Int = 200,
        parameters: Argon2Parameters = .standard,
        random: any RandomSource = SystemRandom()
    ) throws {
        guard sodium_init() >= 0 else { throw Unavailable() }
        let started = ContinuousClock.now
        guard let decoy = PasswordHash.new(random.token(), parameters, random: random) else { throw Unavailable() }
        decoyTime = ContinuousClock.now - started
        (self.threads, self.parameters, self.decoy, self.random) = (threads, parameters, decoy, random)
        queue = HashingQueue(threads: threads, limit: queueLimit)
        for number in 1...max(1, threads) {
            let thread = Thread { [queue] in queue.work() }
            thread.name = "hashing \(number)"
            thread.start()
        }
    }

    deinit { queue.close() }

    /// Whether the password is the one. Throws `Overloaded`, `CancellationError`.
    package func verify(password: Secret<String>, against hash: PasswordHash) async throws -> Bool {
        try await queue.run { hash.verifies(password) }
    }

    /// How long one check of a password of 64 bytes takes on one of the threads. Throws as `verify` does.
    package func time(of hash: PasswordHash) async throws -> Duration {
        let sample = Secret(String(repeating: "x", count: 64))
        return try await queue.run { ContinuousClock().measure { _ = hash.verifies(sample) } }
    }

    /// A hash of a new password. Throws as `verify` does.
    package func hash(_ password: Secret<String>) async throws -> PasswordHash {
        let (parameters, random) = (parameters, random)
        return try await computed { PasswordHash.new(password, parameters, random: random) }
    }

    /// Our hash in place of a foreign or weaker one, from the password that it has just verified; nil where it may stay as it is.
    package func replacement(for hash: PasswordHash, verified password: Secret<String>) async throws -> PasswordHash? {
        let (parameters, random) = (parameters, random)
        guard hash.needsReplacement(by: parameters) else { return nil }
        return try await computed { hash.replacement(password, parameters, random: random) }
    }

    /// A weak digest wrapped in argon2id; any other hash as it is.
    package func wrapping(_ hash: PasswordHash) async throws -> PasswordHash {
        guard hash.mustBeWrapped else { return hash }
        let (parameters, random) = (parameters, random)
        return try await computed { hash.wrapped(parameters, random: random) }
    }

    /// Any other slow, pure computation (judging a new password).
    package func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value { try await queue.run(body) }

    /// How many computations were done since the start: equal work for known and unknown addresses is tested by it.
    package var computations: Int { queue.done }

    /// How many are waiting now.
    package var waiting: Int { queue.waiting }

    private func computed(_ body: @escaping @Sendable () -> PasswordHash?) async throws -> PasswordHash {
        guard let hash = try await queue.run(body) else { throw Unavailable() }
        return hash
    }
}
