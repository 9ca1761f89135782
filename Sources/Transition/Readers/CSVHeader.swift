/// The header of a CSV file: what separates its fields, and where each column is.
struct CSVHeader: Sendable {
    let separator: UInt8
    let width: Int
    /// How many lines of the file it takes.
    let lines: Int
    let names: [String]
    private let places: [String: Int]

    /// Reads it from the beginning of the file: after a line such as `sep=;`, if there is one, and separated by the comma, semicolon or tab
    /// with which it has the columns. Their names count in any case. Throws for columns that are missing, and for one that is there twice.
    /// `hints` are columns that may be there: they only help to tell what separates the fields.
    init(of source: inout ByteSource, columns: [String], hints: [String] = [], limit: Int) throws(ImportError) {
        try source.skipByteOrderMark()
        var line = try Self.line(of: &source, limit: limit)
        let told = Self.separator(toldBy: line)
        lines = told == nil ? 1 : 2
        if told != nil { line = try Self.line(of: &source, limit: limit) }
        let readings = (told.map { [$0] } ?? Array(",;\t".utf8)).map { ($0, Self.names(in: line, separator: $0)) }
        // Most columns first; of equal ones the comma, which comes first.
        let best = readings.max { left, right in Self.count(of: columns + hints, in: left.1) < Self.count(of: columns + hints, in: right.1)
        }
        guard let (separator, names) = best else { throw .missingColumns(columns) }
        let missing = columns.filter { !names.contains($0) }
        guard missing.isEmpty else { throw .missingColumns(missing) }
        let repeated = (columns + hints).filter { column in names.count { $0 == column } > 1 }
        guard repeated.isEmpty else { throw .repeatedColumns(repeated) }
        self.separator = separator
        self.names = names
        width = names.count
        places = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where the column is; nil if the file does not have it.
    func place(of column: String) -> Int? { places[column] }

    func name(of place: Int) -> String { names[place] }

    private static func count(of columns: [String], in names: [String]) -> Int { columns.count { names.contains($0) } }

    private static func names(in line: [UInt8], separator: UInt8) -> [String] {
        var scan = RecordScan(separator: separator)
        _ = scan.run(ArraySlice(line + [10]))
        return scan.fields.map { String(decoding: $0, as: UTF8.self).trimmed.lowercased() }
    }

    /// The separator that a line such as `sep=;` tells, as spreadsheets write it.
    private static func separator(toldBy line: [UInt8]) -> UInt8? {
        let text = line.filter { $0 != 34 && $0 != 13 }
        guard text.count == 5, String(decoding: text.prefix(4), as: UTF8.self).lowercased() == "sep=" else { return nil }
        return text[4]
    }

    private static func line(of source: inout ByteSource, limit: Int) throws(ImportError) -> [UInt8] {
        while true {
            if let end = source.unread.firstIndex(of: 10) {
                let line = Array(source.unread[..<end])
                source.use(line.count + 1)
                return line
            }
            guard source.unread.count <= limit else { return [] }
            if try !source.fill() {
                let line = Array(source.unread)
                source.use(line.count)
                return line
            }
        }
    }
}
