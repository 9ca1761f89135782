internal import Core

/// Counts and durations of requests by route template and status. Labels come from the route table, so their number is bounded.
package final class RequestMetrics: Sendable {
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    private let counts = Counter("lanyard_requests_total", "Requests answered.", labels: ["method", "route", "status"])
    private let times = Histogram("lanyard_request_seconds", "Time to answer.", labels: ["route"])

    package init() {}

    func count(method: String, template: String, status: Int, time: Duration) {
        counts.add(1, Self.methods.contains(method) ? method : "other", template, String(status))
        times.add(time.fractionalSeconds, template)
    }

    /// The metrics in the text format of Prometheus.
    package var text: String { counts.text + times.text }
}
