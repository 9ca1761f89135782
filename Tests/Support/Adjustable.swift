/// Test data of many fields with usual values. A test names only the fields that matter to it, as in `row.with(\.name, "Ada")`.
package protocol Adjustable {}

extension Adjustable {
    /// A copy with another value in one field.
    package func with<Value>(_ field: WritableKeyPath<Self, Value>, _ value: Value) -> Self {
        var copy = self
        copy[keyPath: field] = value
        return copy
    }
}
