internal import CSQLite
internal import SQL

extension SQLError {
    /// From an extended result code (sqlite.org/rescode.html) and the connection's message.
    init(sqliteCode code: Int32, message: String, statement: String) {
        // Messages look like "UNIQUE constraint failed: people.email": the text after the colon names the constraint.
        let subject = message.split(separator: ":", maxSplits: 1).dropFirst().first.map { String($0.drop { $0 == " " }) } ?? message
        switch code {
        case 2067, 1555, 2579: self = .uniqueViolation(constraint: subject)
        case 787: self = .foreignKeyViolation
        case 275: self = .checkViolation(constraint: subject)
        case 1299: self = .notNullViolation(column: subject.split(separator: ".").last.map(String.init) ?? subject)
        default:
            switch code & 0xFF {
            case SQLITE_READONLY: self = .readOnly
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOMEM:
                self = .unavailable(detail: "\(message) (SQLite \(code))")
            default: self = .failed(detail: "\(message) (SQLite \(code)): \(statement)")
            }
        }
    }
}
