internal import Core
package import SQL

/// An amount of money without its currency, exact to eight decimals, stored as a count of hundred-millionths.
///
/// It prints as a placeholder. Reading its digits requires a `MoneyProof`, so that no page, file or answer can show money to somebody
/// who may not see it.
package struct Amount: Hashable, Comparable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let units: Int64

    package static let zero = Amount(units: 0)
    static let decimals = 8

    package init(units: Int64) { self.units = units }

    /// Reads `12`, `0.0075`, `-3.5`: at most eight decimals, a dot, no exponent, no grouping. nil for anything else and for larger numbers
    /// than an `Amount` can hold.
    package init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !parts[1].isEmpty else { return nil }
        let fraction = parts.count == 2 ? Array(parts[1]) : []
        guard fraction.count <= Self.decimals else { return nil }
        var value: Int64 = 0
        for byte in Array(whole) + fraction + Array(repeating: UInt8(ascii: "0"), count: Self.decimals - fraction.count) {
            guard (48...57).contains(byte) else { return nil }
            let (tens, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = tens.addingReportingOverflow(Int64(byte - 48))
            guard !first, !second else { return nil }
            value = sum
        }
        units = negative ? -value : value
    }

    /// Throws `AmountOverflow` if the sum would not be exact.
    package func plus(_ other: Amount) throws(AmountOverflow) -> Amount {
        let (sum, overflow) = units.addingReportingOverflow(other.units)
        guard !overflow else { throw AmountOverflow() }
        return Amount(units: sum)
    }

    /// Throws `AmountOverflow` if the difference would not be exact.
    package func minus(_ other: Amount) throws(AmountOverflow) -> Amount {
        let (difference, overflow) = units.subtractingReportingOverflow(other.units)
        guard !overflow else { throw AmountOverflow() }
        return Amount(units: difference)
    }

    package var isNegative: Bool { units < 0 }
    package static func < (left: Amount, right: Amount) -> Bool { left.units < right.units }

    package var description: String { "(amount)" }
    package var debugDescription: String { "(amount)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A sum above ninety thousand million. It means that the data is wrong, since no account holds nearly as much.
package struct AmountOverflow: Error, Sendable, Equatable {
    package init() {}
}

extension Amount {
    /// The digits for files and programs: `1234.0075`, with all decimals and at least two.
    package func decimal(_ proof: MoneyProof) -> String { written(atLeast: 2) }

    func written(atLeast decimals: Int) -> String {
        let scale: UInt64 = 100_000_000
        var fraction = String(units.magnitude % scale)
        fraction = String(repeating: "0", count: Self.decimals - fraction.utf8.count) + fraction
        while fraction.utf8.count > decimals, fraction.hasSuffix("0") { fraction.removeLast() }
        let whole = (units < 0 ? "-" : "") + String(units.magnitude / scale)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }
}

extension Amount: SQLCodable {
    package var sqlValue: SQLValue { .integer(units) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        units = number
    }
}
