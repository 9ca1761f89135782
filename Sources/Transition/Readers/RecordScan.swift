/// The scan of one CSV record. When more bytes are available, it continues where it stopped.
struct RecordScan {
    enum Step { case complete, incomplete }

    private(set) var fields: [[UInt8]] = []
    private(set) var used = 0
    private(set) var newlines = 0
    private(set) var isComplete = false
    /// Whether the scan is inside a quoted field.
    private(set) var isQuoted = false
    /// Whether something stood between a closing quote and the end of its field.
    private(set) var hasTextAfterQuote = false
    private let separator: UInt8
    private var field: [UInt8] = []
    private var wasQuoted = false
    /// Whether the last byte was a quote inside a quoted field. It ends the field, or it is the first half of a doubled quote.
    private var afterQuote = false

    init(separator: UInt8) { self.separator = separator }

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
            case separator: endField()
            case 10:
                if field.last == 13 { field.removeLast() }
                endField()
                isComplete = true
                return .complete
            default:
                if wasQuoted, byte != 13 { hasTextAfterQuote = true }
                field.append(byte)
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
