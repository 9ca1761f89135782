internal import Core

/// Messages that are watched together: what a project sends to a country as one sender.
struct TrafficSeries: Hashable, Sendable {
    var project: Int64
    var country: String
    var sender: String
}

/// That a message has ended, which is counted once.
struct MessageEnd: Sendable {
    let series: TrafficSeries
    let sentAt: Timestamp
    let failed: Bool
    let errorCode: String

    /// What was sent earlier is history, and no news.
    private static let latest = Duration.days(7)

    /// nil for a message that came in, has not ended, had ended before, or was sent long ago.
    init?(_ message: Message, after old: Message?, now: Timestamp) {
        guard message.direction == .outbound, message.status.isFinal, old?.status.isFinal != true, message.sentAt > now - Self.latest else {
            return nil
        }
        series = TrafficSeries(project: message.project, country: message.country, sender: message.sender)
        sentAt = message.sentAt
        failed = MessageStatus.failures.contains(message.status)
        errorCode = failed ? message.errorCode : ""
    }
}
