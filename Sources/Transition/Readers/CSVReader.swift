/// Reads the records of a CSV file (RFC 4180) whose header is known. Lines end with CRLF or LF, and quoted fields may contain line breaks.
///
/// A quote too many would swallow the rows up to the next one. So a record of several lines is taken only if it has as many fields as the
/// header, nothing after a closing quote, and no line in it that would be a row by itself. Otherwise its first line is reported, and reading
/// goes on with the next line that is whole.
struct CSVReader {
    /// A record and the line where it begins. If it cannot be read, `fields` is nil and `reason` says why.
    struct Record {
        let line: Int
        var fields: [String]?
        var reason: RowRejection?
        var detail: String?
    }

    let header: CSVHeader
    /// The bytes of the last record, if they are kept.
    private(set) var raw: [UInt8] = []
    private let keepsRaw: Bool
    private(set) var source: ByteSource
    private let limit: Int
    private var line = 1

    /// `limit` is the longest record in bytes. Throws `ImportError` for a header without one of the columns.
    init(
        _ source: ByteSource, columns: [String], hints: [String] = [], limit: Int = 1 << 20, keepsRaw: Bool = false
    ) throws(ImportError) {
        self.source = source
        self.limit = limit
        self.keepsRaw = keepsRaw
        header = try CSVHeader(of: &self.source, columns: columns, hints: hints, limit: limit)
        line += header.lines
    }

    /// The next record that is not an empty line; nil at the end.
    mutating func next() throws(ImportError) -> Record? {
        while true {
            raw = []
            let scan = try scanRecord()
            let begin = line
            guard scan.isComplete, scan.used <= limit else {
                if source.unread.isEmpty { return nil }
                guard scan.used > limit && !scan.isQuoted || !scan.isQuoted else { return try brokenRecord(scan) }
                try skipLine()
                return Record(line: begin, reason: .lineTooLong)
            }
            if scan.used == 0 { return nil }
            if scan.newlines > 1, !isWhole(scan) { return try brokenRecord(scan) }
            line += scan.newlines
            use(scan.used)
            if scan.isEmptyLine { continue }
            guard scan.fields.count == header.width else { return Record(line: begin, reason: .wrongColumns, detail: columns(of: scan)) }
            let fields = scan.fields.map { String(validating: $0, as: UTF8.self) }
            if let bad = fields.firstIndex(of: nil) { return Record(line: begin, reason: .notUTF8, detail: header.name(of: bad)) }
            return Record(line: begin, fields: fields.compactMap(\.self))
        }
    }

    private func columns(of scan: RecordScan) -> String { "\(scan.fields.count) instead of \(header.width)" }

    private mutating func scanRecord() throws(ImportError) -> RecordScan {
        var scan = RecordScan(separator: header.separator)
        while true {
            if scan.run(source.unread) == .complete { return scan }
            if source.unread.count > limit { return scan }
            guard try source.fill() else {
                scan.finish()
                return scan
            }
        }
    }

    /// Whether a record of several lines is one: see above.
    private func isWhole(_ scan: RecordScan) -> Bool {
        guard scan.fields.count == header.width, !scan.hasTextAfterQuote else { return false }
        for field in scan.fields where field.contains(10) {
            let inner = field.split(separator: 10, omittingEmptySubsequences: false).dropFirst().dropLast()
            if inner.contains(where: isRow) { return false }
        }
        return true
    }

    private func isRow(_ bytes: some Sequence<UInt8>) -> Bool {
        var scan = RecordScan(separator: header.separator)
        return scan.run(ArraySlice(Array(bytes) + [10])) == .complete && scan.fields.count == header.width
    }

    /// Reports the record that begins here and goes on with the next line that is whole.
    private mutating func brokenRecord(_ scan: RecordScan) throws(ImportError) -> Record {
        let begin = line
        let end = scan.isComplete ? "closed in line \(begin + scan.newlines - 1)" : "never closed"
        try skipLine()
        while let next = try peekLine(), !next.isEmpty, !isRow(next) { try skipLine() }
        let left = line - 1 == begin ? "only this line is left out" : "lines \(begin) to \(line - 1) are left out"
        return Record(line: begin, reason: .unclosedQuote, detail: "a quote of this line is \(end); \(left)")
    }

    /// The next line without its end; nil at the end of the file. A line that is too long is empty.
    private mutating func peekLine() throws(ImportError) -> ArraySlice<UInt8>? {
        while true {
            if let end = source.unread.firstIndex(of: 10) { return source.unread[..<end] }
            if source.unread.count > limit { return [] }
            if try !source.fill() { return source.unread.isEmpty ? nil : source.unread }
        }
    }

    private mutating func use(_ count: Int) {
        if keepsRaw { raw += source.unread.prefix(count) }
        source.use(count)
    }

    private mutating func skipLine() throws(ImportError) {
        line += 1
        while true {
            if let end = source.unread.firstIndex(of: 10) { return use(end - source.start + 1) }
            use(source.unread.count)
            if try !source.fill() { return }
        }
    }
}
