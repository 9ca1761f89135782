internal import Core

/// A condition of a permit: one comparison. It holds only where both sides are there and of one type, so it can narrow what a role permits
/// and never widen it: a value that is missing makes even `!=` false.
package struct Condition: Sendable, Equatable {
    let left: Operand
    let comparison: Comparison
    let right: Operand

    enum Comparison: String, Sendable, CaseIterable {
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case notMore = "<="
        case more = ">"
        case notLess = ">="
        case among = "in"
    }

    enum Operand: Sendable, Equatable {
        case property(of: Entity, String)
        case literal(PropertyValue)
    }

    /// Whose property it is.
    package enum Entity: String, Sendable, CaseIterable { case subject, resource, action }

    func holds(_ properties: ResourceProperties) -> Bool {
        guard let left = properties[left], let right = properties[right] else { return false }
        switch comparison {
        case .among:
            guard case .list(let values) = right else { return false }
            return values.contains { left.order(to: $0) == .same }
        case .equal: return left.order(to: right) == .same
        case .notEqual: return left.order(to: right).map { $0 != .same } ?? false
        case .less: return left.order(to: right) == .before
        case .more: return left.order(to: right) == .after
        case .notMore: return left.order(to: right).map { $0 == .before || $0 == .same } ?? false
        case .notLess: return left.order(to: right).map { $0 == .after || $0 == .same } ?? false
        }
    }
}

/// A value of a property, or one that stands in a condition.
package enum PropertyValue: Sendable, Equatable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case list([PropertyValue])

    enum Order { case before, same, after, different }

    /// nil for two values that cannot be compared: of two types, or lists. Texts are in the order of their code points; flags are the same or
    /// different, without an order.
    func order(to other: PropertyValue) -> Order? {
        switch (self, other) {
        case (.text(let left), .text(let right)):
            if left.unicodeScalars.elementsEqual(right.unicodeScalars) { return .same }
            return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars) ? .before : .after
        case (.flag(let left), .flag(let right)): return left == right ? .same : .different
        case (.integer(let left), .integer(let right)): return left == right ? .same : left < right ? .before : .after
        case (.number(let left), .number(let right)): return Self.order(left, right)
        case (.integer(let left), .number(let right)): return Self.order(Double(left), right)
        case (.number(let left), .integer(let right)): return Self.order(left, Double(right))
        default: return nil
        }
    }

    private static func order(_ left: Double, _ right: Double) -> Order? {
        if left.isNaN || right.isNaN { return nil }
        return left == right ? .same : left < right ? .before : .after
    }
}

/// The properties of subject, resource and action that conditions may read.
package struct ResourceProperties: Sendable {
    private var values: [Condition.Entity: [String: PropertyValue]]

    package init(_ values: [Condition.Entity: [String: PropertyValue]]) { self.values = values }

    /// With what the server knows of the subject in the place of what was sent.
    func known(_ member: Member, as role: Role) -> ResourceProperties {
        var copy = self
        copy.values[.subject, default: [:]].merge(
            [
                "id": .text(member.person.text), "account": .text(member.account.text), "product": .text(member.product.rawValue),
                "role": .text(role.id.rawValue),
            ]
        ) { $1 }
        return copy
    }

    subscript(_ operand: Condition.Operand) -> PropertyValue? {
        switch operand {
        case .property(let entity, let name): values[entity]?[name]
        case .literal(let value): value
        }
    }
}
