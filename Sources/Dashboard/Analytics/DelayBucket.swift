internal import Core

/// Times of delivery in steps of a twelfth of an octave, so that a percentile of any number of messages is known to 6 %.
enum DelayBucket {
    private static let shortest = 100.0
    private static let steps = 12
    private static let count = 260
    /// The first millisecond of each bucket after the first.
    private static let bounds: [Int64] = {
        var bounds: [Int64] = []
        var octave = shortest
        // Twelfths of an octave as fixed factors: the same numbers on every machine.
        let factors = [
            1.0, 1.0594630943592953, 1.122462048309373, 1.189207115002721, 1.2599210498948732, 1.3348398541700344, 1.4142135623730951,
            1.4983070768766815, 1.5874010519681994, 1.681792830507429, 1.7817974362806785, 1.8877486253633868,
        ]
        while bounds.count < count {
            for factor in factors { bounds.append(Int64(octave * factor)) }
            octave *= 2
        }
        return bounds
    }()

    /// The bucket of a delay in milliseconds.
    static func of(_ milliseconds: Int64) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] <= milliseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The middle of the bucket, in milliseconds.
    static func milliseconds(of bucket: Int) -> Int64 {
        guard bucket > 0 else { return bounds[0] / 2 }
        let lower = bounds[min(bucket - 1, bounds.count - 1)]
        return (lower + bounds[min(bucket, bounds.count - 1)]) / 2
    }

    /// The smallest delay that this share of the messages, in per cent, did not exceed; nil without messages.
    static func percentile(_ share: Int, of buckets: [Int: Int]) -> Int64? {
        let total = buckets.values.reduce(0, +)
        guard total > 0 else { return nil }
        var left = (total * share + 99) / 100
        for bucket in buckets.keys.sorted() {
            left -= buckets[bucket] ?? 0
            if left <= 0 { return milliseconds(of: bucket) }
        }
        return nil
    }
}
