package import Testing

/// Runs each test once on each database of the run, with `DatabaseKind.current` set. What fails says on which database.
package struct OnEveryDatabase: TestTrait, SuiteTrait, TestScoping {
    package let isRecursive = true

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> OnEveryDatabase? { testCase == nil ? nil : self }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        // A test may have the trait beside its suite.
        guard DatabaseKind.chosen == nil else { return try await body() }
        for kind in DatabaseKind.tested { try await kind.run(test, testCase, body) }
    }
}

/// Runs each test on PostgreSQL alone, and leaves it out where LANYARD_TEST_DATABASES does.
package struct OnPostgreSQL: TestTrait, SuiteTrait, TestScoping {
    package let isRecursive = true

    package func prepare(for test: Test) async throws {
        let isTested = DatabaseKind.tested.contains(.postgres)
        try await ConditionTrait.enabled(if: isTested, "LANYARD_TEST_DATABASES leaves PostgreSQL out").prepare(for: test)
    }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> OnPostgreSQL? { testCase == nil ? nil : self }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await DatabaseKind.postgres.run(test, testCase, body)
    }
}

extension Trait where Self == OnEveryDatabase {
    /// The test, or each test of the suite, runs on SQLite and then on PostgreSQL.
    package static var onEveryDatabase: OnEveryDatabase { OnEveryDatabase() }
}

extension Trait where Self == OnPostgreSQL {
    /// The test, or each test of the suite, is about PostgreSQL.
    package static var onPostgreSQL: OnPostgreSQL { OnPostgreSQL() }
}

extension DatabaseKind {
    /// Runs a test's body on this database. Every issue gets the database's name, and an error becomes an issue: it must not keep the
    /// body from the next database.
    fileprivate func run(_ test: Test, _ testCase: Test.Case?, _ body: @Sendable () async throws -> Void) async throws {
        let named = IssueHandlingTrait.compactMapIssues { issue in
            var issue = issue
            issue.comments.append("on \(self)")
            return issue
        }
        try await named.provideScope(for: test, testCase: testCase) {
            do { try await Self.$chosen.withValue(self) { try await body() } } catch {
                // A failed `#require` has recorded its own issue.
                if !(error is ExpectationFailedError) { Issue.record(error, sourceLocation: test.sourceLocation) }
            }
        }
    }
}
