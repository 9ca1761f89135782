/// Something that is counted or measured, in the text format of Prometheus. Its labels have few values, none of which names a person.
package protocol Metric: Sendable {
    var name: String { get }
    var help: String { get }
    var type: MetricType { get }
    /// The lines below HELP and TYPE, in a steady order.
    var samples: [String] { get }
}

package enum MetricType: String, Sendable { case counter, gauge, histogram }

extension Metric {
    /// The metric as `/metrics` shows it.
    package var text: String {
        let head = ["# HELP \(name) \(help)", "# TYPE \(name) \(type.rawValue)"]
        return (head + samples).joined(separator: "\n") + "\n"
    }
}

/// The names of a metric's labels, and their values as they are written.
struct MetricLabels: Sendable {
    let names: [String]

    /// `{a="1",b="2"}`, with more pairs after those; empty without any.
    func written(_ values: [String], _ more: String? = nil) -> String {
        let pairs = zip(names, values).map { "\($0)=\"\(Self.escaped($1))\"" } + [more].compactMap(\.self)
        return pairs.isEmpty ? "" : "{" + pairs.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// By label values, in their order.
func inOrder<Value>(_ all: [[String]: Value]) -> [(key: [String], value: Value)] {
    all.sorted { $0.key.lexicographicallyPrecedes($1.key) }
}
