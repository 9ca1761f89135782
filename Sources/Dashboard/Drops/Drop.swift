internal import Core
internal import SQL

package enum DropKind: IdentifierKind { package static let prefix = "drp" }

/// That more of a series' messages failed than is usual: since when, how many, and by which error.
struct Drop: Sendable, Equatable {
    enum End: String, SQLCodable { case recovered, usual }

    let id: String
    let series: TrafficSeries
    let since: Timestamp
    let noticedAt: Timestamp
    var endedAt: Timestamp?
    var end: End?
    /// What ended since it began.
    var finished: Int
    var failed: Int
    let usualFinished: Int
    let usualFailed: Int
    /// The error that grew most; empty where the messages have none.
    let errorCode: String

    var share: DeliveryRate? { DeliveryRate(delivered: failed, of: finished) }
    var usualShare: DeliveryRate? { DeliveryRate(delivered: usualFailed, of: usualFinished) }

    /// After this a rise is taken for usual.
    static let longest = Duration.days(7)
    /// How far back the page shows them.
    static let kept = Duration.days(90)
}
