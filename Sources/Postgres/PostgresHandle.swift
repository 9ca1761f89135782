internal import CPostgres
internal import SQL

/// One libpq connection with its prepared statements. Not Sendable: it stays on the thread that created it.
///
/// Every call blocks until the server has answered. Cost: one round trip per statement, and one more the first time a text is prepared.
final class PostgresHandle {
    let connection: OpaquePointer
    private var prepared: [PreparedKey: String] = [:]
    private var lastName = 0
    /// The statement whose rows are still arriving while its `row` callback runs.
    private var arriving: ArrivingRows?

    private struct PreparedKey: Hashable {
        let text: String
        let types: [Oid]
    }

    private static let mostStatements = 256

    /// Connects; throws `SQLError.unavailable` if the connection fails.
    init(url: String, schema: String) throws(SQLError) {
        let parameters = [
            ("dbname", url), ("client_encoding", "UTF8"), ("application_name", "lanyard"), ("connect_timeout", "5"),
            ("keepalives_idle", "30"), ("tcp_user_timeout", "10000"),
        ]
        let opened = withCStrings(parameters.map(\.0)) { names in
            withCStrings(parameters.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let opened else { throw .unavailable(detail: "out of memory") }
        connection = opened
        guard PQstatus(opened) == CONNECTION_OK else { throw .unavailable(detail: message) }
        // Discard notices ("relation exists, skipping"): they are meant for a person at a terminal.
        PQsetNoticeReceiver(opened, { _, _ in }, nil)
        let quoted = schema.replacing("\"", with: "\"\"")
        try command("SET search_path TO \"\(quoted)\"")
    }

    deinit { PQfinish(connection) }

    var isLost: Bool { PQstatus(connection) == CONNECTION_BAD }
    /// Whether a transaction is open, failed or not.
    var inTransaction: Bool { [PQTRANS_INTRANS, PQTRANS_INERROR].contains(PQtransactionStatus(connection)) }

    private var message: String {
        String(cString: PQerrorMessage(connection)).split(separator: "\n").joined(separator: " ")
    }

    /// Runs one of the driver's own commands, or one that cannot run in a transaction, as plain text.
    func command(_ text: String) throws(SQLError) {
        let result = PQexec(connection, text)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw error(of: result, text).error }
    }

    /// Runs one statement; returns how many rows it changed and what `row` threw. Rows arrive one by one, so that memory does not grow
    /// with the result.
    func run(_ statement: Statement, row: (Row) throws -> Void) throws(PostgresFailure) -> RunOutcome {
        try arriving?.collectRest()
        let parameters = try Parameters(statement.values)
        let name = try prepare(statement.text, parameters)
        let sent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(connection, name, Int32(parameters.count), values, lengths, formats, 1)
        }
        guard sent == 1, PQsetSingleRowMode(connection) == 1 else { throw connectionError(statement.text) }
        let rows = ArrivingRows(self, statement.text)
        let outer = arriving
        arriving = rows
        defer { arriving = outer }
        var thrown: (any Error)?
        while let next = try rows.next() {
            // An error from `row` is kept until the remaining rows are read: the connection handles one statement at a time.
            if thrown == nil { do { try row(next) } catch { thrown = error } }
        }
        return RunOutcome(changed: rows.changed, thrown: thrown)
    }

    /// Lets the server wait for the rows of a COPY.
    func beginCopy(_ text: String) throws(PostgresFailure) {
        try arriving?.collectRest()
        let result = PQexec(connection, text)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COPY_IN else { throw error(of: result, text) }
    }

    /// Ends a COPY; throws the server's refusal of its rows.
    func endCopy(_ text: String, isWhole: Bool) throws(PostgresFailure) {
        PQputCopyEnd(connection, isWhole ? nil : "not sent")
        var failure: PostgresFailure?
        while let result = nextResult() {
            defer { PQclear(result) }
            if PQresultStatus(result) != PGRES_COMMAND_OK { failure = failure ?? error(of: result, text) }
        }
        if let failure { throw failure }
        guard isWhole else { throw connectionError(text) }
    }

    struct RunOutcome {
        var changed: Int
        var thrown: (any Error)?
    }

    private func prepare(_ text: String, _ parameters: Parameters) throws(PostgresFailure) -> String {
        let key = PreparedKey(text: text, types: parameters.types)
        if let name = prepared[key] { return name }
        if prepared.count >= Self.mostStatements {
            // Rare: programs have a limited number of texts. Dropping all of them limits the server's memory too.
            prepared = [:]
            let result = PQexec(connection, "DEALLOCATE ALL")
            PQclear(result)
        }
        lastName += 1
        let name = "s\(lastName)"
        let result = PQprepare(connection, name, text, Int32(parameters.count), parameters.types)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw error(of: result, text) }
        prepared[key] = name
        return name
    }

    fileprivate func nextResult() -> OpaquePointer? { PQgetResult(connection) }

    fileprivate func error(of result: OpaquePointer?, _ text: String) -> PostgresFailure {
        guard !isLost || result != nil, let code = PQresultErrorField(result, field("C")) else { return connectionError(text) }
        func part(_ letter: Unicode.Scalar) -> String { PQresultErrorField(result, field(letter)).map { String(cString: $0) } ?? "" }
        let state = String(cString: code)
        // "cached plan must not change result type", after a schema upgrade: the texts are prepared again when the body is retried.
        if state == "0A000" { prepared = [:] }
        if isLost { return PostgresFailure(error: .unavailable(detail: part("M")), state: state) }
        return PostgresFailure(
            error: SQLError(state: state, message: part("M"), constraint: part("n"), column: part("c"), statement: text), state: state)
    }

    private func connectionError(_ text: String) -> PostgresFailure {
        PostgresFailure(error: isLost ? .unavailable(detail: message) : .failed(detail: "\(message): \(text)"), state: "")
    }

    /// libpq identifies the fields of an error by a character.
    private func field(_ letter: Unicode.Scalar) -> Int32 { Int32(letter.value) }
}

/// The error of a statement, and its SQLSTATE (empty if the server sent none).
struct PostgresFailure: Error {
    let error: SQLError
    let state: String

    /// A conflict with another transaction, or an outdated cached plan: the same body may succeed when it runs again.
    var isConflict: Bool { state == "40001" || state == "40P01" || (state == "0A000" && "\(error)".contains("cached plan")) }
}

/// The rows of one statement, one by one. They are collected in memory only if another statement runs before all of them are read.
final class ArrivingRows {
    private unowned let handle: PostgresHandle
    private let text: String
    private var collected: [Row] = []
    private var position = 0
    private var isComplete = false
    private var columns: [String] = []
    private var types: [Oid] = []
    private(set) var changed = 0

    init(_ handle: PostgresHandle, _ text: String) {
        self.handle = handle
        self.text = text
    }

    func next() throws(PostgresFailure) -> Row? {
        if position < collected.count {
            defer { position += 1 }
            return collected[position]
        }
        return try receive()
    }

    func collectRest() throws(PostgresFailure) { while let row = try receive() { collected.append(row) } }

    private func receive() throws(PostgresFailure) -> Row? {
        guard !isComplete else { return nil }
        var failure: PostgresFailure?
        while let result = handle.nextResult() {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE where failure == nil:
                do throws(SQLError) { return try row(result) } catch { failure = PostgresFailure(error: error, state: "") }
            case PGRES_SINGLE_TUPLE: break
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
                let status = String(cString: PQcmdStatus(result))
                changed = status.hasPrefix("SELECT") ? 0 : Int(String(cString: PQcmdTuples(result))) ?? 0
            default: failure = failure ?? handle.error(of: result, text)
            }
        }
        isComplete = true
        if let failure { throw failure }
        return nil
    }

    private func row(_ result: OpaquePointer) throws(SQLError) -> Row {
        let count = PQnfields(result)
        if columns.isEmpty {
            columns = (0..<count).map { String(cString: PQfname(result, $0)) }
            types = (0..<count).map { PQftype(result, $0) }
        }
        var values: [SQLValue] = []
        values.reserveCapacity(Int(count))
        for index in 0..<count {
            if PQgetisnull(result, 0, index) == 1 {
                values.append(.null)
            } else {
                let start = UnsafeRawPointer(PQgetvalue(result, 0, index))
                let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, 0, index)))
                guard let value = SQLValue(type: types[Int(index)], binary: bytes) else {
                    throw .unexpectedValue(column: columns[Int(index)])
                }
                values.append(value)
            }
        }
        return Row(columns: columns, values: values)
    }
}

/// Passes C strings that are valid during the call, followed by a null pointer: the form that libpq expects for keywords and values.
private func withCStrings<Value>(_ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Value) -> Value {
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for text in texts {
        offsets.append(bytes.count)
        bytes += text.utf8CString
    }
    return bytes.withUnsafeBufferPointer { buffer in
        body(offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil])
    }
}
