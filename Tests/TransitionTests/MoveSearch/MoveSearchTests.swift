import Core
import Foundation
import SQL
import TestSupport
import Testing
import Transition

/// A search for somebody whom a move shuts out, lets in twice or gives more than they had: random sequences of what people and the operator
/// do while a product moves, joins of two logins and their undoing among it. After each act the doors are judged by `MoveJudge`.
///
/// LANYARD_RULE_SEARCH=<number> searches so many sequences (CONTRIBUTING.md).
@Suite("A way around the move") struct MoveSearchTests {
    private static let depth = 24
    private static let standard = 60

    @Test("No sequence of routes, roll backs, joins and undos shuts anybody out, leaves an old door open behind them, or gives them more")
    func search() async throws {
        let count = ProcessInfo.processInfo.environment["LANYARD_RULE_SEARCH"].flatMap(Int.init) ?? Self.standard
        var done: [String: Int] = [:]
        for seed in 1...count {
            let found: String? = try await ImportFixture.with(.sqlite) { fixture in try await fault(seed, fixture, &done) }
            if let found {
                Issue.record("seed \(seed): \(found)")
                return
            }
        }
        print("move search: \(done.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
        // A search that is refused everything finds nothing.
        #expect(MoveAct.names.filter { done[$0, default: 0] < 5 }.isEmpty, "\(done)")
    }

    private func fault(_ seed: Int, _ fixture: ImportFixture, _ done: inout [String: Int]) async throws -> String? {
        var world = try await MoveWorld(fixture, seed: UInt64(seed))
        var ledIn: Set<Int> = []
        for _ in 0..<Self.depth {
            let act = world.next()
            let before = try await world.snapshot()
            let isDone = try await world.perform(act)
            let after = try await world.snapshot()
            if isDone { done[act.name, default: 0] += 1 }
            var wasLedIn = false
            if act.leadsOut, isDone { ledIn = [] }
            if case .signIn(let number) = act { wasLedIn = ledIn.contains(number) && before.logins[number].isActive }
            let faults = MoveJudge(act: act, before: before, after: after, answer: world.answer, wasLedIn: wasLedIn).faults()
            guard faults.isEmpty else { return faults.joined(separator: "; ") + "\n" + world.story }
            if case .signIn(let number) = act, world.answer == .id { ledIn.insert(number) }
        }
        return nil
    }
}
