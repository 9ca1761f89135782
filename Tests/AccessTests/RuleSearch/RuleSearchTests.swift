import Access
import Core
import Foundation
import SQL
import Schema
import TestSupport
import Testing

/// A search for a way around rules 1, 2, 3 and 7: random sequences of all that people, the operator, imports and the clock can do to a
/// small account, each from its own seed. After each act the rows are judged by `Judge`, which knows the rules and none of the code.
///
/// LANYARD_RULE_SEARCH=<number> searches so many sequences (CONTRIBUTING.md).
@Suite("A way around the rules") struct RuleSearchTests {
    private static let depth = 24
    private static let standard = 900
    /// So many sequences share a database.
    private static let shared = 100

    @Test(
        "No sequence of acts leaves an account without an administrator, raises anybody's own rights, or decides one question in two ways")
    func search() async throws {
        let wanted = ProcessInfo.processInfo.environment["LANYARD_RULE_SEARCH"].flatMap(Int.init)
        let count = wanted ?? Self.standard
        var done: [String: Int] = [:]
        // A database that fills makes each act slower than the one before.
        for start in stride(from: 1, through: count, by: Self.shared) {
            try await TestDatabase.with(.sqlite, IDSchema.migrations) { database in
                for seed in start..<min(start + Self.shared, count + 1) {
                    guard try await keepsTheRules(seed, on: database, &done) else { return }
                }
            }
        }
        print("rule search: \(done.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
        // A search that is refused everything finds nothing.
        #expect(Act.names.filter { done[$0, default: 0] < 5 }.isEmpty, "\(done)")
    }

    private func keepsTheRules(_ seed: Int, on database: any Database, _ done: inout [String: Int]) async throws -> Bool {
        var world = try await SearchWorld(database, seed: UInt64(seed))
        for _ in 0..<Self.depth {
            let act = world.nextAct()
            let before = try await world.snapshot()
            let isDone = try await world.perform(act)
            let after = try await world.snapshot()
            if isDone { done[act.name, default: 0] += 1 }
            if isDone, case .join = act.kind { world.note(before, after) }
            let faults = try await Judge(world, act, before, after).faults()
            guard faults.isEmpty else {
                Issue.record("seed \(seed): \(faults.joined(separator: "; "))\n\(world.story)")
                return false
            }
        }
        return true
    }
}
