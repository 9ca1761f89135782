internal import Core
internal import Language
internal import Web

/// Reads a filter of at most 2,000 bytes, 8 levels and 50 comparisons (threat 12).
struct FilterReader {
    static let longest = 2000
    private static let deepest = 8
    private static let mostComparisons = 50

    private let kind: ResourceKind
    private var words: FilterWords
    private var comparisons = 0
    /// The attribute before the bracket that is being read.
    private var outer: SchemaAttribute?

    static func read(_ text: String, in kind: ResourceKind) throws -> Filter {
        try read(text, FilterReader(kind, text))
    }

    /// A filter in brackets: its names are parts of the attribute.
    static func read(_ text: String, of attribute: SchemaAttribute, in kind: ResourceKind) throws -> Filter {
        var reader = try FilterReader(kind, text)
        reader.outer = attribute
        return try read(text, reader)
    }

    private static func read(_ text: String, _ start: FilterReader) throws -> Filter {
        var reader = start
        let filter = try reader.disjunction(depth: 0)
        guard reader.words.next == nil else { throw reader.unexpected() }
        return filter
    }

    private init(_ kind: ResourceKind, _ text: String) throws {
        guard text.utf8.count <= Self.longest else { throw Problem.invalidFilter("A filter must have no more than \(Self.longest) bytes.") }
        self.kind = kind
        words = try FilterWords(text)
    }

    private mutating func disjunction(depth: Int) throws -> Filter {
        var left = try conjunction(depth: depth)
        while words.take(word: "or") { left = .or(left, try conjunction(depth: depth)) }
        return left
    }

    private mutating func conjunction(depth: Int) throws -> Filter {
        var left = try term(depth: depth)
        while words.take(word: "and") { left = .and(left, try term(depth: depth)) }
        return left
    }

    private mutating func term(depth: Int) throws -> Filter {
        guard depth <= Self.deepest else { throw Problem.invalidFilter("The filter is nested too deeply.") }
        if words.take(word: "not") {
            try expect("(")
            return .not(try group(depth: depth))
        }
        if words.take("(") { return try group(depth: depth) }
        return try comparison(depth: depth)
    }

    private mutating func group(depth: Int) throws -> Filter {
        let filter = try disjunction(depth: depth + 1)
        try expect(")")
        return filter
    }

    private mutating func comparison(depth: Int) throws -> Filter {
        comparisons += 1
        guard comparisons <= Self.mostComparisons else { throw Problem.invalidFilter("The filter compares too much.") }
        guard case .word(let name)? = words.next else { throw unexpected() }
        let known = outer.map { AttributePath(name, of: $0) } ?? AttributePath(name, in: kind)
        guard let path = known else { throw Problem.invalidFilter("There is no attribute “\(name.prefix(100))” to filter by.") }
        words.skip()
        if words.take("[") { return try bracket(path, depth: depth) }
        return try comparison(of: path)
    }

    private mutating func comparison(of path: AttributePath) throws -> Filter {
        if words.take(word: "pr") { return .present(path) }
        guard case .word(let word)? = words.next, let comparison = Filter.Comparison(rawValue: word.lowercased()) else {
            throw unexpected()
        }
        words.skip()
        guard case .value(let written)? = words.next else { throw unexpected() }
        words.skip()
        let value = path.compared.kind == .boolean ? written.flag : written
        try check(value, comparison, path)
        return .compare(path, comparison, value)
    }

    /// So many comparisons a resource costs.
    static func cost(of filter: Filter) -> Int {
        switch filter {
        case .and(let left, let right), .or(let left, let right): cost(of: left) + cost(of: right)
        case .not(let filter), .any(_, let filter): cost(of: filter)
        case .present, .compare: 1
        }
    }

    private mutating func bracket(_ path: AttributePath, depth: Int) throws -> Filter {
        guard outer == nil, path.part == nil, !path.attribute.parts.isEmpty, depth <= Self.deepest else { throw unexpected() }
        outer = path.attribute
        let inside = try disjunction(depth: depth + 1)
        outer = nil
        try expect("]")
        // `emails[type eq "work"].value eq "…"`: of the same value, as directories ask.
        guard case .word(let name)? = words.next, name.hasPrefix(".") else { return .any(path, inside) }
        comparisons += 1
        guard comparisons <= Self.mostComparisons, let part = AttributePath(String(name.dropFirst()), of: path.attribute) else {
            throw unexpected()
        }
        words.skip()
        return .any(path, .and(inside, try comparison(of: part)))
    }

    private func check(_ value: JSON, _ comparison: Filter.Comparison, _ path: AttributePath) throws {
        let isEquality = comparison == .eq || comparison == .ne
        let fits: Bool =
            switch value {
            case .string(let text) where path.compared.kind == .dateTime:
                ![.co, .sw, .ew].contains(comparison) && Timestamp(rfc3339: text) != nil
            case .string(let text): path.compared.kind != .boolean && path.compared.kind != .complex && !text.utf8.contains(0)
            case .bool: path.compared.kind == .boolean && isEquality
            case .null: isEquality
            default: false
            }
        guard fits else { throw Problem.invalidFilter("“\(path.compared.name)” cannot be compared so with that value.") }
    }

    private mutating func expect(_ sign: Unicode.Scalar) throws { guard words.take(sign) else { throw unexpected() } }

    private func unexpected() -> Problem {
        guard let next = words.next else { return .invalidFilter("The filter ends too early.") }
        return .invalidFilter("“\(next.text.prefix(100))” is not expected there in the filter.")
    }
}

extension JSON {
    /// Some directories write truth values as texts.
    fileprivate var flag: JSON {
        guard let word = string?.lowercased(), ["true", "false"].contains(word) else { return self }
        return .bool(word == "true")
    }
}
