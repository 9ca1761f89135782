internal import Foundation

/// A file read piece by piece, so that its size does not matter.
struct ByteSource {
    private static let piece = 256 * 1024

    let size: Int
    private let path: String
    private let file: FileHandle
    /// What has been read and not yet been used, from `start` on.
    private(set) var buffer: [UInt8] = []
    private(set) var start = 0
    private(set) var atEnd = false
    /// Bytes used so far: how far the reading has come.
    private(set) var position = 0

    init(path: String) throws(ImportError) {
        guard let file = FileHandle(forReadingAtPath: path), let end = try? file.seekToEnd(), (try? file.seek(toOffset: 0)) != nil else {
            throw .unreadableFile(path)
        }
        (self.path, self.file, size) = (path, file, Int(end))
    }

    var unread: ArraySlice<UInt8> { buffer[start...] }

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
        buffer.append(contentsOf: data)
        return true
    }

    mutating func use(_ count: Int) {
        start += count
        position += count
    }
}
