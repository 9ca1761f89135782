/// A value that must never reach a log, a page or an error: printing it gives a placeholder.
///
/// `exposed` is the only way to read the value, so a search for that name finds every use.
package struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let exposed: Value

    package init(_ value: Value) { exposed = value }

    package var description: String { "(secret)" }
    package var debugDescription: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret where Value == String {
    /// Compares in a time that depends only on the length.
    package func matches(_ other: String) -> Bool { constantTimeEqual(Array(exposed.utf8), Array(other.utf8)) }
}

/// Compares in a time that depends only on the lengths.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}
