private import Synchronization

/// What a read gives, kept in memory until any process changes the data.
package final class CurrentRead<Value: Sendable>: Sendable {
    private let database: any Database
    private let read: @Sendable (Transaction) throws -> Value
    private let kept = Mutex<(version: Int64, value: Value)?>(nil)

    package init(_ database: any Database, _ read: @escaping @Sendable (Transaction) throws -> Value) {
        self.database = database
        self.read = read
    }

    /// Cost: the database's change counter, and the read after each change. Throws `SQLError`.
    package func value() async throws -> Value {
        // The version is read before the data: if these change in between, what is kept has an old version and counts no more.
        let version = try await database.dataVersion()
        if let known = kept.withLock({ $0?.version == version ? $0?.value : nil }) { return known }
        let value = try await database.read(read)
        kept.withLock { $0 = (version, value) }
        return value
    }
}
