import Logging
import Synchronization

/// Collects the log output.
final class LogLines: LogHandler {
    let text = Mutex("")
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        text.withLock { $0 += "\(event.message) \(event.metadata ?? [:])\n" }
    }
}
