private import Synchronization

/// A number that only grows while the process runs.
package final class Counter: Metric {
    package let name: String
    package let help: String
    private let labels: MetricLabels
    private let counts: Mutex<[[String]: Int]>
    package var type: MetricType { .counter }

    /// The name ends in `_total`. A counter without labels is shown from the start.
    package init(_ name: String, _ help: String, labels: [String] = []) {
        self.name = name
        self.help = help
        self.labels = MetricLabels(names: labels)
        counts = Mutex(labels.isEmpty ? [[]: 0] : [:])
    }

    /// As many label values as the counter has labels. Takes a fraction of a microsecond.
    package func add(_ count: Int = 1, _ values: String...) { counts.withLock { $0[values, default: 0] += count } }

    /// The count of these label values.
    package func count(_ values: String...) -> Int { counts.withLock { $0[values] ?? 0 } }

    package var samples: [String] { inOrder(counts.withLock { $0 }).map { "\(name)\(labels.written($0.key)) \($0.value)" } }
}
