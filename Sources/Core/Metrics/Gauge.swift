private import Synchronization

/// A number that goes up and down.
package final class Gauge: Metric {
    package let name: String
    package let help: String
    private let labels: MetricLabels
    private let values = Mutex<[[String]: Double]>([:])
    package var type: MetricType { .gauge }

    package init(_ name: String, _ help: String, labels: [String] = []) {
        self.name = name
        self.help = help
        self.labels = MetricLabels(names: labels)
    }

    package func set(_ value: Double, _ labels: String...) { values.withLock { $0[labels] = value } }

    /// Sets all values at once: what is not named is shown no more.
    package func replace(_ all: [[String]: Double]) { values.withLock { $0 = all } }

    package var samples: [String] {
        inOrder(values.withLock { $0 }).map { one in
            let whole = one.value == one.value.rounded() && abs(one.value) < 1e15
            return "\(name)\(labels.written(one.key)) \(whole ? String(Int(one.value)) : String(one.value))"
        }
    }
}
