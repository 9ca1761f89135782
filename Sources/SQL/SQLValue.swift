internal import Core

/// The value of a column or a parameter. In the schema: BIGINT, TEXT, BYTEA (SQLite accepts any type name), and BIGINT 0 or 1 for a
/// boolean.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}
