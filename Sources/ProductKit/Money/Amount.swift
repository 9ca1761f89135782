internal import Core
package import SQL

/// An amount of money without its currency, exact to eight decimals, as a count of hundred-millionths. Its 128 bits hold any sum of what the
/// database can hold; one amount is stored in 64 bits, a sum as whole units and the rest (`whole`, `rest`), so that no sum can overflow.
///
/// It prints as a placeholder. Reading its digits requires a `MoneyProof`, so that no page, file or answer can show money to somebody
/// who may not see it.
package struct Amount: Hashable, Comparable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let units: Int128

    package static let zero = Amount(units: 0)
    package static let decimals = 8
    static let scale: Int128 = 100_000_000

    package init(units: Int128) { self.units = units }

    /// The amount whose parts were stored or summed one by one.
    package init(whole: Int64, rest: Int64) { units = Int128(whole) * Self.scale + Int128(rest) }

    /// The whole units of its currency, toward zero.
    package var whole: Int64 { Int64(clamping: units / Self.scale) }
    /// The hundred-millionths that are left, with the sign of the amount.
    package var rest: Int64 { Int64(units % Self.scale) }

    /// Reads `12`, `0.0075`, `-3.5`: at most eight decimals, a dot, no exponent, no grouping. nil for anything else and for larger numbers
    /// than 64 bits hold.
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
        units = Int128(negative ? -value : value)
    }

    package static func + (left: Amount, right: Amount) -> Amount { Amount(units: left.units + right.units) }
    package static func - (left: Amount, right: Amount) -> Amount { Amount(units: left.units - right.units) }

    package var isNegative: Bool { units < 0 }
    /// Rounds half a unit and more away from zero, as on an invoice, to so many decimals.
    package func rounded(to digits: Int) -> Amount {
        let step = (digits..<Self.decimals).reduce(Int128(1)) { power, _ in power * 10 }
        let rest = units % step
        let up = rest.magnitude * 2 >= step.magnitude ? (units < 0 ? -step : step) : 0
        return Amount(units: units - rest + up)
    }
    package static func < (left: Amount, right: Amount) -> Bool { left.units < right.units }

    package var description: String { "(amount)" }
    package var debugDescription: String { "(amount)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Amount {
    /// The digits for files and programs: `1234.0075`, with all decimals and at least two.
    package func decimal(_ proof: MoneyProof) -> String { written(atLeast: 2) }

    func written(atLeast decimals: Int) -> String {
        let scale = Self.scale.magnitude
        var fraction = String(units.magnitude % scale)
        fraction = String(repeating: "0", count: Self.decimals - fraction.utf8.count) + fraction
        while fraction.utf8.count > decimals, fraction.hasSuffix("0") { fraction.removeLast() }
        let whole = (units < 0 ? "-" : "") + String(units.magnitude / scale)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }
}

extension Amount: SQLCodable {
    /// One amount in one column. A sum that needs more than 64 bits is NULL, which its column refuses.
    package var sqlValue: SQLValue { Int64(exactly: units).map(SQLValue.integer) ?? .null }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        units = Int128(number)
    }
}
