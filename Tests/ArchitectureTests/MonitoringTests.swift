import Foundation
import Testing

/// The names of metrics in the code, in docs/monitoring.md, in the rules and in the dashboard are the same.
@Suite("Monitoring") struct MonitoringTests {
    private let code = names(in: "Sources/Core/Metrics/ServerMetrics.swift").union(names(in: "Sources/Web/Running/RequestMetrics.swift"))

    private static func text(_ path: String) -> String {
        (try? String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)) ?? ""
    }

    private static func names(in path: String) -> Set<String> {
        Set(text(path).matches(of: /\blanyard_[a-z_]+[a-z]/).map { String($0.0) }).subtracting(["lanyard_id"])
    }

    /// A histogram's series without their endings.
    private func bases(_ names: Set<String>) -> Set<String> {
        Set(
            names.map { name in
                ["_bucket", "_sum", "_count"].first { name.hasSuffix($0) && code.contains(String(name.dropLast($0.count))) }
                    .map { String(name.dropLast($0.count)) } ?? name
            })
    }

    @Test("docs/monitoring.md explains each metric of the code and no other")
    func documented() {
        let rows = Self.text("docs/monitoring.md").split(separator: "\n").filter { $0.hasPrefix("| `lanyard_") }
        let explained = rows.compactMap { $0.firstMatch(of: /`(lanyard_[a-z_]+)`/)?.1 }.map(String.init)
        #expect(Set(explained) == code, "\(Set(explained).symmetricDifference(code).sorted())")
        #expect(explained.count == Set(explained).count)
        #expect(code.count > 20)
    }

    @Test("Rules and dashboard ask for metrics that there are, and together for each of them")
    func used() {
        let rules = bases(Self.names(in: "Operations/Monitoring/lanyard.rules.yml"))
        let dashboard = bases(Self.names(in: "Operations/Monitoring/lanyard.dashboard.json"))
        #expect(rules.subtracting(code).isEmpty, "\(rules.subtracting(code).sorted())")
        #expect(dashboard.subtracting(code).isEmpty, "\(dashboard.subtracting(code).sorted())")
        #expect(code.subtracting(dashboard).isEmpty, "\(code.subtracting(dashboard).sorted())")
    }

    @Test("docs/monitoring.md lists each alert of the rules and no other")
    func alerts() {
        let rules = Self.text("Operations/Monitoring/lanyard.rules.yml").matches(of: /- alert: (\w+)/).map { String($0.1) }
        let listed = Self.text("docs/monitoring.md").matches(of: /\| `(Lanyard\w+)`/).map { String($0.1) }
        #expect(rules == listed)
        #expect(!rules.isEmpty)
    }
}
