/// Reads the lines of a file, with LF or CRLF, and skips a byte-order mark. A line longer than the limit is returned without its content.
struct LineReader {
    struct Line {
        let number: Int
        let content: ArraySlice<UInt8>?
    }

    private(set) var source: ByteSource
    private let limit: Int
    private var number = 0

    init(_ source: ByteSource, limit: Int = 1 << 20) throws(ImportError) {
        self.source = source
        self.limit = limit
        try self.source.skipByteOrderMark()
    }

    mutating func next() throws(ImportError) -> Line? {
        var searched = 0
        while true {
            if let end = source.unread.dropFirst(searched).firstIndex(of: 10) {
                let content = source.unread[..<end]
                return line(content, using: content.count + 1)
            }
            searched = source.unread.count
            if searched > limit { return try overlongLine() }
            if try !source.fill() {
                guard searched > 0 else { return nil }
                return line(source.unread, using: searched)
            }
        }
    }

    private mutating func line(_ content: ArraySlice<UInt8>, using count: Int) -> Line {
        number += 1
        source.use(count)
        return Line(number: number, content: content.count > limit ? nil : content.last == 13 ? content.dropLast() : content)
    }

    private mutating func overlongLine() throws(ImportError) -> Line {
        number += 1
        while true {
            if let end = source.unread.firstIndex(of: 10) {
                source.use(end - source.start + 1)
                break
            }
            source.use(source.unread.count)
            if try !source.fill() { break }
        }
        return Line(number: number, content: nil)
    }
}
