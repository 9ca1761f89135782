internal import CSodium
package import Core
internal import Foundation

/// A few threads that only compute hashes, so that no request thread ever waits for a hash.
///
/// If the queue is full, new work fails at once with `Overloaded`: the user gets a page with `Retry-After`, and everything else stays
/// fast (threat 12).
package final class HashingPool: Sendable {
    /// Too many computations are waiting already.
    package struct Overloaded: Error, Sendable, Equatable {
        /// Seconds after which a retry makes sense.
        package let retryAfter: Int
        package init(retryAfter: Int) { self.retryAfter = retryAfter }
    }

    /// The memory for a hash could not be allocated, or the pool has been closed.
    package struct Unavailable: Error, Sendable {}

    /// The cost of new hashes.
    package let parameters: Argon2Parameters
    /// A hash that matches no real password and costs as much as a real one. An unknown address is checked against it (threat 13).
    package let decoy: PasswordHash
    /// How long it took to compute `decoy`; a check of it takes as long.
    package let decoyTime: Duration
    package let threads: Int
    private let workers: WorkerThreads<Call<Void>>
    private let random: any RandomSource
    private let keyring: Keyring?

    /// As many threads as cores by default; `queueLimit` is how many computations may wait for a thread. Throws `Unavailable` if there is
    /// not enough memory.
    ///
    /// The keyring opens the peppers of imported hashes.
    package init(
        threads: Int = max(1, ProcessInfo.processInfo.activeProcessorCount), queueLimit: Int = 200,
        parameters: Argon2Parameters = .standard,
        random: any RandomSource = SystemRandom(), keyring: Keyring? = nil
    ) throws {
        guard sodium_init() >= 0 else { throw Unavailable() }
        let started = ContinuousClock.now
        guard let decoy = PasswordHash.new(random.token(), parameters, random: random) else { throw Unavailable() }
        decoyTime = ContinuousClock.now - started
        self.threads = threads
        self.parameters = parameters
        self.decoy = decoy
        self.random = random
        self.keyring = keyring
        var options = WorkerOptions("hashing", count: threads)
        // Somebody who signs in waits for tens of milliseconds anyway; whoever asks for a token should not wait for that.
        options.niceness = 5
        options.waitingLimit = queueLimit
        options.removesCancelled = true
        options.stackSize = nil
        workers = WorkerThreads(options)
    }

    deinit { for call in workers.stop(discardingWaiting: true) { call.fail(Unavailable()) } }

    /// Whether the password matches the hash. Throws `Overloaded`, `CancellationError`.
    package func verify(password: Secret<String>, against hash: PasswordHash) async throws -> Bool {
        try await run { hash.verifies(password) }
    }

    /// Which of the stored hashes the password matches, by their places in the list; all are checked together. A text that is no hash matches
    /// nothing. If there is nothing to check, the decoy is checked when `decoy` says so, so that an unknown address does not take less time.
    /// Throws as `verify` does.
    package func matches(_ password: Secret<String>, among stored: [Secret<String>?], decoy: Bool = true) async throws -> [Int] {
        let hashes = stored.map { text in text.flatMap { try? PasswordHash(stored: $0.exposed, keyring: keyring) } }
        if decoy, !hashes.contains(where: { $0 != nil }) { _ = try await verify(password: password, against: self.decoy) }
        return try await withThrowingTaskGroup(of: Int?.self) { group in
            for case (let index, let hash?) in hashes.enumerated() {
                group.addTask { try await self.verify(password: password, against: hash) ? index : nil }
            }
            return try await group.reduce(into: []) { found, index in if let index { found.append(index) } }.sorted()
        }
    }

    /// How long one check of a password of 64 bytes takes on one of the threads. Throws as `verify` does.
    package func time(of hash: PasswordHash) async throws -> Duration {
        let sample = Secret(String(repeating: "x", count: 64))
        return try await run { ContinuousClock().measure { _ = hash.verifies(sample) } }
    }

    /// A hash of a new password. Throws as `verify` does.
    package func hash(_ password: Secret<String>) async throws -> PasswordHash {
        let parameters = parameters
        let random = random
        return try await computed { PasswordHash.new(password, parameters, random: random) }
    }

    /// Our own hash to replace a foreign or weaker one, made from the password that it has just verified; nil if no replacement is
    /// needed.
    package func replacement(for hash: PasswordHash, verified password: Secret<String>) async throws -> PasswordHash? {
        let parameters = parameters
        let random = random
        guard hash.needsReplacement(by: parameters) else { return nil }
        return try await computed { hash.replacement(password, parameters, random: random) }
    }

    /// The same for the text of a stored hash; nil if there is none.
    package func replacement(forStored text: Secret<String>?, verified password: Secret<String>) async throws -> Secret<String>? {
        guard let text, let hash = try? PasswordHash(stored: text.exposed, keyring: keyring) else { return nil }
        return try await replacement(for: hash, verified: password).map { Secret($0.text) }
    }

    /// A weak digest wrapped in argon2id; any other hash unchanged.
    package func wrapping(_ hash: PasswordHash) async throws -> PasswordHash {
        guard hash.mustBeWrapped else { return hash }
        let parameters = parameters
        let random = random
        return try await computed { hash.wrapped(parameters, random: random) }
    }

    /// Runs any other slow computation without side effects, such as the check of a new password.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value {
        let asked = ContinuousClock.now
        do {
            return try await workers.run { _, _ in
                ServerMetrics.hashingWait.add((ContinuousClock.now - asked).fractionalSeconds)
                return body()
            }
        } catch QueueRejection.full {
            ServerMetrics.hashingRefused.add()
            throw Overloaded(retryAfter: 2)
        } catch is QueueRejection { throw Unavailable() }
    }

    /// The number of computations since the start. Tests use it to check that known and unknown addresses cause equal work.
    package var computations: Int { workers.dequeued }

    /// How many computations are waiting now.
    package var waiting: Int { workers.waiting }

    private func computed(_ body: @escaping @Sendable () -> PasswordHash?) async throws -> PasswordHash {
        guard let hash = try await run(body) else { throw Unavailable() }
        return hash
    }
}
