internal import Core

/// What a column or a parameter holds. In the schema: BIGINT, TEXT, BYTEA (SQLite takes any type's name), and BIGINT 0 or 1 for a boolean.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}
