package import Core

/// A value that can be a statement's parameter.
package protocol SQLEncodable: Sendable {
    var sqlValue: SQLValue { get }
}

/// A value that can be read from a column.
package protocol SQLDecodable: Sendable {
    /// nil if the column contains another type; the row then throws `SQLError.unexpectedValue` with the column's name.
    init?(sqlValue: SQLValue)
}

package typealias SQLCodable = SQLEncodable & SQLDecodable

extension Int64: SQLCodable {
    package var sqlValue: SQLValue { .integer(self) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self = number
    }
}

extension Int: SQLCodable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self = Int(number)
    }
}

extension Bool: SQLCodable {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue, number == 0 || number == 1 else { return nil }
        self = number == 1
    }
}

extension String: SQLCodable {
    package var sqlValue: SQLValue { .text(self) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self = text
    }
}

extension [UInt8]: SQLEncodable, SQLDecodable {
    package var sqlValue: SQLValue { .bytes(self) }
    package init?(sqlValue: SQLValue) {
        guard case .bytes(let bytes) = sqlValue else { return nil }
        self = bytes
    }
}

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    package var sqlValue: SQLValue { map(\.sqlValue) ?? .null }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    package init?(sqlValue: SQLValue) {
        // Two optionals are nested here: the result of this failable initializer, and the value NULL, which must not look like a failure.
        if sqlValue == .null {
            self = Wrapped?.none
        } else {
            guard let value = Wrapped(sqlValue: sqlValue) else { return nil }
            self = Wrapped?.some(value)
        }
    }
}

extension Timestamp: SQLCodable {
    package var sqlValue: SQLValue { .integer(milliseconds) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self.init(milliseconds: number)
    }
}

extension Identifier: SQLCodable {
    package var sqlValue: SQLValue { .text(text) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(text)
    }
}

/// A String enumeration is stored as its raw value.
extension SQLEncodable where Self: RawRepresentable<String> {
    package var sqlValue: SQLValue { .text(rawValue) }
}

extension SQLDecodable where Self: RawRepresentable<String> {
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(rawValue: text)
    }
}
