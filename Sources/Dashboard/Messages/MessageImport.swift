internal import Core
internal import Foundation
package import SQL

/// Takes messages in from a file of JSON objects, one a line (`lanyard messages import FILE`).
///
/// It streams: memory holds one batch. It is idempotent by message id: what is there and the same stays, what changed is replaced. It
/// commits every 20 ms at most and then pauses, so that a server beside it goes on writing.
package struct MessageImport: Sendable {
    package struct Report: Sendable, Equatable, Encodable {
        package var rows = 0
        package var imported = 0
        package var updated = 0
        package var unchanged = 0
        package var rejected: [RejectedLine] = []

        package init(rows: Int = 0, imported: Int = 0, updated: Int = 0, unchanged: Int = 0) {
            (self.rows, self.imported, self.updated, self.unchanged) = (rows, imported, updated, unchanged)
        }
    }

    package struct RejectedLine: Sendable, Equatable, Encodable {
        package let line: Int
        package let reason: String
    }

    package struct Progress: Sendable {
        package let bytesRead: Int64
        package let bytesTotal: Int64
        package let rows: Int
    }

    /// The file cannot be read; the text says why.
    package struct Unreadable: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    private static let commitTime: Duration = .milliseconds(20)
    private static let pause: Duration = .milliseconds(3)

    private let database: any Database
    private let progress: @Sendable (Progress) -> Void

    package init(into database: any Database, progress: @escaping @Sendable (Progress) -> Void = { _ in }) {
        (self.database, self.progress) = (database, progress)
    }

    /// Throws `Unreadable`, `SQLError`, `CancellationError`; what was committed before stands, and running it again goes on.
    package func run(file path: String) async throws -> Report {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Unreadable(description: "The file \(path) cannot be opened. Check its name and that you may read it.")
        }
        defer { try? handle.close() }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64) ?? 0
        var report = Report()
        var lines = LineSplitter()
        var batch: [(line: Int, bytes: [UInt8]?)] = []
        var batchSize = 64
        var (bytes, number): (Int64, Int) = (0, 0)
        while let chunk = try handle.read(upToCount: 1 << 16), !chunk.isEmpty {
            bytes += Int64(chunk.count)
            for line in lines.feed(chunk) {
                number += 1
                if number == 1 || line?.isEmpty != true { batch.append((number, line)) }
                if batch.count >= batchSize { try await commit(&batch, &batchSize, &report) }
            }
            progress(Progress(bytesRead: bytes, bytesTotal: size, rows: report.rows))
        }
        if let line = lines.finish() { batch.append((number + 1, line)) }
        try await commit(&batch, &batchSize, &report)
        progress(Progress(bytesRead: bytes, bytesTotal: size, rows: report.rows))
        return report
    }

    private func commit(_ batch: inout [(line: Int, bytes: [UInt8]?)], _ size: inout Int, _ report: inout Report) async throws {
        guard !batch.isEmpty else { return }
        var lines: [(line: Int, value: MessageLine)] = []
        for (line, bytes) in batch {
            if let bytes, bytes.isEmpty { continue }
            report.rows += 1
            do throws(MessageLine.Rejection) {
                guard let bytes else { throw MessageLine.Rejection("line too long") }
                let value = try MessageLine.read(line == 1 ? LineSplitter.withoutMark(bytes) : bytes)
                _ = try value.place()
                _ = try value.message(project: 0)
                lines.append((line, value))
            } catch {
                report.rejected.append(RejectedLine(line: line, reason: error.reason))
            }
        }
        let started = ContinuousClock.now
        let checked = lines
        let outcome = try await database.write { tx in try MessageBatch.write(checked, in: tx) }
        let taken = started.duration(to: .now)
        report.imported += outcome.imported
        report.updated += outcome.updated
        report.unchanged += outcome.unchanged
        report.rejected += outcome.rejected
        report.rejected.sort { $0.line < $1.line }
        size = taken > Self.commitTime ? max(8, size / 2) : taken < Self.commitTime / 3 ? min(2048, size * 2) : size
        batch.removeAll(keepingCapacity: true)
        try await Task.sleep(for: Self.pause)
    }
}

/// Cuts a stream of bytes into lines. A line longer than 64 KiB is answered as nil, and not held.
struct LineSplitter {
    private static let limit = 1 << 16
    private var rest: [UInt8] = []
    private var tooLong = false

    mutating func feed(_ chunk: some Sequence<UInt8>) -> [[UInt8]?] {
        var lines: [[UInt8]?] = []
        for byte in chunk {
            guard byte == UInt8(ascii: "\n") else {
                if rest.count < Self.limit { rest.append(byte) } else { tooLong = true }
                continue
            }
            lines.append(take())
        }
        return lines
    }

    /// What stands after the last line's end; nil where nothing does.
    mutating func finish() -> [UInt8]?? { rest.isEmpty && !tooLong ? .none : .some(take()) }

    private mutating func take() -> [UInt8]? {
        defer { (rest, tooLong) = ([], false) }
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        return tooLong ? nil : rest
    }

    /// Without the byte-order mark that some programs put before the first line.
    static func withoutMark(_ bytes: [UInt8]) -> [UInt8] { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes }
}
