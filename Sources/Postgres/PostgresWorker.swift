internal import Core
internal import Glibc
internal import SQL

/// One thread's connection, which runs transactions. It retries after a conflict with another transaction, and on a new connection if the
/// old one was lost before COMMIT.
final class PostgresWorker {
    private let url: String
    private let schema: String
    private var handle: PostgresHandle?
    /// The server was unreachable last time: queued work then fails after one attempt, without the pauses.
    private var wasAway = false

    private static let mostConflicts = 30
    private static let mostReconnects = 3
    /// Milliseconds before each attempt to connect: a server that restarts is back within a second or two.
    private static let connectPauses: [UInt32] = [0, 50, 150, 400, 800]

    init(url: String, schema: String) {
        self.url = url
        self.schema = schema
    }

    enum Mode: String {
        case write = "BEGIN ISOLATION LEVEL SERIALIZABLE"
        /// Its COMMIT does not wait for the flush of the server's log.
        case unflushedWrite = "BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL synchronous_commit = off"
        /// One snapshot; serializable writers never make it fail.
        case read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    }

    /// Cost: two round trips (BEGIN and COMMIT) in addition to those of the body. A write also waits for one flush of the server's log.
    func transaction<Value>(_ mode: Mode, _ cancellation: CancellationFlag, _ body: (Transaction) throws -> Value) throws -> Value {
        var conflicts = 0
        var reconnects = 0
        while true {
            guard !cancellation.isSet else { throw CancellationError() }
            switch try attempt(mode, cancellation, body) {
            case .committed(let value):
                if mode != .read { ServerMetrics.commits.add(1, schema, "done") }
                return value
            case .conflict:
                ServerMetrics.commits.add(1, schema, "conflict")
                conflicts += 1
                guard conflicts < Self.mostConflicts else { throw SQLError.conflict }
                // A random pause of up to 2, 4, 8 … 64 ms, so that the same transactions do not collide again.
                usleep(UInt32.random(in: 0...(1000 << UInt32(min(conflicts, 6)))))
            case .lost(let error):
                reconnects += 1
                guard reconnects <= Self.mostReconnects else { throw error }
            }
        }
    }

    private enum Attempt<Value> {
        case committed(Value)
        case conflict
        /// The connection was lost before COMMIT was sent: nothing is committed, so the body may run again.
        case lost(SQLError)
    }

    private func attempt<Value>(_ mode: Mode, _ cancellation: CancellationFlag, _ body: (Transaction) throws -> Value) throws -> Attempt<
        Value
    > {
        let handle = try connected()
        do throws(SQLError) { try handle.command(mode.rawValue) } catch { return try gaveUp(handle, error) }
        let transaction = PostgresTransaction(handle)
        let value: Value
        do {
            value = try transaction.perform(body)
            guard !cancellation.isSet else { throw CancellationError() }
        } catch {
            if handle.isLost { return try gaveUp(handle, .unavailable(detail: "the connection was lost")) }
            if handle.inTransaction { rollBack(handle) }
            if transaction.failure?.isConflict == true { return .conflict }
            throw error
        }
        do throws(SQLError) {
            try handle.command("COMMIT")
            return .committed(value)
        } catch {
            if handle.isLost {
                self.handle = nil
                // A read has its data already. For a write, nobody can know whether it was committed.
                guard mode != .read else { return .committed(value) }
                throw SQLError.outcomeUnknown
            }
            if handle.inTransaction { rollBack(handle) }
            if error == .conflict { return .conflict }
            throw error
        }
    }

    private func gaveUp<Value>(_ handle: PostgresHandle, _ error: SQLError) throws -> Attempt<Value> {
        guard handle.isLost else { throw error }
        self.handle = nil
        return .lost(error)
    }

    private func rollBack(_ handle: PostgresHandle) {
        do throws(SQLError) { try handle.command("ROLLBACK") } catch { self.handle = nil }
    }

    /// Runs one command outside any transaction.
    func command(_ text: String) throws { try connected().command(text) }

    /// Reads a number with one SELECT, without a transaction: one round trip.
    func number(_ statement: Statement) throws -> Int64 {
        for _ in 0..<Self.mostReconnects {
            let handle = try connected()
            do throws(PostgresFailure) {
                var number: Int64 = 0
                let outcome = try handle.run(statement) { row in number = try row[0] }
                if let thrown = outcome.thrown { throw PostgresFailure(error: .failed(detail: "\(thrown)"), state: "") }
                return number
            } catch {
                guard handle.isLost else { throw error.error }
                self.handle = nil
            }
        }
        throw SQLError.unavailable(detail: "the connection was lost again and again")
    }

    private func connected() throws(SQLError) -> PostgresHandle {
        if let handle, !handle.isLost { return handle }
        handle = nil
        var last = SQLError.unavailable(detail: "")
        for pause in wasAway ? [0] : Self.connectPauses {
            usleep(pause * 1000)
            do throws(SQLError) {
                let new = try PostgresHandle(url: url, schema: schema)
                handle = new
                wasAway = false
                return new
            } catch { last = error }
        }
        wasAway = true
        throw last
    }

    func disconnect() { handle = nil }
}
