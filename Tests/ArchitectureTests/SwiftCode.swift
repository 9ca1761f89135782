/// A Swift file without its comments and string literals, so that what looks like code is code. Lines keep their numbers.
struct SwiftCode {
    let text: String
    let lines: [Substring]
    /// The file's string literals, in the order in which they end.
    let literals: [Literal]

    struct Literal {
        /// What is written, with a NUL for each interpolation.
        let text: String
        /// The characters before the literal on the same line.
        let before: String
        let line: Int
    }

    init(_ text: String) {
        var stripper = Stripper(text)
        stripper.passCode(in: 0)
        literals = stripper.literals
        self.text = String(decoding: stripper.kept, as: UTF8.self)
        lines = self.text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}

private struct Stripper {
    private(set) var kept: [UInt8] = []
    private(set) var literals: [SwiftCode.Literal] = []
    private let bytes: [UInt8]
    private var place = 0
    /// How many lines end before a place that was counted up to.
    private var counted = (place: 0, ends: 0)

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Passes over code. In an interpolation, which is not kept, `depth` is the number of parentheses that are open.
    mutating func passCode(in depth: Int) {
        var open = depth
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""): passString()
            case UInt8(ascii: "/") where starts("//"):
                while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
            case UInt8(ascii: "/") where starts("/*"):
                while place < bytes.count, !starts("*/") { skip() }
                place += 2
            default:
                passByte(at: depth, &open)
                if depth > 0, open == 0 { return }
            }
        }
    }

    private mutating func passByte(at depth: Int, _ open: inout Int) {
        let byte = bytes[place]
        if byte == UInt8(ascii: "(") { open += 1 }
        if byte == UInt8(ascii: ")") { open -= 1 }
        if depth == 0 || byte == UInt8(ascii: "\n") { kept.append(byte) }
        place += 1
    }

    private mutating func passString() {
        var hashes = ""
        while place > hashes.utf8.count, bytes[place - hashes.utf8.count - 1] == UInt8(ascii: "#") { hashes += "#" }
        let quotes = starts("\"\"\"") ? "\"\"\"" : "\""
        let escape = "\\" + hashes
        let before = bytes[..<place].reversed().prefix { $0 != UInt8(ascii: "\n") }.reversed()
        counted.ends += bytes[counted.place..<place].count { $0 == UInt8(ascii: "\n") }
        counted.place = place
        let line = counted.ends + 1
        var written: [UInt8] = []
        place += quotes.utf8.count
        while place < bytes.count {
            if starts(escape + "(") {
                place += escape.utf8.count + 1
                written.append(0)
                passCode(in: 1)
            } else if starts(escape) {
                place += escape.utf8.count
                // A line that goes on in the next one.
                if place < bytes.count, bytes[place] != UInt8(ascii: "\n") { written.append(bytes[place]) }
                skip()
            } else if starts(quotes + hashes) {
                place += quotes.utf8.count + hashes.utf8.count
                literals.append(
                    .init(text: String(decoding: written, as: UTF8.self), before: String(decoding: before, as: UTF8.self), line: line))
                return
            } else if quotes.utf8.count == 1, bytes[place] == UInt8(ascii: "\n") {
                // A string that is not closed on its line is not a string: the quotation mark belongs to a regular expression.
                return
            } else {
                written.append(bytes[place])
                skip()
            }
        }
    }

    /// Leaves a byte out, but for the end of a line.
    private mutating func skip() {
        guard place < bytes.count else { return }
        if bytes[place] == UInt8(ascii: "\n") { kept.append(bytes[place]) }
        place += 1
    }

    private func starts(_ text: String) -> Bool { bytes[place] == text.utf8.first && bytes[place...].starts(with: text.utf8) }
}
