internal import CSQLite
internal import Glibc
internal import SQL

/// One open sqlite3 connection with its prepared statements. Not Sendable: it has one owner at a time, and only the owner uses it.
///
/// The sqlite3 pointers are C memory that only this class owns; `close` frees it.
final class SQLiteHandle {
    let database: OpaquePointer
    private var statements: [String: PreparedStatement] = [:]
    private var uses: UInt64 = 0
    private var isOpen = true
    /// Pages in the write-ahead log after the latest commit through this connection.
    private(set) var logPages = 0

    private static let mostStatements = 256

    enum Role { case reader, writer, bulkWriter }

    /// Whether a commit waits until it is on disk. Set it between transactions only.
    var flushesCommits = true {
        // Not `execute`: SQLite obeys this one while it compiles it, so that a statement kept from the last time would do nothing.
        didSet { sqlite3_exec(database, "PRAGMA synchronous = \(flushesCommits ? "FULL" : "NORMAL")", nil, nil, nil) }
    }

    init(path: String, role: Role) throws(SQLError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let detail = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw .unavailable(detail: "\(path): \(detail)")
        }
        database = opened
        try configure(role)
    }

    private func configure(_ role: Role) throws(SQLError) {
        _ = lanyard_sqlite_no_checkpoint_on_close(database)
        // Polls every millisecond, for 10 s. SQLite's own handler sleeps up to 100 ms at a time, which starves a server's writer when a
        // bulk writer runs beside it.
        sqlite3_busy_handler(
            database,
            { _, tries in
                guard tries < 10_000 else { return 0 }
                sqlite3_sleep(1)
                return 1
            }, nil)
        try useLog()
        try execute("PRAGMA synchronous = FULL")
        try execute("PRAGMA foreign_keys = ON")
        try execute("PRAGMA trusted_schema = OFF")
        // Sent mails hold links and codes: what is deleted is overwritten.
        try execute("PRAGMA secure_delete = ON")
        try execute("PRAGMA wal_autocheckpoint = 0")
        switch role {
        case .reader: try execute("PRAGMA query_only = ON")
        case .writer, .bulkWriter:
            // The indexes that a bulk writer fills are written all over: 16 MiB of them stay in memory.
            if role == .bulkWriter { try execute("PRAGMA cache_size = -16384") }
            try execute("PRAGMA journal_size_limit = 67108864")
            sqlite3_wal_hook(
                database,
                { handle, _, _, pages in
                    if let handle { Unmanaged<SQLiteHandle>.fromOpaque(handle).takeUnretainedValue().logPages = Int(pages) }
                    return SQLITE_OK
                }, Unmanaged.passUnretained(self).toOpaque())
        }
    }

    /// Retries: two processes that create the same file at the same time collide here, and SQLite does not wait.
    private func useLog() throws(SQLError) {
        for _ in 0..<200 {
            do throws(SQLError) { return try execute("PRAGMA journal_mode = WAL") } catch {
                guard case .unavailable = error else { throw error }
                sqlite3_sleep(5)
            }
        }
        try execute("PRAGMA journal_mode = WAL")
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        for statement in statements.values { sqlite3_finalize(statement.pointer) }
        statements = [:]
        sqlite3_close_v2(database)
    }

    deinit { close() }

    /// A number that changes with every commit; nil while it cannot be told.
    var change: Int64? {
        var change: UInt64 = 0
        return lanyard_sqlite_change(database, &change) == 1 ? Int64(bitPattern: change) : nil
    }

    /// Whether a transaction is open.
    var inTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

    /// Runs one of the driver's own statements and ignores its rows.
    func execute(_ text: String) throws(SQLError) {
        do { try run(text, values: []) { _ in } } catch let error as SQLError { throw error } catch {
            throw .failed(detail: "\(error)")
        }
    }

    /// Moves pages from the log into the file. Returns true if the whole log has been moved.
    func checkpoint(truncate: Bool) -> Bool {
        var total: Int32 = 0
        var moved: Int32 = 0
        let mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        return sqlite3_wal_checkpoint_v2(database, nil, mode, &total, &moved) == SQLITE_OK && total == moved
    }

    /// Runs one statement; returns how many rows it changed. A statement found in the cache is not parsed again.
    @discardableResult
    func run(_ text: String, values: [SQLValue], row: (Row) throws -> Void) throws -> Int {
        let statement = try prepared(text)
        defer { release(statement) }
        try bind(values, to: statement, of: text)
        let before = sqlite3_total_changes64(database)
        while true {
            switch sqlite3_step(statement.pointer) {
            case SQLITE_ROW: try row(try read(statement))
            case SQLITE_DONE:
                return sqlite3_total_changes64(database) == before ? 0 : Int(sqlite3_changes64(database))
            default: throw currentError(text)
            }
        }
    }

    /// The statement for this text, busy until it is released.
    func prepared(_ text: String) throws(SQLError) -> PreparedStatement {
        uses += 1
        let known = statements[text]
        if let known, !known.isBusy {
            known.lastUse = uses
            known.isBusy = true
            return known
        }
        var pointer: OpaquePointer?
        var complete = true
        var copy = text
        let code = copy.withUTF8 { bytes in
            var tail: UnsafePointer<CChar>?
            return bytes.withMemoryRebound(to: CChar.self) { characters in
                let code = sqlite3_prepare_v3(
                    database, characters.baseAddress, Int32(characters.count), UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, &tail)
                if let tail, let start = characters.baseAddress {
                    complete = bytes[(tail - start)...].allSatisfy { [9, 10, 13, 32, 59].contains($0) }
                }
                return code
            }
        }
        guard code == SQLITE_OK else { throw currentError(text) }
        guard let pointer, complete else {
            sqlite3_finalize(pointer)
            throw .failed(detail: "not exactly one statement: \(text)")
        }
        let statement = PreparedStatement(pointer, isCached: known == nil, lastUse: uses)
        if known == nil { keep(statement, text) }
        statement.isBusy = true
        return statement
    }

    func release(_ statement: PreparedStatement) {
        sqlite3_reset(statement.pointer)
        sqlite3_clear_bindings(statement.pointer)
        statement.isBusy = false
        if !statement.isCached { sqlite3_finalize(statement.pointer) }
    }

    private func keep(_ statement: PreparedStatement, _ text: String) {
        if statements.count >= Self.mostStatements,
            let oldest = statements.filter({ !$0.value.isBusy }).min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            sqlite3_finalize(oldest.value.pointer)
            statements[oldest.key] = nil
        }
        statements[text] = statement
    }

    func bind(_ values: [SQLValue], to statement: PreparedStatement, of text: String) throws(SQLError) {
        guard sqlite3_bind_parameter_count(statement.pointer) == Int32(values.count) else {
            throw SQLError.failed(detail: "\(values.count) values for another number of parameters: \(text)")
        }
        for index in values.indices { try bind(values[index], at: Int32(index + 1), of: statement) }
    }

    /// No result code of SQLite.
    private static let holdsNUL: Int32 = -1

    private func bind(_ value: SQLValue, at index: Int32, of statement: PreparedStatement) throws(SQLError) {
        // SQLITE_TRANSIENT: SQLite copies the bytes. In C it is a cast, which Swift does not import.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code: Int32
        switch value {
        case .null: code = sqlite3_bind_null(statement.pointer, index)
        case .integer(let number): code = sqlite3_bind_int64(statement.pointer, index, number)
        case .text(var text):
            code = text.withUTF8 { bytes in
                guard let start = bytes.baseAddress else { return sqlite3_bind_text(statement.pointer, index, "", 0, copied) }
                guard memchr(start, 0, bytes.count) == nil else { return Self.holdsNUL }
                return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    sqlite3_bind_text(statement.pointer, index, $0, Int32(bytes.count), copied)
                }
            }
        case .bytes(let bytes) where bytes.isEmpty: code = sqlite3_bind_zeroblob(statement.pointer, index, 0)
        case .bytes(let bytes):
            code = bytes.withUnsafeBytes { sqlite3_bind_blob64(statement.pointer, index, $0.baseAddress, UInt64($0.count), copied) }
        }
        guard code != Self.holdsNUL else { throw .unstorableText }
        guard code == SQLITE_OK else { throw currentError("binding") }
    }

    private func read(_ statement: PreparedStatement) throws(SQLError) -> Row {
        let pointer = statement.pointer
        let count = Int(sqlite3_column_count(pointer))
        if statement.columns.count != count {
            statement.columns = (0..<Int32(count)).map { String(cString: sqlite3_column_name(pointer, $0)) }
        }
        var values: [SQLValue] = []
        values.reserveCapacity(count)
        for index in 0..<Int32(count) {
            switch sqlite3_column_type(pointer, index) {
            case SQLITE_NULL: values.append(.null)
            case SQLITE_INTEGER: values.append(.integer(sqlite3_column_int64(pointer, index)))
            case SQLITE_TEXT:
                let start = sqlite3_column_text(pointer, index)
                let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, index)))
                values.append(.text(String(decoding: bytes, as: UTF8.self)))
            case SQLITE_BLOB:
                let start = sqlite3_column_blob(pointer, index)
                values.append(.bytes(Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, index))))))
            default: throw .unexpectedValue(column: statement.columns[Int(index)])
            }
        }
        return Row(columns: statement.columns, values: values)
    }

    func currentError(_ text: String) -> SQLError {
        SQLError(sqliteCode: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)), statement: text)
    }
}

/// A prepared statement. `isBusy` is true while its rows are read, so that a nested run of the same text gets another one.
final class PreparedStatement {
    let pointer: OpaquePointer
    let isCached: Bool
    var lastUse: UInt64
    var isBusy = false
    var columns: [String] = []

    init(_ pointer: OpaquePointer, isCached: Bool, lastUse: UInt64) {
        self.pointer = pointer
        self.isCached = isCached
        self.lastUse = lastUse
    }
}
