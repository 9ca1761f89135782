internal import Core
internal import SQL
internal import Synchronization

/// A body queued for the writer thread, with the caller that waits for its result.
final class PendingWrite: Sendable {
    private enum State { case fresh, waiting(CheckedContinuation<Void, any Error>), answered(Result<Void, any Error>), done }

    private let body: @Sendable (Transaction) throws -> Void
    private let cancellation = CancellationFlag()
    private let state = Mutex(State.fresh)

    enum Kind: Sendable {
        /// Shares its commit with others.
        case grouped
        /// Shares it too, and does not wait for the disk.
        case unflushed
        /// Has a transaction of its own, in which foreign keys are checked only at the end.
        case rebuild
    }

    let kind: Kind
    let queuedAt = ContinuousClock.now

    init(_ kind: Kind, _ body: @escaping @Sendable (Transaction) throws -> Void) {
        self.kind = kind
        self.body = body
    }

    /// Runs the body in its own savepoint. If the body throws or was cancelled meanwhile, its changes are rolled back.
    func run(on handle: SQLiteHandle) throws {
        guard !cancellation.isSet else { throw CancellationError() }
        try handle.execute("SAVEPOINT body")
        do {
            try SQLiteTransaction(handle).perform(body)
            guard !cancellation.isSet else { throw CancellationError() }
            guard handle.inTransaction else { throw SQLError.transactionEnded }
            try handle.execute("RELEASE body")
        } catch {
            if handle.inTransaction {
                try handle.execute("ROLLBACK TO body")
                try handle.execute("RELEASE body")
            }
            throw error
        }
    }

    func answer(_ result: Result<Void, any Error>) {
        let waiting: CheckedContinuation<Void, any Error>? = state.withLock { state in
            switch state {
            case .waiting(let continuation):
                state = .done
                return continuation
            case .fresh: state = .answered(result)
            case .answered, .done: break
            }
            return nil
        }
        waiting?.resume(with: result)
    }

    func outcome() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let early: Result<Void, any Error>? = state.withLock { state in
                    if case .answered(let result) = state {
                        state = .done
                        return result
                    }
                    state = .waiting(continuation)
                    return nil
                }
                if let early { continuation.resume(with: early) }
            }
        } onCancel: {
            cancellation.set()
        }
    }
}

/// Holds the value that a body produces on another thread.
final class ValueBox<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)
    var value: Value? { stored.withLock { $0 } }
    func put(_ value: Value) { stored.withLock { $0 = value } }
}
