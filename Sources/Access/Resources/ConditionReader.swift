/// Reads one condition: `resource.stops <= 50`, `resource.region in [north, "the south"]`, `resource.driver = subject.id`.
struct ConditionReader {
    private var rest: Substring

    /// What is wrong with a condition, and how to mend it.
    struct Mistake: Error, Equatable {
        let message: String
        let remedy: String
    }

    static let longest = 500

    static func condition(_ text: String) throws(Mistake) -> Condition {
        guard text.count <= longest else { throw Mistake(message: "It is too long.", remedy: "Write \(longest) characters at most.") }
        var reader = ConditionReader(rest: text[...])
        let left = try reader.operand()
        let comparison = try reader.comparison()
        let right = try reader.operand()
        reader.skipSpaces()
        guard reader.rest.isEmpty else {
            throw Mistake(
                message: "\"\(reader.rest)\" stands behind it.", remedy: "Write one comparison a line: all of a list must hold.")
        }
        try check(left, comparison, right)
        return Condition(left: left, comparison: comparison, right: right)
    }

    /// What could never hold is a mistake of the file, not a refusal at each question.
    private static func check(
        _ left: Condition.Operand, _ comparison: Condition.Comparison, _ right: Condition.Operand
    ) throws(Mistake) {
        if case .literal = left, case .literal = right {
            throw Mistake(message: "It compares two fixed values.", remedy: "Name a property on one side, such as resource.owner.")
        }
        if case .literal(.list) = left { throw Mistake(message: "A list stands on the left.", remedy: "Write it behind `in`.") }
        guard case .literal(let value) = right else { return }
        switch (comparison, value) {
        case (.among, .list), (.equal, .text), (.notEqual, .text), (.equal, .flag), (.notEqual, .flag): return
        case (.among, _): throw Mistake(message: "`in` needs a list.", remedy: "Write it as [one, another].")
        case (_, .list): throw Mistake(message: "A list can only stand behind `in`.", remedy: "Write `in`.")
        case (_, .flag): throw Mistake(message: "true and false have no order.", remedy: "Compare them by = or !=.")
        default: return
        }
    }

    private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

    private mutating func comparison() throws(Mistake) -> Condition.Comparison {
        skipSpaces()
        let known = Condition.Comparison.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        for comparison in known where rest.hasPrefix(comparison.rawValue) {
            let after = rest.dropFirst(comparison.rawValue.count)
            if comparison == .among, let next = after.first, Self.isOfWord(next) { continue }
            if comparison == .equal, after.first == "=" { break }
            rest = after
            return comparison
        }
        throw Mistake(
            message: "It has no comparison that is known\(rest.isEmpty ? "" : " at \"\(rest.prefix(20))\"").",
            remedy: "Use one of: \(Condition.Comparison.allCases.map(\.rawValue).joined(separator: ", ")).")
    }

    private mutating func operand() throws(Mistake) -> Condition.Operand {
        skipSpaces()
        guard rest.first == "[" else { return try scalar() }
        rest.removeFirst()
        var values: [PropertyValue] = []
        while true {
            guard case .literal(let value) = try scalar() else {
                throw Mistake(message: "A list names a property.", remedy: "Write fixed values into it.")
            }
            values.append(value)
            skipSpaces()
            guard let next = rest.popFirst() else { throw Mistake(message: "A list does not end.", remedy: "Close it by ].") }
            if next == "]" { return .literal(.list(values)) }
            guard next == "," else { throw Mistake(message: "A list has \"\(next)\" in it.", remedy: "Put commas between its values.") }
        }
    }

    private mutating func scalar() throws(Mistake) -> Condition.Operand {
        skipSpaces()
        guard let first = rest.first else { throw Mistake(message: "A value is missing.", remedy: "Write a comparison with two sides.") }
        if first == "\"" || first == "'" { return .literal(.text(try quoted(by: first))) }
        let word = rest.prefix { Self.isOfWord($0) }
        guard !word.isEmpty else { throw Mistake(message: "\"\(first)\" is no value.", remedy: "Put a text in quotes.") }
        rest = rest.dropFirst(word.count)
        if let value = Self.literal(word) { return .literal(value) }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return .literal(.text(String(word))) }
        guard parts.count == 2, !parts[1].isEmpty, let entity = Condition.Entity(rawValue: String(parts[0])) else {
            throw Mistake(
                message: "\"\(word)\" names no property.",
                remedy: "Write subject.NAME, resource.NAME or action.NAME, or put a text in quotes.")
        }
        return .property(of: entity, String(parts[1]))
    }

    private mutating func quoted(by mark: Character) throws(Mistake) -> String {
        let text = rest.dropFirst().prefix { $0 != mark }
        let after = rest.dropFirst(text.count + 1)
        guard after.first == mark else { throw Mistake(message: "A text does not end.", remedy: "Close it by \(mark).") }
        rest = after.dropFirst()
        return String(text)
    }

    private static func literal(_ word: Substring) -> PropertyValue? {
        switch word {
        case "true": .flag(true)
        case "false": .flag(false)
        default:
            if let whole = Int64(word) {
                .integer(whole)
            } else if let first = word.first, first.isNumber || first == "-" {
                Double(word).map(PropertyValue.number)
            } else {
                nil
            }
        }
    }

    /// Letters, digits and what stands in names and numbers.
    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "._-+:/@".contains(character)
    }
}
