internal import Core
internal import Web

/// A filter (RFC 7644 section 3.4.2.2).
indirect enum Filter: Sendable {
    case and(Filter, Filter)
    case or(Filter, Filter)
    case not(Filter)
    case present(AttributePath)
    case compare(AttributePath, Comparison, JSON)
    /// `emails[type eq "work"]`: one value of the attribute fits.
    case any(AttributePath, Filter)

    enum Comparison: String, Sendable { case eq, ne, co, sw, ew, gt, lt, ge, le }

    func matches(_ resource: JSON) -> Bool {
        switch self {
        case .and(let left, let right): left.matches(resource) && right.matches(resource)
        case .or(let left, let right): left.matches(resource) || right.matches(resource)
        case .not(let filter): !filter.matches(resource)
        case .present(let path): !path.values(in: resource).isEmpty
        case .compare(let path, .ne, let value): !Filter.compare(path, .eq, value).matches(resource)
        case .compare(let path, let comparison, .null): comparison == .eq && path.values(in: resource).isEmpty
        case .compare(let path, let comparison, let value):
            path.values(in: resource).contains { comparison.holds($0, value, path.compared) }
        case .any(let path, let filter): (path.whole(in: resource).map { $0.array ?? [$0] } ?? []).contains(where: filter.matches)
        }
    }

    /// The user whom a group must have as a member, if the whole filter demands one.
    var demandedMember: String? {
        switch self {
        case .compare(let path, .eq, .string(let text)) where path.attribute.name == "members" && path.compared.name == "value": text
        case .any(let path, .compare(let part, .eq, .string(let text)))
        where path.attribute.name == "members" && part.attribute.name == "value":
            text
        case .and(let left, let right): left.demandedMember ?? right.demandedMember
        default: nil
        }
    }

    /// The value that the attribute must have, if the whole filter demands one: the list can begin from those who have it.
    func demanded(_ name: String) -> String? {
        switch self {
        case .compare(let path, .eq, .string(let text)) where path.schema == nil && path.attribute.name == name && path.part == nil: text
        case .and(let left, let right): left.demanded(name) ?? right.demanded(name)
        default: nil
        }
    }

    func mentions(_ name: String) -> Bool {
        switch self {
        case .and(let left, let right), .or(let left, let right): left.mentions(name) || right.mentions(name)
        case .not(let filter): filter.mentions(name)
        case .present(let path), .compare(let path, _, _), .any(let path, _): path.schema == nil && path.attribute.name == name
        }
    }
}

extension Filter.Comparison {
    fileprivate func holds(_ have: JSON, _ want: JSON, _ attribute: SchemaAttribute) -> Bool {
        if case (.bool(let have), .bool(let want)) = (have, want) { return self == .eq && have == want }
        guard let have = have.string, let want = want.string else { return false }
        if attribute.kind == .dateTime {
            guard let have = Timestamp(rfc3339: have), let want = Timestamp(rfc3339: want) else { return false }
            return holds(have, want)
        }
        return attribute.isCaseExact ? holds(have, want) : holds(have.caseless, want.caseless)
    }

    private func holds(_ have: String, _ want: String) -> Bool {
        switch self {
        case .co: want.isEmpty || have.contains(want)
        case .sw: have.hasPrefix(want)
        case .ew: have.hasSuffix(want)
        default: compare(have, want)
        }
    }

    private func holds(_ have: Timestamp, _ want: Timestamp) -> Bool { compare(have, want) }

    private func compare<Value: Comparable>(_ have: Value, _ want: Value) -> Bool {
        switch self {
        case .eq: have == want
        case .ne: have != want
        case .gt: have > want
        case .lt: have < want
        case .ge: have >= want
        case .le: have <= want
        case .co, .sw, .ew: false
        }
    }
}

extension String {
    /// Without letters' case. Nearly all texts are ASCII, for which no table is asked.
    fileprivate var caseless: String { utf8.allSatisfy { $0 < 128 } ? lowercased() : comparableName }
}
