private import Synchronization

/// What reads gave for keys, kept in memory until any process changes the data. It holds `most` of them and begins anew when they are more.
package final class KeptAnswers<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State: Sendable {
        var version: Int64?
        var values: [Key: Value] = [:]
    }

    private let database: any Database
    private let most: Int
    private let state = Mutex(State())

    package init(_ database: any Database, most: Int) {
        self.database = database
        self.most = most
    }

    /// The kept answer, where `isValid` says that it still is one; else what `find` gives. Cost: the database's change counter, and `find`
    /// after each change. Throws `SQLError`, and what `find` throws.
    package func value(for key: Key, while isValid: (Value) -> Bool, _ find: () async throws -> Value) async throws -> Value {
        // The version is read before the data: if these change in between, what is kept has an old version and counts no more.
        let version = try await database.dataVersion()
        if let known = state.withLock({ $0.version == version ? $0.values[key] : nil }), isValid(known) { return known }
        let value = try await find()
        state.withLock { state in
            if state.version != version || state.values.count >= most { state.values.removeAll(keepingCapacity: true) }
            state.version = version
            state.values[key] = value
        }
        return value
    }
}
