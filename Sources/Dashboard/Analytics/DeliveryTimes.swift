internal import Core
internal import SQL

/// How long deliveries took, by day: the times that 50, 95 and 99 of 100 messages did not exceed.
struct DeliveryTimes: Sendable {
    struct Times: Sendable, Equatable {
        /// In milliseconds.
        let half: Int64
        let most: Int64
        let nearlyAll: Int64
    }

    let days: [(day: Int, times: Times)]
    let total: Times?

    /// Of the filter's days and country. The filter `isOfDelays`: what else one may ask for, the sums do not know.
    static func find(_ filter: MessageFilter, projects: [Int64], in tx: Transaction) throws -> DeliveryTimes {
        var byDay: [Int: [Int: Int]] = [:]
        var all: [Int: Int] = [:]
        try tx.each(
            """
            SELECT day, bucket, CAST(SUM(messages) AS BIGINT) AS messages FROM message_delays
            WHERE project IN \(list: projects)\(filter.cellCondition) GROUP BY day, bucket
            """
        ) { row in
            let day: Int = try row["day"]
            let bucket: Int = try row["bucket"]
            let messages: Int = try row["messages"]
            byDay[day, default: [:]][bucket, default: 0] += messages
            all[bucket, default: 0] += messages
        }
        let days = byDay.compactMap { day, buckets in times(of: buckets).map { (day: day, times: $0) } }.sorted { $0.day < $1.day }
        return DeliveryTimes(days: days, total: times(of: all))
    }

    private static func times(of buckets: [Int: Int]) -> Times? {
        guard let half = DelayBucket.percentile(50, of: buckets), let most = DelayBucket.percentile(95, of: buckets),
            let nearlyAll = DelayBucket.percentile(99, of: buckets)
        else { return nil }
        return Times(half: half, most: most, nearlyAll: nearlyAll)
    }
}
