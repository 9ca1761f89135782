internal import Foundation

/// Reads a file in pieces, so that its size does not matter. A file in UTF-16 is read as UTF-8.
struct ByteSource {
    private static let piece = 256 * 1024

    let size: Int
    private let path: String
    private let file: FileHandle
    /// The bytes that have been read. Those from `start` on have not been used yet.
    private(set) var buffer: [UInt8] = []
    private(set) var start = 0
    private(set) var atEnd = false
    /// The number of bytes used so far.
    private(set) var position = 0
    private var utf16: UTF16Pieces?

    init(path: String) throws(ImportError) {
        guard let file = FileHandle(forReadingAtPath: path), let end = try? file.seekToEnd(), (try? file.seek(toOffset: 0)) != nil else {
            throw .unreadableFile(path)
        }
        self.path = path
        self.file = file
        size = Int(end)
        guard let beginning = try? file.read(upToCount: 4), (try? file.seek(toOffset: 0)) != nil else {
            if size == 0 { return }
            throw .unreadableFile(path)
        }
        utf16 = UTF16Pieces(beginning: Array(beginning))
    }

    var unread: ArraySlice<UInt8> { buffer[start...] }

    /// How much of the file has been used, from 0 to 1.
    var fraction: Double { size == 0 ? 1 : min(1, Double(position) / Double(size)) }

    /// Reads one more piece; false at the end of the file.
    mutating func fill() throws(ImportError) -> Bool {
        guard !atEnd else { return false }
        let data: Data?
        do { data = try file.read(upToCount: Self.piece) } catch { throw .unreadableFile(path) }
        guard let data, !data.isEmpty else {
            atEnd = true
            return false
        }
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        if let text = utf16?.utf8(of: data) { buffer += text } else { buffer.append(contentsOf: data) }
        return true
    }

    mutating func use(_ count: Int) {
        start += count
        position += count
    }

    /// Whether the first character that is no white space opens an array. Reads a copy.
    func beginsWithArray() throws(ImportError) -> Bool {
        var copy = try ByteSource(path: path)
        try copy.skipByteOrderMark()
        while true {
            if let byte = copy.unread.first(where: { ![9, 10, 13, 32].contains($0) }) { return byte == 91 }
            copy.use(copy.unread.count)
            if try !copy.fill() { return false }
        }
    }

    mutating func skipByteOrderMark() throws(ImportError) {
        while unread.count < 3, try fill() {}
        if unread.starts(with: [0xEF, 0xBB, 0xBF]) { use(3) }
    }
}
