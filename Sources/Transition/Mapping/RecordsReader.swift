/// Reads the objects of an array in a JSON document, one by one, so that its size does not matter: of the array that the document is, or
/// that stands under a member of it.
struct RecordsReader {
    struct Record {
        /// Counted from 1: a document may have all of its records in one line.
        let number: Int
        /// nil for one that is too long.
        let content: ArraySlice<UInt8>?
    }

    private(set) var source: ByteSource
    private let limit: Int
    private var number = 0
    private var isOver = false

    /// Throws `noRecords` if the document has no such array.
    init(_ source: ByteSource, member: String?, limit: Int = 1 << 20) throws(ImportError) {
        self.source = source
        self.limit = limit
        try self.source.skipByteOrderMark()
        let first = try nextByte()
        if let member {
            guard first == 123, try enter(member) else { throw .noRecords(member) }
        } else {
            guard first == 91 else { throw .noRecords("") }
        }
    }

    mutating func next() throws(ImportError) -> Record? {
        guard !isOver else { return nil }
        guard let byte = try peekByte() else { throw .brokenDocument(after: number) }
        guard byte != 93 else {
            isOver = true
            return nil
        }
        let before = source.position
        let content = try value(keeping: true)
        number += 1
        guard source.position > before, let mark = try peekByte(), mark == 44 || mark == 93 else {
            throw .brokenDocument(after: number - 1)
        }
        if mark == 44 { _ = try nextByte() }
        return Record(number: number, content: content)
    }

    /// Goes on to the array under that member; false if there is none.
    private mutating func enter(_ member: String) throws(ImportError) -> Bool {
        while let byte = try peekByte(), byte != 125 {
            guard let name = try value(keeping: true), try nextByte() == 58 else { return false }
            if SourceValue(json: name) == .text(member) { return try nextByte() == 91 }
            _ = try value(keeping: false)
            if try peekByte() == 44 { _ = try nextByte() }
        }
        return false
    }

    /// The next value with all that is in it; nil if it is not kept, or too long.
    private mutating func value(keeping isKept: Bool) throws(ImportError) -> ArraySlice<UInt8>? {
        var bytes: [UInt8] = []
        var depth = 0
        var isString = false
        var isEscaped = false
        while let byte = try currentByte() {
            if !isString, depth == 0, byte == 44 || byte == 93 || byte == 125 || byte == 58 { break }
            source.use(1)
            if isKept, bytes.count <= limit { bytes.append(byte) }
            if isString {
                if isEscaped { isEscaped = false } else if byte == 92 { isEscaped = true } else if byte == 34 { isString = false }
            } else if byte == 34 {
                isString = true
            } else if byte == 91 || byte == 123 {
                depth += 1
            } else if byte == 93 || byte == 125 {
                depth -= 1
            }
            if depth == 0, !isString, byte == 34 || byte == 93 || byte == 125 { break }
        }
        return isKept && bytes.count <= limit ? bytes[...] : nil
    }

    private mutating func currentByte() throws(ImportError) -> UInt8? {
        if source.unread.isEmpty, try !source.fill() { return nil }
        return source.unread.first
    }

    /// The next byte that is no white space.
    private mutating func peekByte() throws(ImportError) -> UInt8? {
        while let byte = try currentByte() {
            guard [9, 10, 13, 32].contains(byte) else { return byte }
            source.use(1)
        }
        return nil
    }

    private mutating func nextByte() throws(ImportError) -> UInt8? {
        let byte = try peekByte()
        if byte != nil { source.use(1) }
        return byte
    }
}
