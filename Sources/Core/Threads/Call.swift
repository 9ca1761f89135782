internal import Synchronization

/// A job with a caller that waits for its result. The thread runs it with its worker, such as a connection.
package struct Call<Worker>: Sendable {
    fileprivate let cancellation: CancellationFlag
    fileprivate let finish: @Sendable (Result<Worker, any Error>) -> Void

    package func run(with worker: Worker) { finish(.success(worker)) }
    package func fail(_ error: any Error) { finish(.failure(error)) }
}

/// Whether a call's task was cancelled.
package final class CancellationFlag: Sendable {
    private let value = Atomic(false)

    package init() {}

    package var isSet: Bool { value.load(ordering: .acquiring) }
    package func set() { value.store(true, ordering: .releasing) }
}

extension WorkerThreads {
    /// Runs the body on one of the threads. Throws `QueueRejection`, what the body throws, and `CancellationError` if the options remove
    /// cancelled calls.
    package func run<Worker, Value: Sendable>(
        _ body: @escaping @Sendable (Worker, CancellationFlag) throws -> Value
    ) async throws -> Value where Job == Call<Worker> {
        let cancellation = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let call = Call<Worker>(cancellation: cancellation) { worker in
                    continuation.resume(with: Result { try body(worker.get(), cancellation) })
                }
                do throws(QueueRejection) { try add(call) } catch { return call.fail(error) }
                // The task may have been cancelled before the call was added.
                if cancellation.isSet { removeCancelled(cancellation) }
            }
        } onCancel: {
            cancellation.set()
            removeCancelled(cancellation)
        }
    }

    private func removeCancelled<Worker>(_ cancellation: CancellationFlag) where Job == Call<Worker> {
        guard options.removesCancelled else { return }
        withdraw { $0.cancellation === cancellation }?.fail(CancellationError())
    }
}

extension WorkerThreads where Job == Call<Void> {
    /// Threads without a worker of their own.
    package convenience init(_ options: WorkerOptions) {
        self.init(options) { threads in while let call = threads.next() { call.run(with: ()) } }
    }
}
