internal import Foundation

/// How commands print data: as a table for people, or as JSON.
enum Output {
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Columns are as wide as their widest value. Without rows the result is `none`.
    static func table(_ header: [String], _ rows: [[String]], none: String) -> String {
        guard !rows.isEmpty else { return none }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        return ([header.map { $0.uppercased() }] + rows).map { row in
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            return cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }.joined(separator: "\n")
    }

    /// Writes to standard output without a buffer, so that the messages of a server appear at once.
    static func line(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    static func note(_ sentence: String) { FileHandle.standardError.write(Data((sentence + "\n").utf8)) }
}
