/// Splits a stream of bytes into lines. A line longer than 64 KiB is returned as nil and is not kept in memory.
package struct LineSplitter {
    package init() {}

    private static let limit = 1 << 16
    private var rest: [UInt8] = []
    private var tooLong = false

    /// The lines of a whole body that are not empty; nil for one that is too long.
    package static func lines(of bytes: [UInt8]) -> [[UInt8]?] {
        var splitter = LineSplitter()
        var lines = splitter.feed(withoutMark(bytes))
        if let last = splitter.finish() { lines.append(last) }
        return lines.filter { $0.map { !$0.isEmpty } ?? true }
    }

    package mutating func feed(_ chunk: some Sequence<UInt8>) -> [[UInt8]?] {
        var lines: [[UInt8]?] = []
        for byte in chunk {
            guard byte == UInt8(ascii: "\n") else {
                if rest.count < Self.limit { rest.append(byte) } else { tooLong = true }
                continue
            }
            lines.append(endLine())
        }
        return lines
    }

    /// The text after the last line end; nil if there is none.
    package mutating func finish() -> [UInt8]?? { rest.isEmpty && !tooLong ? .none : .some(endLine()) }

    private mutating func endLine() -> [UInt8]? {
        defer {
            rest = []
            tooLong = false
        }
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        return tooLong ? nil : rest
    }

    /// Without the byte-order mark that some programs put before the first line.
    package static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }
}
