internal import Foundation

/// The two databases that everything works on.
package enum DatabaseKind: String, CaseIterable, Sendable, CustomStringConvertible {
    case sqlite, postgres

    package var description: String { self == .sqlite ? "SQLite" : "PostgreSQL" }

    /// The database that the running test is on: SQLite, unless `.onEveryDatabase` or `.onPostgreSQL` say otherwise.
    package static var current: DatabaseKind { chosen ?? .sqlite }
    @TaskLocal static var chosen: DatabaseKind?

    /// The databases of this run: those whose names are in LANYARD_TEST_DATABASES (`sqlite`), and both without it.
    package static let tested: [DatabaseKind] = {
        guard let names = ProcessInfo.processInfo.environment["LANYARD_TEST_DATABASES"] else { return allCases }
        let named = names.split(separator: ",").map(String.init)
        precondition(named.allSatisfy { DatabaseKind(rawValue: $0) != nil }, "LANYARD_TEST_DATABASES names an unknown database: \(names)")
        return allCases.filter { named.contains($0.rawValue) }
    }()
}
