import Logging
import Synchronization

/// A log that a test ends before it takes its server down: what a server says about connections that are cancelled is no finding.
struct EndingLog: LogHandler {
    final class End: Sendable {
        private let isReached = Atomic(false)
        func reach() { isReached.store(true, ordering: .releasing) }
        var wasReached: Bool { isReached.load(ordering: .acquiring) }
    }

    private var handler: any LogHandler
    private let end: End

    init(_ log: Logger, until end: End) {
        handler = log.handler
        self.end = end
    }

    var logLevel: Logger.Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }
    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) { if !end.wasReached { handler.log(event: event) } }
}
