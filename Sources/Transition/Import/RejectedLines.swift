internal import Core

/// The rejected lines of an export, in a file of the same form that can be mended and imported. Each says in which line it stood and why it
/// was refused: in CSV by two columns at the end, in JSON by two members at the beginning, which an import does not read.
///
/// What is no row at all stands there as it was. Lines that are too long are left out.
package struct RejectedLines {
    private static let columns = ["rejected_line", "rejected_because"]

    private let files: ExportFiles
    private let reasons: [Int: String]

    package init(of files: ExportFiles, _ report: ImportReport) {
        self.files = files
        let texts = report.rejected.map { line in
            (line.line, ([line.reason.rawValue] + (line.detail.map { [$0] } ?? [])).joined(separator: ": "))
        }
        reasons = Dictionary(texts, uniquingKeysWith: { first, _ in first })
    }

    /// Hands over the file piece by piece. Reads the export a second time.
    package func write(_ put: ([UInt8]) throws -> Void) throws {
        let source = try ByteSource(path: files.people)
        switch files.format {
        case .dashboardCSV: try csv(source, columns: DashboardExport.columns, put)
        case .mapped(.csv, let mapping): try csv(source, columns: [], hints: mapping.columns, put)
        case .mapped(.json, let mapping) where try mapping.isOfDocument(source):
            try document(RecordsReader(source, member: mapping.records), under: mapping.records, put)
        case .mapped(.json, _), .mailJSONL: try jsonLines(source, put)
        }
    }

    /// A document with the records alone.
    private func document(_ records: RecordsReader, under member: String?, _ put: ([UInt8]) throws -> Void) throws {
        var records = records
        try put(Array((member.map { "{\"\($0)\": [" } ?? "[").utf8))
        var mark = "\n"
        while let record = try records.next() {
            guard let reason = reasons[record.number], let content = record.content else { continue }
            try put(Array(mark.utf8) + Self.marked(content, record.number, reason))
            mark = ",\n"
        }
        try put(Array(((member == nil ? "\n]" : "\n]}") + "\n").utf8))
    }

    private func csv(_ source: ByteSource, columns: [String], hints: [String] = [], _ put: ([UInt8]) throws -> Void) throws {
        var reader = try CSVReader(source, columns: columns, hints: hints, keepsRaw: true)
        let header = reader.header
        // Those that an earlier file of rejected lines had are written anew.
        let kept = header.names.indices.filter { !Self.columns.contains(header.names[$0]) }
        try put(Self.record(kept.map { header.names[$0] } + Self.columns, separator: header.separator))
        while let record = try reader.next() {
            guard let reason = reasons[record.line], record.reason != .lineTooLong else { continue }
            if let fields = record.fields {
                try put(Self.record(kept.map { fields[$0] } + ["\(record.line)", reason], separator: header.separator))
            } else {
                try put(Self.ended(reader.raw[...]))
            }
        }
    }

    /// RFC 4180 section 2.
    private static func record(_ fields: [String], separator: UInt8) -> [UInt8] {
        let quoting: Set<UInt8> = [separator, 34, 10, 13]
        let written = fields.map { field in
            field.utf8.contains(where: quoting.contains) ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
        }
        return Array(written.map { Array($0.utf8) }.joined(separator: [separator])) + [10]
    }

    private static func ended(_ line: ArraySlice<UInt8>) -> [UInt8] { line.last == 10 ? Array(line) : Array(line) + [10] }

    private func jsonLines(_ source: ByteSource, _ put: ([UInt8]) throws -> Void) throws {
        var reader = try LineReader(source)
        while let line = try reader.next() {
            guard let reason = reasons[line.number], let content = line.content else { continue }
            try put(Self.ended(Self.marked(content, line.number, reason)[...]))
        }
    }

    private static func marked(_ content: ArraySlice<UInt8>, _ line: Int, _ reason: String) -> [UInt8] {
        guard let text = String(validating: content, as: UTF8.self),
            let object = text.trimmed.wholeMatch(of: /\{(\s*"[^"].*\})/.dotMatchesNewlines())
        else { return Array(content) }
        let rest = object.1.replacing(/^"rejected_line":[0-9]+,"rejected_because":"(?:[^"\\]|\\.)*",/, with: "", maxReplacements: 1)
        let because = reason.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return Array("{\"rejected_line\":\(line),\"rejected_because\":\"\(because)\",\(rest)".utf8)
    }
}
