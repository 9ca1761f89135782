/// Reads the records of a CSV file (RFC 4180). Lines end with CRLF or LF, quoted fields may contain line breaks, and a byte-order mark is
/// skipped.
struct CSVReader {
    /// A record and the line where it begins. If the record cannot be read, `fields` is nil and `reason` says why.
    struct Record {
        let line: Int
        let fields: [String]?
        let reason: RowRejection?
    }

    private(set) var source: ByteSource
    private let limit: Int
    private var line = 1

    /// `limit` is the longest record in bytes.
    init(_ source: ByteSource, limit: Int = 1 << 20) throws(ImportError) {
        self.source = source
        self.limit = limit
        try self.source.skipByteOrderMark()
    }

    /// The next record that is not an empty line; nil at the end.
    mutating func next() throws(ImportError) -> Record? {
        while true {
            var scan = RecordScan()
            scanning: while true {
                switch scan.run(source.unread) {
                case .complete: break scanning
                case .incomplete:
                    if source.unread.count > limit { break scanning }
                    if try !source.fill() {
                        scan.finish()
                        break scanning
                    }
                }
            }
            let begin = line
            guard scan.isComplete, scan.used <= limit else {
                if source.unread.isEmpty { return nil }
                // After an unclosed quote, reading continues with the next line, so that the following records are not lost.
                try skipLine()
                return Record(line: begin, fields: nil, reason: scan.used > limit || !scan.isQuoted ? .lineTooLong : .unclosedQuote)
            }
            if scan.used == 0 { return nil }
            line += scan.newlines
            source.use(scan.used)
            if scan.isEmptyLine { continue }
            let fields = scan.fields.map { String(validating: $0, as: UTF8.self) }
            guard !fields.contains(nil) else { return Record(line: begin, fields: nil, reason: .notUTF8) }
            return Record(line: begin, fields: fields.compactMap { $0 }, reason: nil)
        }
    }

    private mutating func skipLine() throws(ImportError) {
        line += 1
        while true {
            if let end = source.unread.firstIndex(of: 10) { return source.use(end - source.start + 1) }
            source.use(source.unread.count)
            if try !source.fill() { return }
        }
    }
}

/// The scan of one record. When more bytes are available, it continues where it stopped.
private struct RecordScan {
    enum Step { case complete, incomplete }

    private(set) var fields: [[UInt8]] = []
    private(set) var used = 0
    private(set) var newlines = 0
    private(set) var isComplete = false
    /// Whether the scan is inside a quoted field.
    private(set) var isQuoted = false
    private var field: [UInt8] = []
    private var wasQuoted = false
    /// Whether the last byte was a quote inside a quoted field. It ends the field, or it is the first half of a doubled quote.
    private var afterQuote = false

    var isEmptyLine: Bool { fields.count == 1 && fields[0].isEmpty && newlines == 1 }

    mutating func run(_ bytes: ArraySlice<UInt8>) -> Step {
        for byte in bytes.dropFirst(used) {
            used += 1
            if byte == 10 { newlines += 1 }
            if isQuoted, !afterQuote {
                if byte == 34 { afterQuote = true } else { field.append(byte) }
                continue
            }
            if afterQuote {
                afterQuote = false
                if byte == 34 {
                    field.append(34)
                    continue
                }
                isQuoted = false
            }
            switch byte {
            case 34 where field.isEmpty && !wasQuoted:
                isQuoted = true
                wasQuoted = true
            case 44: endField()
            case 10:
                if field.last == 13 { field.removeLast() }
                endField()
                isComplete = true
                return .complete
            default: field.append(byte)
            }
        }
        return .incomplete
    }

    /// Completes the last record at the end of the file, which needs no line break.
    mutating func finish() {
        if isQuoted, !afterQuote { return }
        isQuoted = false
        if used > 0 { endField() }
        isComplete = true
    }

    private mutating func endField() {
        fields.append(field)
        field = []
        wasQuoted = false
    }
}
