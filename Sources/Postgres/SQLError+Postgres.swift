internal import SQL

extension SQLError {
    /// From an SQLSTATE (PostgreSQL's appendix A) and the error fields that came with it.
    init(state: String, message: String, constraint: String, column: String, statement: String) {
        switch state {
        case "23505": self = .uniqueViolation(constraint: constraint)
        case "23503": self = .foreignKeyViolation
        case "23514": self = .checkViolation(constraint: constraint)
        case "23502": self = .notNullViolation(column: column)
        case "25006": self = .readOnly
        case "22021": self = .unstorableText
        case "40001", "40P01": self = .conflict
        default:
            // 53: out of resources or too many connections; 57P0x: shutting down or starting up; 08: the connection.
            if state.hasPrefix("53") || state.hasPrefix("57P") || state.hasPrefix("08") {
                self = .unavailable(detail: "\(message) (\(state))")
            } else {
                self = .failed(detail: "\(message) (\(state)): \(statement)")
            }
        }
    }
}
