internal import Foundation

/// A file of lines, read part by part, so that its size does not matter.
package struct LineFile {
    /// The file cannot be read; the text says why.
    package struct Unreadable: Error, Sendable, CustomStringConvertible {
        package let description: String

        package init(_ path: String) {
            description = "The file \(path) cannot be read. Check that it is a file, its name, and that you may read it."
        }
    }

    private let path: String
    private let handle: FileHandle
    private let size: Int64
    private var splitter = LineSplitter()
    private var bytes: Int64 = 0
    private var count = 0
    private var isOver = false

    /// The part of the file that was read, from 0; nil once all of it is, or where nobody knows its size.
    package var fraction: Double? { bytes < size ? Double(bytes) / Double(size) : nil }

    package init(_ path: String) throws(Unreadable) {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw Unreadable(path) }
        self.path = path
        self.handle = handle
        size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64) ?? 0
    }

    /// The lines of the next part, each with its number from 1; nil bytes for one that is too long. nil after the last part. A byte-order mark is
    /// left out.
    package mutating func next() throws(Unreadable) -> [(number: Int, bytes: [UInt8]?)]? {
        guard !isOver else { return nil }
        let chunk: Data?
        do { chunk = try handle.read(upToCount: 1 << 16) } catch { throw Unreadable(path) }
        guard let chunk, !chunk.isEmpty else {
            isOver = true
            return splitter.finish().map { [numbered($0)] } ?? []
        }
        bytes += Int64(chunk.count)
        return splitter.feed(chunk).map { numbered($0) }
    }

    private mutating func numbered(_ line: [UInt8]?) -> (number: Int, bytes: [UInt8]?) {
        count += 1
        return (count, count == 1 ? line.map(LineSplitter.withoutMark) : line)
    }
}
