internal import Synchronization
internal import TestSupport
internal import Testing

@Suite("The databases of a test") struct DatabaseTraitTests {
    private struct Broken: Error {}

    @Test("A test on every database runs once on each, also after it has failed on one")
    func everyDatabase() async throws {
        let test = try #require(Test.current)
        let seen = Mutex<[DatabaseKind]>([])
        try await withKnownIssue {
            try await OnEveryDatabase.onEveryDatabase.provideScope(for: test, testCase: Test.Case.current) {
                seen.withLock { $0.append(.current) }
                throw Broken()
            }
        } matching: {
            $0.error is Broken
        }
        #expect(seen.withLock { $0 } == DatabaseKind.tested)
    }

    @Test("A fresh database is of the kind that the test runs on", .onEveryDatabase)
    func fresh() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        #expect(test.kind == .current)
        await test.close()
    }
}
