import ServiceLifecycle
import Synchronization
import Testing

@testable import Lanyard

@Suite("A website on its socket") struct ListeningTests {
    @Test("When serving is cancelled, the server is left behind, never cancelled: a connection it accepts then would end the process")
    func cancelled() async throws {
        let server = EndlessServer()
        let listening = Listening(part: .id, address: "127.0.0.1:0", server: server)
        let serving = Task { try await listening.run() }
        for await _ in server.began { break }
        serving.cancel()
        try await serving.value
        #expect(server.wasCancelled.withLock { $0 } == false)
        server.ended.finish()
    }
}

/// Serves until `ended` is finished, and remembers whether it was cancelled.
private final class EndlessServer: Service {
    let wasCancelled = Mutex(false)
    let began: AsyncStream<Void>
    let ended: AsyncStream<Void>.Continuation
    private let beginning: AsyncStream<Void>.Continuation
    private let end: AsyncStream<Void>

    init() {
        (began, beginning) = AsyncStream.makeStream()
        (end, ended) = AsyncStream.makeStream()
    }

    func run() async throws {
        await withTaskCancellationHandler {
            beginning.yield()
            for await _ in end {}
        } onCancel: {
            wasCancelled.withLock { $0 = true }
        }
    }
}
