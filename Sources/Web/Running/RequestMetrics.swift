internal import Core
internal import Synchronization

/// Counts and durations of requests by route template and status. Labels come from the route table, so their number is bounded.
package final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let template: String
        let status: Int
    }
    private struct Times {
        var buckets = [Int](repeating: 0, count: RequestMetrics.bounds.count)
        var sum = 0.0
        var count = 0
    }
    private static let bounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5]
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    private let counts = Mutex<[Key: Int]>([:])
    private let times = Mutex<[String: Times]>([:])

    package init() {}

    func count(method: String, template: String, status: Int, time: Duration) {
        let method = Self.methods.contains(method) ? method : "other"
        counts.withLock { $0[Key(method: method, template: template, status: status), default: 0] += 1 }
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        times.withLock { all in
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { all[template, default: Times()].buckets[index] += 1 }
            all[template, default: Times()].sum += seconds
            all[template, default: Times()].count += 1
        }
    }

    /// The metrics in the text format of Prometheus.
    package var text: String {
        var lines = ["# HELP lanyard_requests_total Requests answered.", "# TYPE lanyard_requests_total counter"]
        for (key, count) in counts.withLock({ $0 }).sorted(by: {
            ($0.key.template, $0.key.method, $0.key.status) < ($1.key.template, $1.key.method, $1.key.status)
        }) {
            lines.append("lanyard_requests_total{method=\"\(key.method)\",route=\"\(key.template)\",status=\"\(key.status)\"} \(count)")
        }
        lines += ["# HELP lanyard_request_seconds Time to answer.", "# TYPE lanyard_request_seconds histogram"]
        for (template, times) in times.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            for (bound, count) in zip(Self.bounds, times.buckets) {
                lines.append("lanyard_request_seconds_bucket{route=\"\(template)\",le=\"\(bound)\"} \(count)")
            }
            lines.append("lanyard_request_seconds_bucket{route=\"\(template)\",le=\"+Inf\"} \(times.count)")
            lines.append("lanyard_request_seconds_sum{route=\"\(template)\"} \(times.sum)")
            lines.append("lanyard_request_seconds_count{route=\"\(template)\"} \(times.count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
