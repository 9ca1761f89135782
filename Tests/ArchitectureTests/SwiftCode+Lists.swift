extension SwiftCode {
    /// The functions, initializers and subscripts that the file declares, with the number of their parameters.
    func signatures() -> [(line: Int, parameters: Int)] {
        lines.indices.compactMap { number in
            let line = lines[number]
            guard line.utf8.contains(UInt8(ascii: "(")), Self.names.contains(where: { line.contains($0) }),
                let match = line.firstMatch(of: /(?:^|[^.\w])(?:func [^ (<]+|init[?!]?|subscript)(?:<[^(]*>)? ?\(/)
            else { return nil }
            return (number, elements(from: match.range.upperBound))
        }
    }

    private static let names = ["func ", "init", "subscript"]

    /// The lines that assign twice: two statements, or a tuple of values to a tuple of places.
    func doubleAssignments() -> [Int] {
        lines.indices.filter { number in
            let line = lines[number]
            if line.utf8.contains(UInt8(ascii: ";")) { return true }
            // The tuple may also be the type of a property.
            guard line.utf8.contains(UInt8(ascii: ",")), line.contains(") = "),
                let match = line.firstMatch(of: /((?:let|var) \w+: )?\([^()]*,[^()]*\) = (?:try )?(?:await )?\(/), match.1 == nil
            else { return false }
            return elements(from: match.range.upperBound) > 1
        }
    }

    /// The lines that declare two properties or variables.
    func doubleDeclarations() -> [Int] {
        lines.indices.filter { number in
            let line = lines[number]
            guard line.utf8.contains(UInt8(ascii: ",")), line.contains("let ") || line.contains("var "),
                let match = line.firstMatch(of: /^ *(?:(?:@?\w+|\w+\(set\)) )*(?:let|var)\b/),
                match.0.wholeMatch(of: Self.condition) == nil, !isCondition(number)
            else { return false }
            var list = ListReader()
            for byte in text.utf8[match.range.upperBound...] {
                if list.depth == 0, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "{") { return false }
                if list.isSeparator(byte) { return true }
                if list.depth < 0 { return false }
            }
            return false
        }
    }

    private static var condition: Regex<Substring> { /.*\b(?:if|guard|while|case|for|switch|catch|in|return) .*/ }

    /// Whether the line continues a list of conditions.
    private func isCondition(_ number: Int) -> Bool {
        let before = lines[..<number].last { $0.utf8.contains { $0 != UInt8(ascii: " ") } } ?? ""
        return before.contains(/(?:,|\b(?:guard|if|while)) *$/)
    }

    /// The number of elements of the list that begins here and ends with a closing parenthesis.
    private func elements(from start: String.Index) -> Int {
        var list = ListReader()
        var count = 0
        var isBegun = false
        for byte in text.utf8[start...] {
            if list.isSeparator(byte) {
                count += 1
                isBegun = false
            } else if list.depth < 0 {
                break
            } else if byte > UInt8(ascii: " ") {
                isBegun = true
            }
        }
        return isBegun ? count + 1 : count
    }
}

/// Finds the commas that separate a list: not those between brackets within it.
private struct ListReader {
    private(set) var depth = 0
    private var generics = 0
    private var previous = UInt8(ascii: " ")

    mutating func isSeparator(_ byte: UInt8) -> Bool {
        defer { previous = byte }
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        // A comparison has a space before it, and a range and an arrow have one of the signs too.
        case UInt8(ascii: "<") where Self.isInName(previous): generics += 1
        case UInt8(ascii: ">") where generics > 0 && previous != UInt8(ascii: "-"): generics -= 1
        case UInt8(ascii: ","): return depth == 0 && generics == 0
        default: break
        }
        return false
    }

    private static func isInName(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (65...122).contains(byte) }
}
