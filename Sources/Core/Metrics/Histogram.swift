private import Synchronization

/// How often something took how long, or was how large.
package final class Histogram: Metric {
    private struct Times {
        var buckets: [Int]
        var sum = 0.0
        var count = 0
    }
    package let name: String
    package let help: String
    private let labels: MetricLabels
    private let bounds: [Double]
    private let times = Mutex<[[String]: Times]>([:])
    package var type: MetricType { .histogram }

    package static let seconds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5]

    /// The bounds grow. The unit stands at the end of the name.
    package init(_ name: String, _ help: String, labels: [String] = [], bounds: [Double] = Histogram.seconds) {
        self.name = name
        self.help = help
        self.labels = MetricLabels(names: labels)
        self.bounds = bounds
    }

    package func add(_ value: Double, _ labels: String...) {
        times.withLock { all in
            var own = all[labels] ?? Times(buckets: [Int](repeating: 0, count: bounds.count))
            for (index, bound) in bounds.enumerated() where value <= bound { own.buckets[index] += 1 }
            own.sum += value
            own.count += 1
            all[labels] = own
        }
    }

    /// How many values there were with these labels.
    package func count(_ labels: String...) -> Int { times.withLock { $0[labels]?.count ?? 0 } }

    package var samples: [String] {
        inOrder(times.withLock { $0 }).flatMap { key, times in
            zip(bounds, times.buckets).map { "\(name)_bucket\(labels.written(key, "le=\"\($0)\"")) \($1)" } + [
                "\(name)_bucket\(labels.written(key, "le=\"+Inf\"")) \(times.count)",
                "\(name)_sum\(labels.written(key)) \(times.sum)", "\(name)_count\(labels.written(key)) \(times.count)",
            ]
        }
    }
}

extension Duration {
    /// In seconds, for a histogram.
    package var fractionalSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
